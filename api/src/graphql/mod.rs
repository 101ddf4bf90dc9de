//! The counter: the GraphQL schema, one file per subject. May ask `domain` through its front door and read fields of rows; may not write SQL,
//! know HTTP, or decide who sees what.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{EmptySubscription, MergedObject, Response, Schema};

pub mod account;
pub mod audit;
pub mod chamber;
pub mod common;
pub mod connection;
pub mod contact;
pub mod context;
pub mod country;
pub mod deed;
pub mod directives;
pub mod enums;
pub mod erasure;
pub mod error;
pub mod event;
pub mod history;
pub mod html;
pub mod hub;
pub mod id;
pub mod imports;
pub mod inputs;
pub mod my_data;
pub mod node;
pub mod organisation;
pub mod parliament;
pub mod party;
pub mod permission;
pub mod practice;
pub mod project;
pub mod publication;
pub mod rate_limit;
pub mod scalars;
pub mod selectors;
pub mod service;
pub mod shelf;
pub mod text;
pub mod topic;
pub mod user_error;
pub mod viewer;

/// Everything that can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    service::ServiceQuery,
    rate_limit::RateLimitQuery,
    node::NodeQuery,
    country::CountryQuery,
    parliament::ParliamentQuery,
    chamber::ChamberQuery,
    organisation::OrganisationQuery,
    hub::HubQuery,
    project::ProjectQuery,
    practice::PracticeQuery,
    practice::queue::PracticeQueueQuery,
    contact::ContactQuery,
    my_data::MyDataQuery,
    event::EventQuery,
    publication::PublicationQuery,
    topic::TopicQuery,
    viewer::ViewerQuery,
    account::AccountQuery,
    audit::AuditQuery,
    imports::ImportQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    project::deeds::ProjectMutation,
    hub::deeds::HubMutation,
    event::deeds::EventMutation,
    event::SessionMutation,
    event::DelegationMutation,
    account::deeds::AccountMutation,
    publication::deeds::PublicationMutation,
    organisation::deeds::OrganisationMutation,
    parliament::deeds::ParliamentMutation,
    chamber::deeds::ChamberMutation,
    topic::deeds::TopicMutation,
    contact::deeds::ContactMutation,
    erasure::ErasureMutation,
    practice::deeds::PracticeMutation,
    imports::ImportMutation,
);

pub type ApiSchema = Schema<Query, Mutation, EmptySubscription>;

/// The schema. Its own limits are off: the guard holds the published ones, before async-graphql sees a document.
pub fn schema() -> ApiSchema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<node::Record>()
        .extension(Started)
        .finish()
}

/// The published contract.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_enum_items()
        .include_specified_by()
        .prefer_single_line_descriptions();
    let sdl = schema().sdl_with_options(options);
    format!("{}\n", sdl.trim())
}

/// What the door needs to know of an execution.
#[derive(Clone, Default)]
pub struct Execution(Arc<Signs>);

#[derive(Default)]
struct Signs {
    started: AtomicBool,
    own: AtomicBool,
}

impl Execution {
    /// The request has passed validation and is being executed: what tells a refused document from a field that failed.
    pub fn started(&self) -> bool {
        self.0.started.load(Ordering::Relaxed)
    }

    /// Said by a field whose value is the caller's own affair, or tells of somebody.
    pub fn keep_to_caller(&self) {
        self.0.own.store(true, Ordering::Relaxed);
    }

    /// The answer is for the caller alone: no cache may keep it.
    pub fn is_callers_own(&self) -> bool {
        self.0.own.load(Ordering::Relaxed)
    }
}

struct Started;

impl ExtensionFactory for Started {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Started)
    }
}

#[async_trait::async_trait]
impl Extension for Started {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if let Some(execution) = ctx.data_opt::<Execution>() {
            execution.0.started.store(true, Ordering::Relaxed);
        }
        next.run(ctx, operation_name).await
    }
}
