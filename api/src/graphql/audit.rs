//! The whole change log, for administrators. For everybody else it is empty, as if nothing had ever been done.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use hemicycle_domain::changes::audit::EntryFilter;
use hemicycle_domain::changes::history::{self, HistoryOrder};
use hemicycle_domain::failure::{Failure, Refusal};
use hemicycle_entity::change;
use hemicycle_entity::values::ActorKind as Sort;
use uuid::Uuid;

use super::account::Account;
use super::connection::{self, Connection, Node, PageArgs};
use super::context::{actor, now};
use super::directives::list_size;
use super::enums::{ActorKind, ChangeAction, Kind};
use super::error::Maybe;
use super::history::{field_name, told};
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of, ids};
use super::scalars::{DateTime, FieldValues};

/// One entry of the change log, with who did it and how.
pub struct AuditEntry(Arc<change::Model>);

impl Node for AuditEntry {
    type Entity = change::Entity;

    fn of(row: Arc<change::Model>) -> Self {
        Self(row)
    }
}

/// One entry of the change log, with who did it and how.
#[Object]
impl AuditEntry {
    /// Its number in the log of the whole network: without gaps, in the order in which changes took effect.
    async fn number(&self) -> i64 {
        self.0.seq
    }

    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// What sort of actor did it.
    async fn actor_kind(&self) -> ActorKind {
        self.0.actor_kind.into()
    }

    /// The account that did it; null when a part of the service did.
    async fn account(&self, ctx: &Context<'_>) -> Maybe<Account> {
        let author = history::author(actor(ctx), now(ctx), &self.0);
        connection::by_id(ctx, author).await
    }

    /// The part of the service that did it, such as `command line`; null when an account did.
    async fn system(&self) -> Option<&str> {
        (self.0.actor_kind == Sort::System).then_some(self.0.actor.as_str())
    }

    /// The account of the person that a client did it for; null when nobody was named.
    async fn person(&self, ctx: &Context<'_>) -> Maybe<Account> {
        let person = history::person(actor(ctx), now(ctx), &self.0);
        connection::by_id(ctx, person).await
    }

    /// The OAuth client that a person acted through; null when none was.
    async fn client(&self) -> Option<&str> {
        self.0.client.as_deref()
    }

    /// The deed: the name of the mutation field, or of what a part of the service did, such as `load`.
    async fn deed(&self) -> &str {
        &self.0.deed
    }

    /// The id of the request, as its answer bore it; null when there was none.
    async fn request(&self) -> Option<&str> {
        self.0.request.as_deref()
    }

    /// The kind of the record.
    async fn kind(&self) -> Kind {
        self.0.kind.into()
    }

    /// The id of the record. The record may be gone.
    async fn record(&self) -> ID {
        id::encode(IdKind::of(self.0.kind), self.0.record)
    }

    /// What happened to the record.
    async fn action(&self) -> ChangeAction {
        self.0.action.into()
    }

    /// The names of the fields and lists that changed. At most 60.
    #[graphql(directive = list_size::apply(60))]
    async fn fields(&self, ctx: &Context<'_>) -> Vec<String> {
        let fields = history::fields(actor(ctx), now(ctx), &self.0);
        fields.into_iter().map(field_name).collect()
    }

    /// What those fields were before. Free texts, personal data and secrets are never remembered here; a field without a value is left out.
    async fn before(&self, ctx: &Context<'_>) -> FieldValues {
        FieldValues(told(history::before(actor(ctx), now(ctx), &self.0)))
    }

    /// What those fields became. Free texts, personal data and secrets are never remembered here; a field without a value is left out.
    async fn after(&self, ctx: &Context<'_>) -> FieldValues {
        FieldValues(told(history::after(actor(ctx), now(ctx), &self.0)))
    }
}

/// Which entries to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct AuditEntryFilter {
    /// Done by any of these accounts, people or clients.
    account: Option<AnyOf<ID>>,
    /// Done by any of these parts of the service, such as `load` or `command line`.
    system: Option<AnyOf<String>>,
    /// Done by a client for any of these people.
    person: Option<AnyOf<ID>>,
    /// Done through any of these OAuth clients.
    client: Option<AnyOf<String>>,
    /// Done to records of these kinds.
    kind: Option<AnyOf<Kind>>,
    /// Done to any of these records, of whatever kind.
    record: Option<AnyOf<ID>>,
    /// Any of these deeds, such as `grantAdd`.
    deed: Option<AnyOf<String>>,
    /// In any of these requests.
    request: Option<AnyOf<String>>,
    /// Done at this instant or later.
    done_since: Option<DateTime>,
    /// Done before this instant.
    done_until: Option<DateTime>,
}

/// A filter as the domain takes it; every id that is none is told.
fn parsed(filter: AuditEntryFilter) -> Result<EntryFilter, Failure> {
    let mut problems: Vec<Refusal> = Vec::new();
    let account = |id: &ID| id::decode_as::<Uuid>(IdKind::Account, id);
    let any = |id: &ID| id::decode(id).map(|(_, id)| id);
    let accounts = ids(filter.account, "account", account, &mut problems);
    let people = ids(filter.person, "person", account, &mut problems);
    let records = ids(filter.record, "record", any, &mut problems);
    if !problems.is_empty() {
        return Err(Failure::Refused(problems));
    }
    let typed = |ids: Vec<Uuid>| ids.into_iter().map(Into::into).collect();
    Ok(EntryFilter {
        audit: true,
        accounts: accounts.map(typed),
        systems: any_of(filter.system),
        people: people.map(typed),
        clients: any_of(filter.client),
        kinds: any_of(filter.kind),
        records,
        deeds: any_of(filter.deed),
        requests: any_of(filter.request),
        since: filter.done_since.map(|at| at.0),
        until: filter.done_until.map(|at| at.0),
    })
}

/// What the log can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEntryOrderField {
    /// By number: in the order in which changes took effect.
    Number,
}

impl From<AuditEntryOrderField> for HistoryOrder {
    fn from(field: AuditEntryOrderField) -> Self {
        match field {
            AuditEntryOrderField::Number => Self::Number,
        }
    }
}

/// Root fields for those who audit.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Everything that was ever changed, the newest first unless said otherwise. For administrators; empty for everybody else. Null only when it could not be fetched;
    /// an error then says why.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<AuditEntryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<AuditEntryOrderField>>,
    ) -> Maybe<Connection<AuditEntry>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        match parsed(filter.unwrap_or_default()) {
            Ok(filter) => connection::all(ctx, page, filter, order_by).await,
            Err(refused) => Some(Err(refused.into())),
        }
    }
}
