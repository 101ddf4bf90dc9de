//! What is given to draft, edit or translate a practice: plain data, as the contract and files give it.

use hemicycle_entity::values::{Audience, ImpactArea, PracticeKind, PracticeStage};
use serde::{Deserialize, Serialize};

use crate::behalf::OnBehalf;
use crate::deed::Selector;
use crate::edits::SourceGiven;
use crate::wording::{Patch, TranslationOrigin, patched};

/// What an edit changes; what it does not name stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edit {
    /// The language of its texts; without one, the practice's own. A draft must say it.
    pub language: Option<String>,
    pub slug: Option<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub title: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub summary: Patch<String>,
    pub kind: Option<PracticeKind>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub stage: Patch<PracticeStage>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub problem: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub solution: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub results: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub lessons: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub effort: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub use_case: Patch<UseCaseEdit>,
    pub impact_areas: Option<Vec<ImpactArea>>,
    pub audiences: Option<Vec<Audience>>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub open_source_url: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub open_to_contact: Patch<bool>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub started_on: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub ended_on: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub chamber: Patch<Selector>,
    pub hubs: Option<Vec<Selector>>,
    pub topics: Option<Vec<Selector>>,
    pub projects: Option<Vec<Selector>>,
    pub sources: Option<Vec<SourceGiven>>,
    /// The person that a client acts for.
    pub on_behalf_of: Option<OnBehalf>,
}

impl Edit {
    pub(super) fn texts(&self) -> [&Patch<String>; 6] {
        [
            &self.summary,
            &self.problem,
            &self.solution,
            &self.results,
            &self.lessons,
            &self.effort,
        ]
    }
}

/// What an edit changes of the section that only use cases have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UseCaseEdit {
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub objective: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub actors: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub prerequisites: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub steps: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub data: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub integrations: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub success_metrics: Patch<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    pub risks: Patch<String>,
}

impl UseCaseEdit {
    pub(super) fn texts(&self) -> [&Patch<String>; 8] {
        [
            &self.objective,
            &self.actors,
            &self.prerequisites,
            &self.steps,
            &self.data,
            &self.integrations,
            &self.success_metrics,
            &self.risks,
        ]
    }
}

/// The texts of a practice in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub problem: Option<String>,
    pub solution: Option<String>,
    pub results: Option<String>,
    pub lessons: Option<String>,
    pub effort: Option<String>,
    /// A field that is emptied here is not translated.
    pub use_case: Option<UseCaseEdit>,
    /// The person that a client acts for.
    pub on_behalf_of: Option<OnBehalf>,
}

impl Translation {
    pub(super) fn texts(&self) -> [Option<&str>; 6] {
        [
            &self.summary,
            &self.problem,
            &self.solution,
            &self.results,
            &self.lessons,
            &self.effort,
        ]
        .map(Option::as_deref)
    }

    /// All texts, the title and those of a use case, too.
    pub(super) fn given(&self) -> Vec<Option<&str>> {
        let section = self.use_case.iter().flat_map(UseCaseEdit::texts);
        let section = section.map(|patch| patch.as_ref()?.as_deref());
        let mut given = vec![self.title.as_deref()];
        given.extend(self.texts());
        given.extend(section);
        given
    }
}
