//! Column types that hold structure: text in several languages, sources, lists of values. Stored as JSON, read as these types.

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use crate::values::{ChannelKind, Origin};

/// One wording of a text, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wording {
    pub text: String,
    pub origin: Origin,
    /// False once the original was edited after this translation was made.
    pub current: bool,
}

/// A text a person reads: language tag to wording.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult,
)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, Wording>);

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult,
)]
#[serde(transparent)]
pub struct Sources(pub Vec<Source>);

/// Values of a closed list or language tags, in the order they were given.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult,
)]
#[serde(transparent)]
pub struct Tags(pub Vec<String>);

/// A name a hub had before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FormerName {
    pub name: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult,
)]
#[serde(transparent)]
pub struct FormerNames(pub Vec<FormerName>);

/// A place where a hub can be met.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Channel {
    pub kind: ChannelKind,
    pub url: String,
}

#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult,
)]
#[serde(transparent)]
pub struct Channels(pub Vec<Channel>);

/// The section that only use cases have: how a system should work.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult,
)]
#[serde(default)]
pub struct UseCase {
    pub objective: Option<Localized>,
    pub actors: Option<Localized>,
    pub prerequisites: Option<Localized>,
    pub steps: Option<Localized>,
    pub data: Option<Localized>,
    pub integrations: Option<Localized>,
    pub success_metrics: Option<Localized>,
    pub risks: Option<Localized>,
}

/// Why a reviewer asks for changes: field name to reason.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult,
)]
#[serde(transparent)]
pub struct Reasons(pub BTreeMap<String, String>);
