//! Revisions: what is proposed for a practice that is published, field by field, while everybody goes on reading the published one.

use hemicycle_entity::practice;
use hemicycle_entity::practice_revision::{self as revision, Column, Model};
use hemicycle_entity::values::{Closed, RevisionStatus};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::content::{Content, Links};
use crate::actor::Actor;
use crate::failure::{ErrorCode, Failure, Fault, Refusal};
use crate::filter::Scope;
use crate::listing::descending;
use crate::page::{KeyType, Order, Sort};
use crate::read::Listed;
use crate::record::{Rows, nobody, part, rows};
use crate::sight;

// Its own people see a revision from its beginning, the reviewers of its hubs once it was handed in.
rows!(practice_revision, RevisionId, |actor, at| match actor {
    Actor::System(_) => Condition::all(),
    Actor::Visitor => nobody(),
    Actor::Account(caller) if caller.sees_all(at) => Condition::all(),
    Actor::Account(caller) => Condition::any()
        .add(of_practices(sight::contributed::<practice::Entity>(
            caller, at
        )))
        .add(
            Condition::all()
                .add(Column::SubmittedAt.is_not_null())
                .add(of_practices(sight::own::<practice::Entity>(caller, at))),
        ),
});
part!(practice_revision of practice by practice_id / PracticeId as "revisions", |row| json!({
    "status": row.status.as_str(),
    "base_version": row.base_version,
    "submitted_at": row.submitted_at,
    "_content": row.content,
    "_decided_at": row.decided_at,
    "_author": row.author_id,
}));

/// That a part's practice is among these.
pub(super) fn of_practices(practices: Condition) -> sea_orm::sea_query::SimpleExpr {
    let ids = Query::select()
        .column((practice::Entity, practice::Entity::id_column()))
        .from(practice::Entity)
        .cond_where(practices)
        .to_owned();
    Expr::col(sea_orm::sea_query::Alias::new("practice_id")).in_subquery(ids)
}

/// Revisions that are not decided yet: of one practice there is one at most.
pub(super) fn undecided() -> Condition {
    Condition::all().add(Column::DecidedAt.is_null())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevisionOrder {
    CreatedAt,
}

impl Listed for revision::Entity {
    type Filter = ();
    type Field = RevisionOrder;
    const LIST: &'static str = "revisions";
    const DEFAULT_ORDER: Order<RevisionOrder> = descending(RevisionOrder::CreatedAt);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        undecided()
    }

    fn sort(_field: RevisionOrder) -> Sort {
        crate::listing::by(Column::CreatedAt, KeyType::Instant)
    }
}

/// The fields that a revision changes: as they were when that was first proposed, and as they shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub before: Map<String, Value>,
    pub after: Map<String, Value>,
}

impl Proposal {
    /// What a revision proposes.
    pub fn of(row: &Model) -> Result<Self, Failure> {
        Ok(serde_json::from_value(row.content.clone()).map_err(Fault::new)?)
    }

    pub fn stored(&self) -> Result<Value, Failure> {
        Ok(serde_json::to_value(self).map_err(Fault::new)?)
    }

    pub fn is_empty(&self) -> bool {
        self.after.is_empty()
    }

    /// The published content with what is proposed.
    pub fn applied(&self, published: &Content) -> Result<Content, Failure> {
        let mut fields = fields(published)?;
        fields.extend(self.after.clone());
        Ok(serde_json::from_value(Value::Object(fields)).map_err(Fault::new)?)
    }

    /// What has to be proposed so that the published content becomes the wanted one. Whoever names a field, or proposes something else for it, knows what is
    /// published now; another one keeps what it was when it was proposed.
    pub fn towards(
        &self,
        published: &Content,
        wanted: &Content,
        named: &[&str],
    ) -> Result<Self, Failure> {
        let published = fields(published)?;
        let mut next = Self::default();
        for (field, value) in fields(wanted)? {
            let now = published.get(&field).cloned().unwrap_or_default();
            if value != now {
                let kept =
                    !named.contains(&field.as_str()) && self.after.get(&field) == Some(&value);
                let then = self.before.get(&field).filter(|_| kept);
                let before = then.cloned().unwrap_or(now);
                next.before.insert(field.clone(), before);
                next.after.insert(field, value);
            }
        }
        Ok(next)
    }

    /// The fields that were changed to something else since they were proposed.
    pub fn overtaken(&self, published: &Content) -> Result<Vec<&str>, Failure> {
        let published = fields(published)?;
        let differs = |(field, after): &(&String, &Value)| {
            let now = published.get(*field).unwrap_or(&Value::Null);
            now != *after && self.before.get(*field).unwrap_or(&Value::Null) != now
        };
        let overtaken = self.after.iter().filter(differs);
        Ok(overtaken.map(|(field, _)| field.as_str()).collect())
    }
}

fn fields(content: &Content) -> Result<Map<String, Value>, Failure> {
    match serde_json::to_value(content).map_err(Fault::new)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Fault::new("the content of a practice is an object").into()),
    }
}

/// Whether a practice says all that a reviewer needs, with what a revision proposes for it.
pub fn is_whole(
    row: &practice::Model,
    revision: Option<&Model>,
) -> Result<Result<(), Refusal>, Failure> {
    let published = Content::of(row, Links::default());
    let wanted = match revision {
        Some(revision) => Proposal::of(revision)?.applied(&published)?,
        None => published,
    };
    Ok(wanted.is_whole())
}

/// Something else was published in a field since it was proposed.
pub fn overtaken() -> Refusal {
    Refusal::new(
        ErrorCode::Conflict,
        "This was changed since the revision proposed something for it: edit the revision.",
        "Ce champ a changé depuis la proposition de la révision : modifiez la révision.",
    )
}

/// Whether a revision was handed in and waits.
pub fn is_handed_in(row: &Model) -> bool {
    row.submitted_at.is_some()
}

/// Whether a revision of this status goes on when its practice is edited again.
pub fn status_when_edited(status: RevisionStatus) -> RevisionStatus {
    match status {
        RevisionStatus::ChangesRequested => RevisionStatus::ChangesRequested,
        _ => RevisionStatus::Pending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hemicycle_entity::values::{PracticeKind, PracticeStage};

    fn content(stage: Option<PracticeStage>, url: Option<&str>) -> Content {
        Content {
            stage,
            open_source_url: url.map(str::to_owned),
            ..Content::empty(PracticeKind::GoodPractice)
        }
    }

    #[test]
    fn a_proposal_holds_what_differs_and_notices_what_overtook_it() -> Result<(), Failure> {
        let published = content(Some(PracticeStage::Pilot), None);
        let wanted = content(Some(PracticeStage::InUse), None);
        let proposal = Proposal::default().towards(&published, &wanted, &[])?;
        assert_eq!(proposal.after.keys().collect::<Vec<_>>(), ["stage"]);
        assert_eq!(proposal.applied(&published)?, wanted);
        // Another field changed: it stays as it is now.
        let moved = content(Some(PracticeStage::Pilot), Some("https://example.org/"));
        assert_eq!(proposal.overtaken(&moved)?, [""; 0]);
        let both = content(Some(PracticeStage::InUse), Some("https://example.org/"));
        assert_eq!(proposal.applied(&moved)?, both);
        // The same field changed, to something else or to what is proposed.
        let other = content(Some(PracticeStage::Retired), None);
        assert_eq!(proposal.overtaken(&other)?, ["stage"]);
        assert_eq!(proposal.overtaken(&wanted)?, [""; 0]);
        assert!(proposal.towards(&wanted, &wanted, &["stage"])?.is_empty());
        // It stays overtaken until something else is proposed for that very field, or the same by its name.
        let elsewhere = content(Some(PracticeStage::InUse), Some("https://example.org/"));
        let still = proposal.towards(&other, &elsewhere, &["open_source_url"])?;
        assert_eq!(still.overtaken(&other)?, ["stage"]);
        let anew = content(Some(PracticeStage::Pilot), Some("https://example.org/"));
        let anew = still.towards(&other, &anew, &[])?;
        assert_eq!(anew.overtaken(&other)?, [""; 0]);
        let confirmed = still.towards(&other, &elsewhere, &["stage"])?;
        assert_eq!(confirmed.overtaken(&other)?, [""; 0]);
        assert_eq!(confirmed.after, still.after);
        Ok(())
    }
}
