//! Records by their id, whatever their kind.

use async_graphql::{Context, ID, Interface, Object};
use uuid::Uuid;

use super::chamber::Chamber;
use super::connection;
use super::contact::Contact;
use super::country::Country;
use super::directives::list_size;
use super::error::Maybe;
use super::event::Event;
use super::hub::Hub;
use super::id::{self, IdKind};
use super::organisation::Organisation;
use super::parliament::Parliament;
use super::practice::Practice;
use super::project::Project;
use super::publication::Publication;
use super::topic::Topic;
use hemicycle_domain::failure::{ErrorCode, Failure, Refusal};

/// Anything with an id that is good for `node`.
#[derive(Interface)]
#[graphql(
    name = "Node",
    field(
        name = "id",
        ty = "ID",
        desc = "Opaque, unique among all records, and good for `node`."
    )
)]
pub enum Record {
    Topic(Topic),
    Country(Country),
    Organisation(Organisation),
    Parliament(Parliament),
    Chamber(Chamber),
    Hub(Hub),
    Event(Event),
    Publication(Publication),
    Project(Project),
    Practice(Practice),
    Contact(Contact),
}

/// Root fields that take any record's id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The record with this id; null when there is none, or none that the caller may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of any record.")] id: ID,
    ) -> Maybe<Record> {
        match id::decode(&id) {
            Ok((kind, id)) => record(ctx, kind, id).await,
            Err(refusal) => Some(Err(refusal.at("id").into())),
        }
    }

    /// The records with these ids, in the same order; null in the place of one that does not exist or that the caller may not see.
    #[graphql(directive = list_size::apply(100))]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids of any records, at most 100.")] ids: Vec<ID>,
    ) -> Maybe<Vec<Maybe<Record>>> {
        let (mut asked, mut problems) = (Vec::with_capacity(ids.len()), Vec::new());
        for (place, id) in ids.iter().enumerate() {
            match id::decode(id) {
                Ok(found) => asked.push(found),
                Err(refusal) => problems.push(refusal.at(place.to_string()).at("ids")),
            }
        }
        if ids.len() > 100 {
            problems.push(too_many());
        }
        if !problems.is_empty() {
            return Some(Err(Failure::Refused(problems).into()));
        }
        let records = asked.into_iter().map(|(kind, id)| record(ctx, kind, id));
        Some(Ok(futures_util::future::join_all(records).await))
    }
}

fn too_many() -> Refusal {
    Refusal::new(
        ErrorCode::LimitExceeded,
        "At most 100 ids can be given.",
        "100 identifiants au plus peuvent être indiqués.",
    )
    .at("ids")
}

async fn record(ctx: &Context<'_>, kind: IdKind, id: Uuid) -> Maybe<Record> {
    macro_rules! load {
        ($name:ident) => {
            connection::by_id::<$name>(ctx, Some(id.into()))
                .await
                .map(|found| found.map(Record::$name))
        };
    }
    match kind {
        IdKind::Topic => load!(Topic),
        IdKind::Country => load!(Country),
        IdKind::Organisation => load!(Organisation),
        IdKind::Parliament => load!(Parliament),
        IdKind::Chamber => load!(Chamber),
        IdKind::Hub => load!(Hub),
        IdKind::Event => load!(Event),
        IdKind::Publication => load!(Publication),
        IdKind::Project => load!(Project),
        IdKind::Practice => load!(Practice),
        IdKind::Contact => load!(Contact),
        // Parts of records are reached through them.
        IdKind::HubMembership
        | IdKind::ProjectMilestone
        | IdKind::ProjectUpdate
        | IdKind::EventSession
        | IdKind::EventSpeaker
        | IdKind::EventDelegation
        | IdKind::EventDelegate
        | IdKind::ProjectPartner
        | IdKind::RoleGrant
        | IdKind::ApiToken
        | IdKind::ContactConsent
        | IdKind::PracticeRevision
        | IdKind::PracticeReview => None,
        // Accounts are reached through `viewer` and `account`, imports through `import`.
        IdKind::Account | IdKind::Import => None,
    }
}
