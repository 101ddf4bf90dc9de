//! Mutations of organisations.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use hemicycle_domain::organisation::deeds;
use hemicycle_domain::policy::Action;
use hemicycle_entity::organisation::{Entity, Model};

use super::{Organisation, OrganisationBy};
use crate::graphql::common::SourceInput;
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::{OrganisationType, TranslationOrigin};
use crate::graphql::error::Maybe;
use crate::graphql::permission::{Permission, permission};
use crate::graphql::selectors::{patch, values};

payloads! {
    Organisation as organisation {
        /// The organisation that was added, or what was wrong with it.
        OrganisationAddPayload,
        /// The organisation after the edit, or what was wrong with it.
        OrganisationEditPayload,
        /// The organisation with its translation, or what was wrong with it.
        OrganisationTranslatePayload,
    }
}

/// What the caller may do with an organisation.
pub struct OrganisationPermissions(pub Arc<Model>);

/// What the caller may do with an organisation.
#[Object]
impl OrganisationPermissions {
    /// Editing it. Null only when it could not be told; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Edit, Ok(())).await
    }

    /// Translating it. Null only when it could not be told; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Translate, Ok(())).await
    }
}

/// An organisation to be added.
#[derive(InputObject)]
pub struct OrganisationAddInput {
    /// The language its texts are written in, as a BCP 47 tag.
    language: String,
    /// The short name it would like in addresses; a number is added where it is taken. Made from the name when absent.
    slug: Option<String>,
    /// Its name: one line of at most 300 characters.
    name: String,
    /// Its acronym in that language.
    acronym: Option<String>,
    /// What sort of organisation it is.
    #[graphql(name = "type")]
    kind: OrganisationType,
    /// Its website: an absolute https address.
    website: Option<String>,
    /// Where its facts come from. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<OrganisationAddInput> for deeds::Addition {
    fn from(input: OrganisationAddInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            name: input.name,
            acronym: input.acronym,
            kind: input.kind.into(),
            website: input.website,
            sources: values(input.sources),
        }
    }
}

/// What to change of an organisation. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct OrganisationEditInput {
    /// The language of the texts given here: the organisation’s original language, which it is when absent. Other languages are added with `organisationTranslate`.
    language: Option<String>,
    /// A new short name in addresses; the former one keeps leading here.
    slug: Option<String>,
    /// Its name: one line of at most 300 characters. It cannot be emptied.
    name: MaybeUndefined<String>,
    /// Its acronym in that language.
    acronym: MaybeUndefined<String>,
    /// What sort of organisation it is.
    #[graphql(name = "type")]
    kind: Option<OrganisationType>,
    /// Its website: an absolute https address.
    website: MaybeUndefined<String>,
    /// Where its facts come from; replaces them all. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<OrganisationEditInput> for deeds::Edit {
    fn from(input: OrganisationEditInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            name: patch(input.name),
            acronym: patch(input.acronym),
            kind: input.kind.map(Into::into),
            website: patch(input.website),
            sources: input.sources.map(|list| values(Some(list))),
        }
    }
}

/// The texts of an organisation in another language.
#[derive(InputObject)]
pub struct OrganisationTranslateInput {
    /// The language of the translation, as a BCP 47 tag.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// Its name in that language.
    name: String,
    /// Its acronym in that language; it can stay out.
    acronym: Option<String>,
}

impl From<OrganisationTranslateInput> for deeds::Translation {
    fn from(input: OrganisationTranslateInput) -> Self {
        Self {
            language: input.language,
            name: input.name,
            acronym: input.acronym,
            origin: input.origin.unwrap_or_default().into(),
        }
    }
}

/// What can be done with organisations.
#[derive(Default)]
pub struct OrganisationMutation;

#[Object]
impl OrganisationMutation {
    /// Adds an organisation. Only editors may.
    async fn organisation_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation.")] input: OrganisationAddInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<OrganisationAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add(writing, input.into()))
        })
        .await
    }

    /// Edits an organisation. Only editors may.
    async fn organisation_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organisation.")] organisation: OrganisationBy,
        #[graphql(desc = "What to change.")] input: OrganisationEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<OrganisationEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                organisation.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces the texts of an organisation in a second language. Only editors may.
    async fn organisation_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organisation.")] organisation: OrganisationBy,
        #[graphql(desc = "The translation.")] input: OrganisationTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<OrganisationTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                organisation.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }
}
