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
    /// The fields of the content that it names, spelled as there.
    pub(super) fn names(&self) -> Vec<&'static str> {
        // Taken apart, so that a new field is not forgotten here.
        let Self {
            language: _,
            slug,
            title,
            summary,
            kind,
            stage,
            problem,
            solution,
            results,
            lessons,
            effort,
            use_case,
            impact_areas,
            audiences,
            open_source_url,
            open_to_contact,
            started_on,
            ended_on,
            chamber,
            hubs,
            topics,
            projects,
            sources,
            on_behalf_of: _,
        } = self;
        named([
            ("slug", slug.is_some()),
            ("title", title.is_some()),
            ("summary", summary.is_some()),
            ("kind", kind.is_some()),
            ("stage", stage.is_some()),
            ("problem", problem.is_some()),
            ("solution", solution.is_some()),
            ("results", results.is_some()),
            ("lessons", lessons.is_some()),
            ("effort", effort.is_some()),
            ("use_case", use_case.is_some()),
            ("impact_areas", impact_areas.is_some()),
            ("audiences", audiences.is_some()),
            ("open_source_url", open_source_url.is_some()),
            ("open_to_contact", open_to_contact.is_some()),
            ("started_on", started_on.is_some()),
            ("ended_on", ended_on.is_some()),
            ("chamber", chamber.is_some()),
            ("hubs", hubs.is_some()),
            ("topics", topics.is_some()),
            ("projects", projects.is_some()),
            ("sources", sources.is_some()),
        ])
    }

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
    /// The fields of the content that it names, spelled as there.
    pub(super) fn names(&self) -> Vec<&'static str> {
        named([
            ("title", self.title.is_some()),
            ("summary", self.summary.is_some()),
            ("problem", self.problem.is_some()),
            ("solution", self.solution.is_some()),
            ("results", self.results.is_some()),
            ("lessons", self.lessons.is_some()),
            ("effort", self.effort.is_some()),
            ("use_case", self.use_case.is_some()),
        ])
    }

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

fn named<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    let named = fields.into_iter().filter(|(_, is_named)| *is_named);
    named.map(|(name, _)| name).collect()
}
