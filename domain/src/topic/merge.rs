//! One topic becomes another: what was filed under the first is filed under the second, and the first leads to it. The first stays, so that its
//! code keeps working: looked up, it names its replacement; in filters the two are one; what is newly filed under it comes under the second.

use hemicycle_entity::ids::TopicId;
use hemicycle_entity::topic::{Column, Entity, Model};
use hemicycle_entity::{contact, event, hub, practice, project, publication};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::deeds::{ONE_AT_A_TIME, lead_back};
use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::record::{Common, Link, Record};
use crate::write::Writing;

pub async fn merge(
    writing: &mut Writing,
    topic: Selector,
    into: Selector,
    expected_version: i32,
) -> Result<TopicId, Failure> {
    writing.one_at_a_time(ONE_AT_A_TIME).await?;
    let before = writing
        .change_for::<Entity>(Action::Archive, &topic, "topic", expected_version)
        .await?;
    writing.problems.take("topic", may_merge(&before));
    let into = writing.refer_topic("input.into", Some(&into), None).await?;
    if let Some(into) = into {
        if into == before.id {
            writing.problems.note("input.into", itself());
        } else if lead_back(writing, into, before.id).await? {
            writing.problems.note("input.into", below(&before.code));
        }
    }
    writing.problems.settled()?;
    let Some(into) = into else {
        return Err(crate::deed::not_found().into());
    };
    let mut after = before.clone();
    after.replaced_by_id = Some(into);
    // Nothing stays under it: it is not merely deprecated.
    after.deprecated_on = None;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    let narrower = Condition::all().add(Column::BroaderId.eq(before.id));
    let narrower = writing.all::<Entity>(narrower).await?;
    writing
        .set_all::<Entity>(&narrower, Column::BroaderId, into.0, |row| {
            row.broader_id = Some(into);
        })
        .await?;
    refile::<project::Entity>(writing, crate::project::TOPICS, before.id, into).await?;
    refile::<practice::Entity>(writing, crate::practice::TOPICS, before.id, into).await?;
    refile::<event::Entity>(writing, crate::event::TOPICS, before.id, into).await?;
    refile::<publication::Entity>(writing, crate::publication::TOPICS, before.id, into).await?;
    refile::<hub::Entity>(writing, crate::hub::TOPICS, before.id, into).await?;
    refile::<contact::Entity>(writing, crate::contact::EXPERTISE, before.id, into).await?;
    Ok(after.id)
}

/// Whether a topic can be merged into another.
pub fn may_merge(topic: &Model) -> Result<(), Refusal> {
    if topic.replaced_by_id.is_none() || topic.deprecated_on.is_some() {
        return Ok(());
    }
    Err(wrong_state(
        "This topic was merged into another already.",
        "Ce thème a déjà été fusionné avec un autre.",
    ))
}

fn itself() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "A topic cannot be merged into itself.",
        "Un thème ne peut être fusionné avec lui-même.",
    )
}

fn below(code: &str) -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        format!("This topic is part of “{code}”: give it another broader topic first."),
        format!(
            "Ce thème fait partie de « {code} » : donnez-lui d’abord un autre thème générique."
        ),
    )
}

/// Files the records of a kind under the other topic, in a few statements for all of them.
async fn refile<E: Record>(
    writing: &mut Writing,
    link: Link,
    from: TopicId,
    to: TopicId,
) -> Result<(), Failure> {
    let filed = Query::select()
        .column(Alias::new(link.from))
        .from(Alias::new(link.table))
        .and_where(Expr::col(Alias::new(link.to)).eq(from.0))
        .to_owned();
    let filed = Condition::all().add(E::id_column().in_subquery(filed));
    let rows = writing.all::<E>(filed).await?;
    let ids: Vec<Uuid> = rows.iter().map(Common::uuid).collect();
    let mut topics = writing.targets(link, &ids).await?;
    let wanted = rows.iter().map(|row| {
        let mut topics = topics.remove(&row.uuid()).unwrap_or_default();
        for topic in &mut topics {
            if *topic == from.0 {
                *topic = to.0;
            }
        }
        (row, topics)
    });
    let wanted: Vec<_> = wanted.collect();
    if !wanted.is_empty() {
        writing.put_links::<E>(link, wanted).await?;
    }
    Ok(())
}
