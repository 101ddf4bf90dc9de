//! All that the service holds of the person who asks, for themselves: what `myData` tells. Secrets are not among it: only their hashes are kept.

use chrono::{DateTime, Utc};
use hemicycle_entity::ids::{DelegationId, EventId, ImportId, ParliamentId};
use hemicycle_entity::values::{ImportStatus, Kind};
use hemicycle_entity::{
    account, account_identity, api_token, change, contact, contact_consent, event_delegate,
    event_delegation, event_session, event_speaker, import_batch, import_row, practice_review,
    practice_revision, role_grant, session,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::contact::{EXPERTISE, HUBS, PRACTICES, PROJECTS};
use crate::failure::Failure;
use crate::network::Network;
use crate::read::Reading;
use crate::record::Link;

/// Looks for somebody at what is about them, wherever it is.
const EXPORT: Actor = Actor::System("export");

/// Everything about one account and the person behind it.
#[derive(Clone, Debug, Default)]
pub struct Held {
    pub account: Option<account::Model>,
    pub identities: Vec<account_identity::Model>,
    pub grants: Vec<role_grant::Model>,
    pub tokens: Vec<api_token::Model>,
    pub sessions: Vec<session::Model>,
    /// Deeds done under a key in the last day.
    pub keys: Vec<UsedKey>,
    pub contacts: Vec<contact::Model>,
    /// Short names that the contacts had before.
    pub former_slugs: Vec<String>,
    /// What the contacts are filed under and can help with.
    pub filed: Vec<Filed>,
    pub consents: Vec<contact_consent::Model>,
    pub speakers: Vec<(event_speaker::Model, Option<EventId>)>,
    pub delegates: Vec<(event_delegate::Model, Option<(EventId, ParliamentId)>)>,
    /// Records drafted, edited or submitted.
    pub contributions: Vec<(Kind, Uuid)>,
    pub revisions: Vec<practice_revision::Model>,
    pub reviews: Vec<practice_review::Model>,
    /// Batches of practices from files, sent by the account or for it, with what their rows say until they are committed.
    pub imports: Vec<(import_batch::Model, Vec<OwnRow>)>,
    /// The entries of the log that name the account: as the one who did it, or for whom a client did. Oldest first.
    pub deeds: Vec<OwnDeed>,
}

/// A row of a file, without what is kept to undo it: that is what practices said, and not what the caller did.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OwnRow {
    pub batch_id: ImportId,
    pub line: i32,
    /// Until it is committed.
    pub content: Option<serde_json::Value>,
    pub system: Option<String>,
    pub external_id: Option<String>,
    pub record: Option<Uuid>,
}

/// An entry of the log, without what it says of the record.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OwnDeed {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub deed: String,
    pub kind: Kind,
    pub record: Uuid,
    pub client: Option<String>,
    pub request: Option<String>,
}

/// Where a contact is named, or what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    pub contact: Uuid,
    pub list: &'static str,
    pub kind: Kind,
    pub record: Uuid,
}

/// The lists of a contact, and the events that it answers for.
const LISTS: [(Link, Kind); 5] = [
    (EXPERTISE, Kind::Topic),
    (HUBS, Kind::Hub),
    (PROJECTS, Kind::Project),
    (PRACTICES, Kind::Practice),
    (OF_EVENTS, Kind::Event),
];
const OF_EVENTS: Link = Link {
    table: "event",
    from: "contact_id",
    to: "id",
    field: "events",
};

/// An idempotency key in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedKey {
    pub field: String,
    pub key: String,
    pub at: DateTime<Utc>,
}

/// What is held of the account that asks through `asking`; nothing of a visitor.
pub async fn held(network: &Network, asking: &Reading) -> Result<Option<Held>, Failure> {
    let Some(account) = asking.actor().account() else {
        return Ok(None);
    };
    let mut reading = network.read(EXPORT);
    reading.share_count(asking);
    let id = account.0;
    let of = Looking(&reading);
    let mut held = Held {
        account: of
            .all::<account::Entity>(account::Column::Id.eq(id))
            .await?
            .pop(),
        identities: of
            .all::<account_identity::Entity>(account_identity::Column::AccountId.eq(id))
            .await?,
        grants: of
            .all::<role_grant::Entity>(role_grant::Column::AccountId.eq(id))
            .await?,
        tokens: of
            .all::<api_token::Entity>(api_token::Column::AccountId.eq(id))
            .await?,
        sessions: of
            .all::<session::Entity>(session::Column::AccountId.eq(id))
            .await?,
        keys: of.keys(id).await?,
        contacts: of
            .all::<contact::Entity>(contact::Column::AccountId.eq(id))
            .await?,
        contributions: of.contributions(id).await?,
        revisions: of
            .all::<practice_revision::Entity>(practice_revision::Column::AuthorId.eq(id))
            .await?,
        reviews: of
            .all::<practice_review::Entity>(practice_review::Column::AuthorId.eq(id))
            .await?,
        imports: of.imports(id).await?,
        deeds: of.deeds(id).await?,
        ..Held::default()
    };
    let contacts: Vec<Uuid> = held.contacts.iter().map(|row| row.id.0).collect();
    if !contacts.is_empty() {
        of.named_through(&mut held, &contacts).await?;
    }
    Ok(Some(held))
}

const fn is_done(status: ImportStatus) -> bool {
    matches!(status, ImportStatus::Committed | ImportStatus::Undone)
}

struct Looking<'r>(&'r Reading);

impl Looking<'_> {
    async fn all<E: EntityTrait<Model: FromQueryResult>>(
        &self,
        condition: impl Into<SimpleExpr>,
    ) -> Result<Vec<E::Model>, Failure> {
        let condition = Condition::all().add(condition.into());
        self.0.all_of::<E>(condition).await
    }

    async fn keys(&self, account: Uuid) -> Result<Vec<UsedKey>, Failure> {
        let query = Query::select()
            .columns(["field", "key", "at"].map(Alias::new))
            .from(Alias::new("idempotency_key"))
            .and_where(Expr::col(Alias::new("account_id")).eq(account))
            .to_owned();
        let rows = self.0.rows(&query).await?;
        let keys = rows.iter().map(|row| {
            Ok::<_, Failure>(UsedKey {
                field: row.try_get("", "field")?,
                key: row.try_get("", "key")?,
                at: row.try_get("", "at")?,
            })
        });
        keys.collect()
    }

    async fn contributions(&self, account: Uuid) -> Result<Vec<(Kind, Uuid)>, Failure> {
        let query = Query::select()
            .columns(["kind", "record"].map(Alias::new))
            .from(Alias::new("authorship"))
            .and_where(Expr::col(Alias::new("account_id")).eq(account))
            .order_by(Alias::new("record"), sea_orm::Order::Asc)
            .to_owned();
        let rows = self.0.rows(&query).await?;
        let records = rows
            .iter()
            .map(|row| Ok::<_, Failure>((row.try_get("", "kind")?, row.try_get("", "record")?)));
        records.collect()
    }

    async fn imports(
        &self,
        account: Uuid,
    ) -> Result<Vec<(import_batch::Model, Vec<OwnRow>)>, Failure> {
        use import_row::Column;
        let sent = import_batch::Column::AccountId.eq(account);
        let batches = self
            .all::<import_batch::Entity>(sent.or(import_batch::Column::PersonId.eq(account)))
            .await?;
        let among = batches.iter().map(|batch| batch.id.0);
        let open = batches.iter().filter(|batch| !is_done(batch.status));
        let says = Expr::case(
            Column::BatchId.is_in(open.map(|batch| batch.id.0)),
            Expr::col(Column::Content),
        );
        let rows = import_row::Entity::find()
            .select_only()
            .columns([Column::BatchId, Column::Line])
            .columns([Column::System, Column::ExternalId, Column::Record])
            .expr_as(says, "content")
            .filter(Column::BatchId.is_in(among))
            .order_by_asc(Column::Line);
        let rows: Vec<OwnRow> = self.select(rows).await?;
        let imports = batches.into_iter().map(|batch| {
            let own = rows.iter().filter(|row| row.batch_id == batch.id);
            let own = own.cloned().collect();
            (batch, own)
        });
        Ok(imports.collect())
    }

    async fn deeds(&self, account: Uuid) -> Result<Vec<OwnDeed>, Failure> {
        use change::Column;
        let named = Condition::any()
            .add(Column::Actor.eq(account.to_string()))
            .add(Column::Person.eq(account));
        let entries = change::Entity::find()
            .select_only()
            .columns([Column::Seq, Column::At, Column::Deed, Column::Kind])
            .columns([Column::Record, Column::Client, Column::Request])
            .filter(named)
            .order_by_asc(Column::Seq);
        self.select(entries).await
    }

    async fn select<T: FromQueryResult>(
        &self,
        select: impl QueryTrait<QueryStatement = SelectStatement>,
    ) -> Result<Vec<T>, Failure> {
        let rows = self.0.rows(&select.into_query()).await?;
        let read = rows.iter().map(|row| T::from_query_result(row, ""));
        Ok(read.collect::<Result<_, _>>()?)
    }

    async fn former_slugs(&self, contacts: &[Uuid]) -> Result<Vec<String>, Failure> {
        let query = Query::select()
            .column(Alias::new("slug"))
            .from(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("record")).is_in(contacts.iter().copied()))
            .order_by(Alias::new("slug"), sea_orm::Order::Asc)
            .to_owned();
        let rows = self.0.rows(&query).await?;
        let slugs = rows.iter().map(|row| row.try_get("", "slug"));
        Ok(slugs.collect::<Result<_, _>>()?)
    }

    async fn filed(&self, contacts: &[Uuid]) -> Result<Vec<Filed>, Failure> {
        let mut filed = Vec::new();
        for (link, kind) in LISTS {
            for (contact, records) in self.0.targets(link, contacts).await? {
                filed.extend(records.into_iter().map(|record| Filed {
                    contact,
                    list: link.field,
                    kind,
                    record,
                }));
            }
        }
        Ok(filed)
    }

    /// What names the person through their contacts.
    async fn named_through(&self, held: &mut Held, contacts: &[Uuid]) -> Result<(), Failure> {
        let ids = || contacts.iter().copied();
        held.former_slugs = self.former_slugs(contacts).await?;
        held.filed = self.filed(contacts).await?;
        held.consents = self
            .all::<contact_consent::Entity>(
                contact_consent::Column::ContactId
                    .is_in(ids())
                    .and(contact_consent::Column::OfFormerPerson.eq(false)),
            )
            .await?;
        let speakers = self
            .all::<event_speaker::Entity>(event_speaker::Column::ContactId.is_in(ids()))
            .await?;
        let among = speakers.iter().map(|row| row.session_id.0);
        let sessions = self
            .all::<event_session::Entity>(event_session::Column::Id.is_in(among))
            .await?;
        let event_of = |id| {
            let mut sessions = sessions.iter();
            sessions.find(|one| one.id == id).map(|one| one.event_id)
        };
        let speakers = speakers.into_iter().map(|row| {
            let event = event_of(row.session_id);
            (row, event)
        });
        held.speakers = speakers.collect();
        let delegates = self
            .all::<event_delegate::Entity>(event_delegate::Column::ContactId.is_in(ids()))
            .await?;
        let among = delegates.iter().map(|row| row.delegation_id.0);
        let delegations = self
            .all::<event_delegation::Entity>(event_delegation::Column::Id.is_in(among))
            .await?;
        let of = |id: DelegationId| {
            let found = delegations.iter().find(|one| one.id == id)?;
            Some((found.event_id, found.parliament_id))
        };
        let delegates = delegates.into_iter().map(|row| {
            let delegation = of(row.delegation_id);
            (row, delegation)
        });
        held.delegates = delegates.collect();
        Ok(())
    }
}
