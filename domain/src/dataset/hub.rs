//! Hubs in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::hub::{Entity, Model};
use hemicycle_entity::ids::HubId;
use hemicycle_entity::text::{Channel, Channels, FormerName, FormerNames};
use hemicycle_entity::{hub_membership, topic};
use uuid::Uuid;

use super::described::{Described, Settled, put_links, put_parts};
use super::reader::{Fields, columns};
use crate::failure::Failure;
use crate::hub::TOPICS;
use crate::write::Writing;

pub struct Lists {
    topics: Vec<Uuid>,
    memberships: Vec<hub_membership::Model>,
}

impl Described for Entity {
    type Lists = Lists;

    fn read(id: HubId, fields: &mut Fields<'_>) -> (Model, Lists) {
        let common = fields.common();
        let row = Model {
            id,
            slug: fields.slug("slug"),
            name: fields.title("name"),
            former_names: FormerNames(fields.tables("former_names", |part, _| FormerName {
                name: part.title("name"),
                until: part.partial_date("until"),
            })),
            kind: fields.required_one_of("type"),
            status: fields.required_one_of("status"),
            mandate: fields.body("mandate"),
            status_note: None,
            languages: fields.languages("languages"),
            founded_on: fields.partial_date("founded_on"),
            channels: Channels(fields.tables("channels", |part, _| Channel {
                kind: part.required_one_of("kind"),
                url: part.required_link("url"),
            })),
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: common.original_language,
            licence: common.licence,
            sources: common.sources,
        };
        let lists = Lists {
            topics: fields.references::<topic::Entity>("topics"),
            memberships: fields.tables("memberships", |part, _| membership(id, part)),
        };
        (row, lists)
    }

    /// A file says where a hub stands, not why; as long as it still stands there, the reason holds.
    fn carry(row: &mut Model, before: &Model) {
        if row.status == before.status {
            row.status_note.clone_from(&before.status_note);
        }
    }

    async fn put_lists(
        writing: &mut Writing,
        records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut changed = HashSet::new();
        put_links::<Self>(writing, TOPICS, records, &mut changed, |lists| {
            &lists.topics
        })
        .await?;
        put_parts::<Self, hub_membership::Entity>(writing, records, &mut changed, |lists| {
            &lists.memberships
        })
        .await?;
        Ok(changed)
    }
}

fn membership(hub_id: HubId, part: &mut Fields<'_>) -> hub_membership::Model {
    let (parliament_id, chamber_id, organisation_id) = columns(part.party());
    let row = hub_membership::Model {
        id: part.new_id(),
        hub_id,
        parliament_id,
        chamber_id,
        organisation_id,
        role: part.required_one_of("role"),
        since: part.partial_date("since"),
        until: part.partial_date("until"),
    };
    part.partial_in_order(("since", &row.since), ("until", &row.until));
    row
}
