//! Mutations of parliaments.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use hemicycle_domain::parliament::deeds;
use hemicycle_domain::policy::Action;
use hemicycle_entity::parliament::{Entity, Model};

use super::{Parliament, ParliamentBy};
use crate::graphql::common::SourceInput;
use crate::graphql::country::CountryBy;
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::{
    GeopoliticalGroup, ParliamentKind, ParliamentStatus, ParliamentStructure, TranslationOrigin,
};
use crate::graphql::error::Maybe;
use crate::graphql::permission::{Permission, permission};
use crate::graphql::selectors::{patch, values};

payloads! {
    Parliament as parliament {
        /// The parliament that was added, or what was wrong with it.
        ParliamentAddPayload,
        /// The parliament after the edit, or what was wrong with it.
        ParliamentEditPayload,
        /// The parliament with its translation, or what was wrong with it.
        ParliamentTranslatePayload,
    }
}

/// What the caller may do with a parliament.
pub struct ParliamentPermissions(pub Arc<Model>);

/// What the caller may do with a parliament.
#[Object]
impl ParliamentPermissions {
    /// Editing it. Null only when it could not be told; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Edit, Ok(())).await
    }

    /// Translating it. Null only when it could not be told; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Translate, Ok(())).await
    }
}

/// A parliament to be added.
#[derive(InputObject)]
pub struct ParliamentAddInput {
    /// The language its name is given in, as a BCP 47 tag.
    language: String,
    /// Its code, which no other parliament has or had: of a national one its country’s ISO 3166-1 alpha-2 code (`FR`), otherwise its own (`EU`).
    code: String,
    /// Its country. Only a supranational one can be without.
    country: Option<CountryBy>,
    /// Its name: one line of at most 300 characters.
    name: String,
    /// Its name in a language of the country, in Latin letters: one line of at most 300 characters.
    local_name: Option<String>,
    /// What it is the parliament of.
    kind: ParliamentKind,
    /// How many chambers it has.
    structure: ParliamentStructure,
    /// Whether it is at work.
    status: ParliamentStatus,
    /// Its website: an absolute https address.
    website: Option<String>,
    /// Whether it is a Member Parliament of the IPU; absent when no source says.
    ipu_member: Option<bool>,
    /// The IPU’s geopolitical groups it belongs to.
    geopolitical_groups: Option<Vec<GeopoliticalGroup>>,
    /// Where its facts come from. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<ParliamentAddInput> for deeds::Addition {
    fn from(input: ParliamentAddInput) -> Self {
        Self {
            language: input.language,
            code: input.code,
            country: input.country.map(Into::into),
            name: input.name,
            local_name: input.local_name,
            kind: input.kind.into(),
            structure: input.structure.into(),
            status: input.status.into(),
            website: input.website,
            ipu_member: input.ipu_member,
            geopolitical_groups: values(input.geopolitical_groups),
            sources: values(input.sources),
        }
    }
}

/// What to change of a parliament. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct ParliamentEditInput {
    /// The language of the texts given here: the parliament’s original language, which it is when absent. Other languages are added with `parliamentTranslate`.
    language: Option<String>,
    /// A new code, which no other parliament has or had; the former one keeps leading here. Its chambers take it over in theirs.
    code: Option<String>,
    /// Its country. Only a supranational one can be without.
    country: MaybeUndefined<CountryBy>,
    /// Its name: one line of at most 300 characters. It cannot be emptied.
    name: MaybeUndefined<String>,
    /// Its name in a language of the country, in Latin letters: one line of at most 300 characters.
    local_name: MaybeUndefined<String>,
    /// What it is the parliament of.
    kind: Option<ParliamentKind>,
    /// How many chambers it has. It has to agree with the chambers that are there, and follows when they change.
    structure: Option<ParliamentStructure>,
    /// Whether it is at work.
    status: Option<ParliamentStatus>,
    /// Its website: an absolute https address.
    website: MaybeUndefined<String>,
    /// Whether it is a Member Parliament of the IPU; null when no source says.
    ipu_member: MaybeUndefined<bool>,
    /// The IPU’s geopolitical groups it belongs to; replaces them all.
    geopolitical_groups: Option<Vec<GeopoliticalGroup>>,
    /// Where its facts come from; replaces them all. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<ParliamentEditInput> for deeds::Edit {
    fn from(input: ParliamentEditInput) -> Self {
        Self {
            language: input.language,
            code: input.code,
            country: patch(input.country),
            name: patch(input.name),
            local_name: patch(input.local_name),
            kind: input.kind.map(Into::into),
            structure: input.structure.map(Into::into),
            status: input.status.map(Into::into),
            website: patch(input.website),
            ipu_member: patch(input.ipu_member),
            geopolitical_groups: input.geopolitical_groups.map(|list| values(Some(list))),
            sources: input.sources.map(|list| values(Some(list))),
        }
    }
}

/// The name of a parliament in another language.
#[derive(InputObject)]
pub struct ParliamentTranslateInput {
    /// The language of the translation, as a BCP 47 tag.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// Its name in that language.
    name: String,
}

impl From<ParliamentTranslateInput> for deeds::Translation {
    fn from(input: ParliamentTranslateInput) -> Self {
        Self {
            language: input.language,
            name: input.name,
            origin: input.origin.unwrap_or_default().into(),
        }
    }
}

/// What can be done with parliaments.
#[derive(Default)]
pub struct ParliamentMutation;

#[Object]
impl ParliamentMutation {
    /// Adds a parliament. Only editors may.
    async fn parliament_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The parliament.")] input: ParliamentAddInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ParliamentAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add(writing, input.into()))
        })
        .await
    }

    /// Edits a parliament. A new code is taken over by its chambers, and the former codes keep leading to them. Only editors may.
    async fn parliament_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which parliament.")] parliament: ParliamentBy,
        #[graphql(desc = "What to change.")] input: ParliamentEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ParliamentEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                parliament.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces the texts of a parliament in a second language. Only editors may.
    async fn parliament_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which parliament.")] parliament: ParliamentBy,
        #[graphql(desc = "The translation.")] input: ParliamentTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ParliamentTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                parliament.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }
}
