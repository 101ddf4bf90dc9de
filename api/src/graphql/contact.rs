//! Contacts in the contract. What is personal is shown field by field, as its owner decided.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::contact as domain;
use hemicycle_domain::fields::{Nearness, nearness};
use hemicycle_domain::party_of;
use hemicycle_entity::contact;

use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::context::{actor, now, tells_of_somebody};
use super::directives::list_size;
use super::enums::{Appointment, AppointmentStatus, Visibility};
use super::error::{Answer, Maybe};
use super::hub::Hub;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of};
use super::party::{Party, party};
use super::permission::subject;
use super::practice::{Practice, PracticeFilter, PracticeOrderField};
use super::project::{Project, ProjectFilter, ProjectOrderField};
use super::scalars::{Date, DateTime, LanguageTag, Url};
use super::text::{Languages, LocalizedText, localized};
use super::topic::Topic;

pub mod deeds;
pub mod inputs;
pub mod own;

use own::{ContactConsent, ContactPermissions};

/// Somebody who can help, by function rather than by name.
pub struct Contact(pub Arc<contact::Model>);

impl Node for Contact {
    type Entity = contact::Entity;

    fn of(row: Arc<contact::Model>) -> Self {
        Self(row)
    }
}

impl Contact {
    /// One of the fields that are shown by how near the caller is. A visitor's nearness needs no statement.
    async fn shown(
        &self,
        ctx: &Context<'_>,
        field: impl for<'a> FnOnce(domain::Shown<'a>) -> Option<&'a str>,
    ) -> Maybe<String> {
        let nearness = match self.nearness(ctx).await {
            Ok(nearness) => nearness,
            Err(error) => return Some(Err(error)),
        };
        let text = field(domain::shown(&self.0, nearness))?;
        tells_of_somebody(ctx);
        Some(Ok(text.to_owned()))
    }

    async fn nearness(&self, ctx: &Context<'_>) -> Answer<Nearness> {
        let subject = subject::<contact::Entity>(ctx, &self.0).await?;
        Ok(nearness(actor(ctx), now(ctx), &subject))
    }

    /// What only the person is told, and those who keep the contact.
    async fn own<T>(&self, ctx: &Context<'_>, value: Option<T>) -> Maybe<T> {
        match self.nearness(ctx).await {
            Ok(Nearness::Own) => value.map(Ok),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// Somebody who can help, by function rather than by name. A visitor sees those made public, in office, and with consent where a person is
/// named.
#[Object]
impl Contact {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Contact, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }
    /// The short name of the function in addresses; never a person's name.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The person's name; null when no person is named, or when the caller may not see it.
    async fn name(&self, ctx: &Context<'_>) -> Maybe<String> {
        self.shown(ctx, |shown| shown.name).await
    }

    /// What the function is called. Null when not given.
    async fn role_title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        localized(ctx, self.0.role_title.as_ref()?, languages)
    }
    /// The unit of the parliament or organisation. Null when not given.
    async fn unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        localized(ctx, self.0.unit.as_ref()?, languages)
    }
    /// Languages in which one can write; empty when not known. At most 20.
    #[graphql(directive = list_size::apply(20))]
    async fn languages(&self) -> Vec<LanguageTag> {
        self.0
            .languages
            .0
            .iter()
            .map(|tag| LanguageTag::stored(tag))
            .collect()
    }

    /// The e-mail address, preferably of the function; null when there is none, or when the caller may not see it.
    async fn mailbox(&self, ctx: &Context<'_>) -> Maybe<String> {
        self.shown(ctx, |shown| shown.mailbox).await
    }

    /// The telephone number; null when there is none, or when the caller may not see it.
    async fn phone(&self, ctx: &Context<'_>) -> Maybe<String> {
        self.shown(ctx, |shown| shown.phone).await
    }

    /// A page about the function; null when there is none.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// What the contact is for.
    async fn appointment(&self) -> Appointment {
        self.0.appointment.into()
    }

    /// How far the appointment has come.
    async fn appointment_status(&self) -> AppointmentStatus {
        self.0.appointment_status.into()
    }

    /// The body that nominated; null when not known, and for all but the person, the focal point of their parliament, editors and administrators.
    async fn nominated_by(&self, ctx: &Context<'_>) -> Maybe<String> {
        self.own(ctx, self.0.nominated_by.clone()).await
    }

    /// The account of the person; null when there is none, and for all but the person, the focal point of their parliament, editors and
    /// administrators.
    async fn account(&self, ctx: &Context<'_>) -> Maybe<ID> {
        let account = self.0.account_id;
        let id = account.map(|account| id::encode(IdKind::Account, account));
        self.own(ctx, id).await
    }

    /// Who is shown the contact, while it is in office. Null for all but the person, the focal point of their parliament, editors and
    /// administrators.
    async fn visibility(&self, ctx: &Context<'_>) -> Maybe<Visibility> {
        self.own(ctx, Some(self.0.visibility.into())).await
    }

    /// Who is shown the name. Null for all but the person, the focal point of their parliament, editors and administrators.
    async fn name_visibility(&self, ctx: &Context<'_>) -> Maybe<Visibility> {
        self.own(ctx, Some(self.0.name_visibility.into())).await
    }

    /// Who is shown the e-mail address. Null for all but the person, the focal point of their parliament, editors and administrators.
    async fn mailbox_visibility(&self, ctx: &Context<'_>) -> Maybe<Visibility> {
        self.own(ctx, Some(self.0.mailbox_visibility.into())).await
    }

    /// Who is shown the telephone number. Null for all but the person, the focal point of their parliament, editors and administrators.
    async fn phone_visibility(&self, ctx: &Context<'_>) -> Maybe<Visibility> {
        self.own(ctx, Some(self.0.phone_visibility.into())).await
    }

    /// What the person agreed to, the last first; empty for all but the person, the focal point of their parliament, editors and administrators.
    /// At most 50. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(50))]
    async fn consents(&self, ctx: &Context<'_>) -> Maybe<Vec<ContactConsent>> {
        connection::short(ctx, self.0.id, domain::CONSENTS, 50).await
    }

    /// What the caller may do with it.
    async fn viewer_can(&self) -> ContactPermissions {
        ContactPermissions(self.0.clone())
    }

    /// The day the appointment began, or will begin; null when not known.
    async fn appointed_on(&self) -> Option<Date> {
        self.0.appointed_on.map(Date)
    }

    /// The day the appointment ends, from which on the contact is hidden; null when no end is set.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The parliament, chamber or organisation it belongs to. Null only when it could not be fetched; an error then says why.
    async fn party(&self, ctx: &Context<'_>) -> Maybe<Party> {
        party(ctx, party_of!(self.0)).await
    }

    /// Topics it can help with. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn expertise(&self, ctx: &Context<'_>) -> Maybe<Vec<Topic>> {
        connection::short(ctx, self.0.id, domain::EXPERTISE.forward(), 20).await
    }
    /// The hubs it is a contact of. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn hubs(&self, ctx: &Context<'_>) -> Maybe<Vec<Hub>> {
        connection::short(ctx, self.0.id, domain::HUBS.forward(), 20).await
    }
    /// The projects it can help with. Null only when it could not be fetched; an error then says why.
    async fn projects(
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
        #[graphql(desc = "Which of them.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<ProjectOrderField>>,
    ) -> Maybe<Connection<Project>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::children(
            ctx,
            self.0.id,
            domain::PROJECTS.forward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// The practices it can help with. Null only when it could not be fetched; an error then says why.
    async fn practices(
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
        #[graphql(desc = "Which of them.")] filter: Option<PracticeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<PracticeOrderField>>,
    ) -> Maybe<Connection<Practice>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::children(
            ctx,
            self.0.id,
            domain::PRACTICES.forward(),
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct ContactFilter {
    /// What it is for.
    appointment: Option<AnyOf<Appointment>>,
    /// Can help with any topic of these codes, narrower ones included.
    expertise: Option<AnyOf<String>>,
    /// Can be written to in any of these languages.
    language: Option<AnyOf<LanguageTag>>,
    /// A contact of any hub of these slugs.
    hub: Option<AnyOf<String>>,
    /// Of any parliament of these codes.
    parliament: Option<AnyOf<String>>,
    /// Of any chamber of these codes.
    chamber: Option<AnyOf<String>>,
    /// Of a parliament of any country of these ISO 3166-1 alpha-2 codes.
    country: Option<AnyOf<String>>,
    /// Has texts in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<ContactFilter> for domain::ContactFilter {
    fn from(filter: ContactFilter) -> Self {
        Self {
            appointment: any_of(filter.appointment),
            expertise: any_of(filter.expertise),
            language: any_of(filter.language),
            hub: any_of(filter.hub),
            parliament: any_of(filter.parliament),
            chamber: any_of(filter.chamber),
            country: any_of(filter.country),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactOrderField {
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<ContactOrderField> for domain::ContactOrder {
    fn from(field: ContactOrderField) -> Self {
        match field {
            ContactOrderField::CreatedAt => Self::CreatedAt,
            ContactOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum ContactBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct ContactQuery;

#[Object]
impl ContactQuery {
    /// One contact; null when there is none, or none that the caller may see.
    async fn contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ContactBy,
    ) -> Maybe<Contact> {
        match by {
            ContactBy::Id(id) => connection::by_global_id(ctx, IdKind::Contact, &id).await,
            ContactBy::Slug(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// People who can help; the last changed first unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn contacts(
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
        #[graphql(desc = "Which of them.")] filter: Option<ContactFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<ContactOrderField>>,
    ) -> Maybe<Connection<Contact>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::all(ctx, page, filter, order_by).await
    }
}
