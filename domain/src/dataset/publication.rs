//! Publications in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::ids::PublicationId;
use hemicycle_entity::publication::{Entity, Model};
use hemicycle_entity::values::ImpactArea;
use hemicycle_entity::{event, practice, publication_edition, publication_publisher, topic};
use uuid::Uuid;

use super::described::{Described, Settled, put_links, put_parts};
use super::reader::{Fields, columns};
use crate::failure::Failure;
use crate::publication::{EVENTS, PRACTICES, TOPICS};
use crate::values::TITLE_LIMIT;
use crate::write::Writing;

pub struct Lists {
    events: Vec<Uuid>,
    practices: Vec<Uuid>,
    topics: Vec<Uuid>,
    editions: Vec<publication_edition::Model>,
    publishers: Vec<publication_publisher::Model>,
}

impl Described for Entity {
    type Lists = Lists;

    fn read(id: PublicationId, fields: &mut Fields<'_>) -> (Model, Lists) {
        let row = row(id, fields);
        let editions = fields.tables("editions", |part, _| edition(id, part));
        let languages: Vec<&String> = editions.iter().map(|one| &one.language).collect();
        fields.distinct("editions", &languages);
        let lists = Lists {
            events: fields.references::<event::Entity>("events"),
            practices: fields.references::<practice::Entity>("practices"),
            topics: fields.references::<topic::Entity>("topics"),
            publishers: fields.tables("publishers", |part, position| publisher(id, position, part)),
            editions,
        };
        (row, lists)
    }

    async fn put_lists(
        writing: &mut Writing,
        records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut changed = HashSet::new();
        let all = &mut changed;
        put_links::<Self>(writing, EVENTS, records, all, |lists| &lists.events).await?;
        put_links::<Self>(writing, PRACTICES, records, all, |lists| &lists.practices).await?;
        put_links::<Self>(writing, TOPICS, records, all, |lists| &lists.topics).await?;
        put_parts::<_, publication_edition::Entity>(writing, records, all, |lists| &lists.editions)
            .await?;
        put_parts::<_, publication_publisher::Entity>(writing, records, all, |lists| {
            &lists.publishers
        })
        .await?;
        Ok(changed)
    }
}

fn row(id: PublicationId, fields: &mut Fields<'_>) -> Model {
    let common = fields.common();
    Model {
        id,
        slug: fields.slug("slug"),
        title: fields.title("title"),
        kind: fields.required_one_of("type"),
        year: fields.whole("year", 1889..=2200),
        summary: fields.body("summary"),
        isbn: fields.plain("isbn", 20),
        impact_areas: fields.many_of::<ImpactArea>("impact_areas"),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: common.original_language,
        licence: common.licence,
        sources: common.sources,
    }
}

fn edition(publication_id: PublicationId, part: &mut Fields<'_>) -> publication_edition::Model {
    publication_edition::Model {
        id: part.new_id(),
        publication_id,
        language: part.required_language("language"),
        url: part.link("url"),
        title: part.plain("title", TITLE_LIMIT),
        licence: part.licence("licence"),
        published_on: part.partial_date("published_on"),
    }
}

fn publisher(
    publication_id: PublicationId,
    position: i32,
    part: &mut Fields<'_>,
) -> publication_publisher::Model {
    let (parliament_id, chamber_id, organisation_id) = columns(part.party());
    publication_publisher::Model {
        id: part.new_id(),
        publication_id,
        position,
        parliament_id,
        chamber_id,
        organisation_id,
    }
}
