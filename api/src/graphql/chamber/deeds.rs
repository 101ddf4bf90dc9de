//! Mutations of chambers.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use hemicycle_domain::chamber::deeds;
use hemicycle_domain::policy::Action;
use hemicycle_entity::chamber::{Entity, Model};

use super::{Chamber, ChamberBy};
use crate::graphql::common::SourceInput;
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::{ChamberType, Renewal, TranslationOrigin};
use crate::graphql::error::Maybe;
use crate::graphql::parliament::ParliamentBy;
use crate::graphql::permission::{Permission, permission};
use crate::graphql::selectors::{patch, values};

payloads! {
    Chamber as chamber {
        /// The chamber that was added, or what was wrong with it.
        ChamberAddPayload,
        /// The chamber after the edit, or what was wrong with it.
        ChamberEditPayload,
        /// The chamber with its translation, or what was wrong with it.
        ChamberTranslatePayload,
    }
}

/// What the caller may do with a chamber.
pub struct ChamberPermissions(pub Arc<Model>);

/// What the caller may do with a chamber.
#[Object]
impl ChamberPermissions {
    /// Editing it. Null only when it could not be told; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Edit, Ok(())).await
    }

    /// Translating it. Null only when it could not be told; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Translate, Ok(())).await
    }
}

/// A chamber to be added.
#[derive(InputObject)]
pub struct ChamberAddInput {
    /// The language its name is given in, as a BCP 47 tag.
    language: String,
    /// Its code, which no other chamber has or had: its parliament’s code, then `LC01` (lower or single) or `UC01` (upper), such as `FR-LC01`.
    code: String,
    /// Its parliament.
    parliament: ParliamentBy,
    /// Its name: one line of at most 300 characters.
    name: String,
    /// Its name in a language of the country, in Latin letters: one line of at most 300 characters.
    local_name: Option<String>,
    /// Which house it is: a single one stands alone, and there is one lower and one upper one at most.
    #[graphql(name = "type")]
    kind: ChamberType,
    /// The statutory number of seats, 0 to 100,000.
    seats: Option<i32>,
    /// How its seats are renewed.
    renewal: Option<Renewal>,
    /// The length of a member’s term, in years, 1 to 20.
    term_years: Option<i32>,
    /// Where its facts come from. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<ChamberAddInput> for deeds::Addition {
    fn from(input: ChamberAddInput) -> Self {
        Self {
            language: input.language,
            code: input.code,
            parliament: input.parliament.into(),
            name: input.name,
            local_name: input.local_name,
            kind: input.kind.into(),
            seats: input.seats,
            renewal: input.renewal.map(Into::into),
            term_years: input.term_years,
            sources: values(input.sources),
        }
    }
}

/// What to change of a chamber. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct ChamberEditInput {
    /// The language of the texts given here: the chamber’s original language, which it is when absent. Other languages are added with `chamberTranslate`.
    language: Option<String>,
    /// A new code, which no other chamber has or had and which begins with its parliament’s; the former one keeps leading here.
    code: Option<String>,
    /// Its name: one line of at most 300 characters. It cannot be emptied.
    name: MaybeUndefined<String>,
    /// Its name in a language of the country, in Latin letters: one line of at most 300 characters.
    local_name: MaybeUndefined<String>,
    /// Which house it is: a single one stands alone, and there is one lower and one upper one at most.
    #[graphql(name = "type")]
    kind: Option<ChamberType>,
    /// The statutory number of seats, 0 to 100,000.
    seats: MaybeUndefined<i32>,
    /// How its seats are renewed.
    renewal: MaybeUndefined<Renewal>,
    /// The length of a member’s term, in years, 1 to 20.
    term_years: MaybeUndefined<i32>,
    /// Where its facts come from; replaces them all. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<ChamberEditInput> for deeds::Edit {
    fn from(input: ChamberEditInput) -> Self {
        Self {
            language: input.language,
            code: input.code,
            name: patch(input.name),
            local_name: patch(input.local_name),
            kind: input.kind.map(Into::into),
            seats: patch(input.seats),
            renewal: patch(input.renewal),
            term_years: patch(input.term_years),
            sources: input.sources.map(|list| values(Some(list))),
        }
    }
}

/// The name of a chamber in another language.
#[derive(InputObject)]
pub struct ChamberTranslateInput {
    /// The language of the translation, as a BCP 47 tag.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// Its name in that language.
    name: String,
}

impl From<ChamberTranslateInput> for deeds::Translation {
    fn from(input: ChamberTranslateInput) -> Self {
        Self {
            language: input.language,
            name: input.name,
            origin: input.origin.unwrap_or_default().into(),
        }
    }
}

/// What can be done with chambers.
#[derive(Default)]
pub struct ChamberMutation;

#[Object]
impl ChamberMutation {
    /// Adds a chamber. The structure of its parliament follows. Only editors may.
    async fn chamber_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The chamber.")] input: ChamberAddInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ChamberAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add(writing, input.into()))
        })
        .await
    }

    /// Edits a chamber. With its type, the structure of its parliament changes, too. Only editors may.
    async fn chamber_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which chamber.")] chamber: ChamberBy,
        #[graphql(desc = "What to change.")] input: ChamberEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ChamberEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                chamber.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces the texts of a chamber in a second language. Only editors may.
    async fn chamber_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which chamber.")] chamber: ChamberBy,
        #[graphql(desc = "The translation.")] input: ChamberTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ChamberTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                chamber.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }
}
