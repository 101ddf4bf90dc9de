//! Mutations of topics.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use hemicycle_domain::policy::Action;
use hemicycle_domain::topic::{deeds, merge};
use hemicycle_entity::topic::{Entity, Model};

use super::{Topic, TopicBy};
use crate::graphql::common::SourceInput;
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::TranslationOrigin;
use crate::graphql::error::Maybe;
use crate::graphql::permission::{Permission, permission};
use crate::graphql::selectors::{patch, values};

payloads! {
    Topic as topic {
        /// The topic that was added, or what was wrong with it.
        TopicAddPayload,
        /// The topic after the edit, or what was wrong with it.
        TopicEditPayload,
        /// The topic with its translation, or what was wrong with it.
        TopicTranslatePayload,
        /// The deprecated topic, or why it is not.
        TopicDeprecatePayload,
        /// The topic that was merged, which now leads to the other one; or why it was not.
        TopicMergePayload,
    }
}

/// What the caller may do with a topic.
pub struct TopicPermissions(pub Arc<Model>);

/// What the caller may do with a topic.
#[Object]
impl TopicPermissions {
    /// Editing it. Null only when it could not be told; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Edit, Ok(())).await
    }

    /// Translating it. Null only when it could not be told; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Translate, Ok(())).await
    }

    /// Deprecating it. Null only when it could not be told; an error then says why.
    async fn deprecate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Archive, deeds::may_deprecate(&self.0)).await
    }

    /// Merging it into another. Null only when it could not be told; an error then says why.
    async fn merge(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, Action::Archive, merge::may_merge(&self.0)).await
    }
}

/// A topic to be added.
#[derive(InputObject)]
pub struct TopicAddInput {
    /// The language its texts are written in, as a BCP 47 tag.
    language: String,
    /// Its code, which no other topic has: lower-case letters, digits and single hyphens. It never changes. Made from the label when absent.
    code: Option<String>,
    /// What it is called: one line of at most 300 characters.
    label: String,
    /// What it covers, as Markdown of at most 20,000 characters.
    definition: Option<String>,
    /// The topic it is part of.
    broader: Option<TopicBy>,
    /// Where its facts come from. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<TopicAddInput> for deeds::Addition {
    fn from(input: TopicAddInput) -> Self {
        Self {
            language: input.language,
            code: input.code,
            label: input.label,
            definition: input.definition,
            broader: input.broader.map(Into::into),
            sources: values(input.sources),
        }
    }
}

/// What to change of a topic. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct TopicEditInput {
    /// The language of the texts given here: the topic’s original language, which it is when absent. Other languages are added with `topicTranslate`.
    language: Option<String>,
    /// What it is called: one line of at most 300 characters. It cannot be emptied.
    label: MaybeUndefined<String>,
    /// What it covers, as Markdown of at most 20,000 characters.
    definition: MaybeUndefined<String>,
    /// The topic it is part of; never one that is part of it.
    broader: MaybeUndefined<TopicBy>,
    /// Where its facts come from; replaces them all. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<TopicEditInput> for deeds::Edit {
    fn from(input: TopicEditInput) -> Self {
        Self {
            language: input.language,
            label: patch(input.label),
            definition: patch(input.definition),
            broader: patch(input.broader),
            sources: input.sources.map(|list| values(Some(list))),
        }
    }
}

/// The texts of a topic in another language: at least one of them.
#[derive(InputObject)]
pub struct TopicTranslateInput {
    /// The language of the translation, as a BCP 47 tag.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// What it is called in that language.
    label: Option<String>,
    /// What it covers, in that language.
    definition: Option<String>,
}

impl From<TopicTranslateInput> for deeds::Translation {
    fn from(input: TopicTranslateInput) -> Self {
        Self {
            language: input.language,
            label: input.label,
            definition: input.definition,
            origin: input.origin.unwrap_or_default().into(),
        }
    }
}

/// How a topic is deprecated.
#[derive(InputObject)]
pub struct TopicDeprecateInput {
    /// The topic to use instead, where there is one.
    replaced_by: Option<TopicBy>,
}

/// How a topic is merged.
#[derive(InputObject)]
pub struct TopicMergeInput {
    /// The topic that takes its place. It is in use, and not part of the one that is merged.
    into: TopicBy,
}

/// What can be done with topics.
#[derive(Default)]
pub struct TopicMutation;

#[Object]
impl TopicMutation {
    /// Adds a topic. Only editors may.
    async fn topic_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The topic.")] input: TopicAddInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<TopicAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add(writing, input.into()))
        })
        .await
    }

    /// Edits a topic. Only editors may.
    async fn topic_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which topic.")] topic: TopicBy,
        #[graphql(desc = "What to change.")] input: TopicEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<TopicEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                topic.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces the texts of a topic in a second language. Only editors may.
    async fn topic_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which topic.")] topic: TopicBy,
        #[graphql(desc = "The translation.")] input: TopicTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<TopicTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                topic.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Deprecates a topic: nothing new is filed under it, and what was, stays. Only editors may.
    async fn topic_deprecate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which topic.")] topic: TopicBy,
        #[graphql(desc = "What to use instead.")] input: TopicDeprecateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<TopicDeprecatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::deprecate(
                writing,
                topic.into(),
                input.replaced_by.map(Into::into),
                expected_version,
            ))
        })
        .await
    }

    /// Merges a topic into another: what was filed under it and what was part of it comes under the other one, and its code leads there from now on. Only editors may.
    async fn topic_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which topic is to be replaced.")] topic: TopicBy,
        #[graphql(desc = "What it is merged into.")] input: TopicMergeInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<TopicMergePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(merge::merge(
                writing,
                topic.into(),
                input.into.into(),
                expected_version,
            ))
        })
        .await
    }
}
