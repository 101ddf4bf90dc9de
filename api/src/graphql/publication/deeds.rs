//! Mutations of publications.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::policy::Action;
use hemicycle_domain::publication::{deeds, editions};
use hemicycle_entity::publication::{Entity, Model};

use super::inputs::{
    PublicationAddInput, PublicationEditInput, PublicationEditionAddInput,
    PublicationEditionEditInput, PublicationTranslateInput,
};
use super::{Publication, PublicationBy};
use crate::graphql::context::{actor, asking};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::error::{Answer, Maybe};
use crate::graphql::permission::{Permission, permission};
use crate::graphql::shelf::ShownWith;

payloads! {
    Publication as publication {
        /// The publication that was added, or what was wrong with it.
        PublicationAddPayload,
        /// The publication after the edit, or what was wrong with it.
        PublicationEditPayload,
        /// The publication with its translation, or what was wrong with it.
        PublicationTranslatePayload,
        /// No publication, since it was removed; or why it was not.
        PublicationRemovePayload,
        /// The publication with its new edition, or what was wrong with it.
        PublicationEditionAddPayload,
        /// The publication with the edition as it is now, or what was wrong with it.
        PublicationEditionEditPayload,
        /// The publication without the edition, or why it is still there.
        PublicationEditionRemovePayload,
    }
}

/// What the caller may do with a publication.
pub struct PublicationPermissions(pub Arc<Model>);

/// What the caller may do with a publication.
#[Object]
impl PublicationPermissions {
    /// Editing it and its editions. Null only when it could not be told; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Edit, Ok(())).await
    }

    /// Translating it. Null only when it could not be told; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Translate, Ok(())).await
    }

    /// Removing it, provided that no event and no practice shows it. Null only when it could not be told; an error then says why.
    async fn remove(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        match removable(ctx, &self.0).await {
            Ok(state) => permission::<Entity>(ctx, &self.0, Action::Archive, state).await,
            Err(failure) => Some(Err(failure)),
        }
    }
}

/// Whether nothing that shows it stands against removing it. Nothing is fetched for visitors: they may do nothing.
async fn removable(ctx: &Context<'_>, row: &Model) -> Answer<Result<(), Refusal>> {
    if *actor(ctx) == Actor::Visitor {
        return Ok(Ok(()));
    }
    let shown = asking(ctx).loaders().load_one(ShownWith(row.id)).await?;
    Ok(deeds::may_remove(shown.unwrap_or_default()))
}

/// What can be done with publications.
#[derive(Default)]
pub struct PublicationMutation;

#[Object]
impl PublicationMutation {
    /// Adds a publication. Only editors may.
    async fn publication_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The publication.")] input: PublicationAddInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PublicationAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add(writing, input.into()))
        })
        .await
    }

    /// Edits a publication. Only editors may.
    async fn publication_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which publication.")] publication: PublicationBy,
        #[graphql(desc = "What to change.")] input: PublicationEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PublicationEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                publication.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces the texts of a publication in a second language. Only editors may.
    async fn publication_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which publication.")] publication: PublicationBy,
        #[graphql(desc = "The translation.")] input: PublicationTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PublicationTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                publication.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Removes a publication that no event and no practice shows. Its history stays in the log. Only editors may.
    async fn publication_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which publication.")] publication: PublicationBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PublicationRemovePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::remove(writing, publication.into(), expected_version))
        })
        .await
    }

    /// Adds an edition of a publication, in a language that there is none in yet. Only editors may.
    async fn publication_edition_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which publication.")] publication: PublicationBy,
        #[graphql(desc = "The edition.")] input: PublicationEditionAddInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PublicationEditionAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(editions::add(
                writing,
                publication.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Edits an edition of a publication. Only editors may.
    async fn publication_edition_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which publication.")] publication: PublicationBy,
        #[graphql(desc = "Which edition: its language, as a BCP 47 tag.")] language: String,
        #[graphql(desc = "What to change.")] input: PublicationEditionEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PublicationEditionEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(async move {
                editions::edit(
                    writing,
                    publication.into(),
                    &language,
                    input.into(),
                    expected_version,
                )
                .await
            })
        })
        .await
    }

    /// Removes an edition of a publication. Only editors may.
    async fn publication_edition_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which publication.")] publication: PublicationBy,
        #[graphql(desc = "Which edition: its language, as a BCP 47 tag.")] language: String,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PublicationEditionRemovePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(async move {
                editions::remove(writing, publication.into(), &language, expected_version).await
            })
        })
        .await
    }
}
