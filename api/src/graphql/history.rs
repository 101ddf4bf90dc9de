//! The change log in the contract. Its fields bear the contract's names, and records in them the contract's ids.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hemicycle_domain::changes::history;
use hemicycle_entity::change;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::connection::Node;
use super::context::{actor, now};
use super::directives::list_size;
use super::enums::{ActorKind, ChangeAction};
use super::id::{self, IdKind};
use super::scalars::{DateTime, FieldValues};

/// One entry of the change log.
pub struct Change(pub Arc<change::Model>);

impl Node for Change {
    type Entity = change::Entity;

    fn of(row: Arc<change::Model>) -> Self {
        Self(row)
    }
}

/// One entry of the change log.
#[Object]
impl Change {
    /// Its number in the log of the whole network: without gaps, in the order in which changes took effect.
    async fn number(&self) -> i64 {
        self.0.seq
    }

    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// What happened to the record.
    async fn action(&self) -> ChangeAction {
        self.0.action.into()
    }

    /// The deed that did it, such as `load`.
    async fn deed(&self) -> &str {
        &self.0.deed
    }

    /// What sort of actor did it.
    async fn actor_kind(&self) -> ActorKind {
        self.0.actor_kind.into()
    }

    /// The account that did it, by its id. Null when a part of the service did, and for everybody but administrators.
    async fn actor(&self, ctx: &Context<'_>) -> Option<ID> {
        let author = history::author(actor(ctx), now(ctx), &self.0)?;
        Some(id::encode(IdKind::Account, author))
    }

    /// The account of the person that a client did it for, by its id. Null when nobody was named, and for everybody but administrators.
    async fn person(&self, ctx: &Context<'_>) -> Option<ID> {
        let person = history::person(actor(ctx), now(ctx), &self.0)?;
        Some(id::encode(IdKind::Account, person))
    }

    /// The names of the fields and lists that changed, as far as the caller may know of them. At most 60.
    #[graphql(directive = list_size::apply(60))]
    async fn fields(&self, ctx: &Context<'_>) -> Vec<String> {
        let fields = history::fields(actor(ctx), now(ctx), &self.0);
        fields.into_iter().map(field_name).collect()
    }

    /// What those fields were before. Free texts and personal data are never remembered here; a field without a value is left out.
    async fn before(&self, ctx: &Context<'_>) -> FieldValues {
        FieldValues(told(history::before(actor(ctx), now(ctx), &self.0)))
    }

    /// What those fields became. Free texts and personal data are never remembered here; a field without a value is left out.
    async fn after(&self, ctx: &Context<'_>) -> FieldValues {
        FieldValues(told(history::after(actor(ctx), now(ctx), &self.0)))
    }
}

/// `lead_parliament` as the contract has it: `leadParliament`.
pub fn field_name(column: &str) -> String {
    if column == "progress" {
        return "progressPercent".to_owned();
    }
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
        name
    })
}

/// What the records in a field are.
fn kind_of(field: &str) -> Option<IdKind> {
    Some(match field {
        "broader" | "replaced_by" | "topics" | "expertise" => IdKind::Topic,
        "country" => IdKind::Country,
        "parliament" | "lead_parliament" => IdKind::Parliament,
        "chamber" | "lead_chamber" => IdKind::Chamber,
        "organisation" => IdKind::Organisation,
        "hub" | "hubs" | "hub_id" => IdKind::Hub,
        "projects" => IdKind::Project,
        "practices" | "practice_id" | "adopted_from" => IdKind::Practice,
        "events" => IdKind::Event,
        _ => return None,
    })
}

/// What the parts in a list are whose own lists or people changed.
fn part_of(list: &str) -> Option<IdKind> {
    Some(match list {
        "sessions" => IdKind::EventSession,
        "delegations" => IdKind::EventDelegation,
        "update_hubs" => IdKind::ProjectUpdate,
        _ => return None,
    })
}

/// Values as the contract has them: its names, its ids.
pub fn told(values: Map<String, Value>) -> Map<String, Value> {
    told_in("", values)
}

/// The same for the members of what stands in a field.
fn told_in(list: &str, values: Map<String, Value>) -> Map<String, Value> {
    let kind = |field: &str| match field {
        "part" => part_of(list),
        field => kind_of(field),
    };
    let named = values.into_iter();
    named
        .map(|(field, value)| (field_name(&field), value_of(&field, kind(&field), value)))
        .collect()
}

fn value_of(field: &str, kind: Option<IdKind>, value: Value) -> Value {
    match value {
        Value::Array(items) => items
            .into_iter()
            .map(|item| value_of(field, kind, item))
            .collect(),
        Value::Object(members) => Value::Object(told_in(field, members)),
        Value::String(text) => match (kind, Uuid::parse_str(&text)) {
            (Some(kind), Ok(uuid)) => Value::String(id::encode(kind, uuid).to_string()),
            _ => Value::String(text),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_speaks_the_contracts_names_and_ids() {
        let uuid = Uuid::from_u128(7);
        let stored = serde_json::json!({
            "lead_parliament": uuid, "progress": 3, "memberships": [{ "party": { "parliament": uuid }, "role": "HOST" }],
            "sessions": [{ "part": uuid, "practice_id": [uuid] }],
        });
        let id = id::encode(IdKind::Parliament, uuid).to_string();
        let session = id::encode(IdKind::EventSession, uuid).to_string();
        let practice = id::encode(IdKind::Practice, uuid).to_string();
        let contract = serde_json::json!({
            "leadParliament": id, "progressPercent": 3, "memberships": [{ "party": { "parliament": id }, "role": "HOST" }],
            "sessions": [{ "part": session, "practiceId": [practice] }],
        });
        let members = stored.as_object().cloned().unwrap_or_default();
        assert_eq!(Value::Object(told(members)), contract);
    }
}
