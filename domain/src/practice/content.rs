//! What a practice says of itself: the fields that its people write, and how an edit or a translation changes them. Plain data and pure
//! functions, so that a draft, an import and a revision are read and changed in the same way.

use hemicycle_entity::ids::ChamberId;
use hemicycle_entity::practice::Model;
use hemicycle_entity::text::{Localized, Sources, Tags, UseCase};
use hemicycle_entity::values::{PracticeKind, PracticeStage};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::edit::{Edit, Translation, UseCaseEdit};
use crate::edits::{set, set_parsed, sources, tags};
use crate::failure::{ErrorCode, Refusal};
use crate::values::{partial_date, partial_in_order, web_address};
use crate::wording::{Form, Patch, Pen};

/// The fields of a practice that its people write. Spelled as in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub slug: String,
    pub title: Localized,
    pub summary: Option<Localized>,
    pub kind: PracticeKind,
    pub stage: Option<PracticeStage>,
    pub problem: Option<Localized>,
    pub solution: Option<Localized>,
    pub results: Option<Localized>,
    pub lessons: Option<Localized>,
    pub effort: Option<Localized>,
    pub use_case: Option<UseCase>,
    pub impact_areas: Tags,
    pub audiences: Tags,
    pub open_source_url: Option<String>,
    pub open_to_contact: Option<bool>,
    pub started_on: Option<String>,
    pub ended_on: Option<String>,
    pub chamber: Option<ChamberId>,
    pub sources: Sources,
    #[serde(flatten)]
    pub links: Links,
}

/// Where a practice is filed, by the ids in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    pub hubs: Vec<Uuid>,
    pub topics: Vec<Uuid>,
    pub projects: Vec<Uuid>,
}

impl Content {
    /// Of a practice about which nothing is known yet.
    pub fn empty(kind: PracticeKind) -> Self {
        Self {
            slug: String::new(),
            title: Localized::default(),
            summary: None,
            kind,
            stage: None,
            problem: None,
            solution: None,
            results: None,
            lessons: None,
            effort: None,
            use_case: None,
            impact_areas: Tags::default(),
            audiences: Tags::default(),
            open_source_url: None,
            open_to_contact: None,
            started_on: None,
            ended_on: None,
            chamber: None,
            sources: Sources::default(),
            links: Links::default(),
        }
    }

    pub fn of(row: &Model, links: Links) -> Self {
        Self {
            slug: row.slug.clone(),
            title: row.title.clone(),
            summary: row.summary.clone(),
            kind: row.kind,
            stage: row.stage,
            problem: row.problem.clone(),
            solution: row.solution.clone(),
            results: row.results.clone(),
            lessons: row.lessons.clone(),
            effort: row.effort.clone(),
            use_case: row.use_case.clone(),
            impact_areas: row.impact_areas.clone(),
            audiences: row.audiences.clone(),
            open_source_url: row.open_source_url.clone(),
            open_to_contact: row.open_to_contact,
            started_on: row.started_on.clone(),
            ended_on: row.ended_on.clone(),
            chamber: row.chamber_id,
            sources: row.sources.clone(),
            links,
        }
    }

    /// The row with this content.
    pub fn put_into(&self, row: &mut Model) {
        let own = self.clone();
        row.slug = own.slug;
        row.title = own.title;
        row.summary = own.summary;
        row.kind = own.kind;
        row.stage = own.stage;
        row.problem = own.problem;
        row.solution = own.solution;
        row.results = own.results;
        row.lessons = own.lessons;
        row.effort = own.effort;
        row.use_case = own.use_case;
        row.impact_areas = own.impact_areas;
        row.audiences = own.audiences;
        row.open_source_url = own.open_source_url;
        row.open_to_contact = own.open_to_contact;
        row.started_on = own.started_on;
        row.ended_on = own.ended_on;
        row.chamber_id = own.chamber;
        row.sources = own.sources;
    }

    fn texts(&mut self) -> [(&'static str, &mut Option<Localized>, Form); 6] {
        [
            ("summary", &mut self.summary, Form::Summary),
            ("problem", &mut self.problem, Form::Body),
            ("solution", &mut self.solution, Form::Body),
            ("results", &mut self.results, Form::Body),
            ("lessons", &mut self.lessons, Form::Body),
            ("effort", &mut self.effort, Form::Body),
        ]
    }

    /// What a reviewer needs and does not find, by the contract's names.
    pub fn missing(&self) -> Vec<&'static str> {
        let objective = self
            .use_case
            .as_ref()
            .and_then(|one| one.objective.as_ref());
        let needed = match self.kind {
            PracticeKind::GoodPractice => ("solution", self.solution.as_ref()),
            PracticeKind::UseCase => ("useCase.objective", objective),
            PracticeKind::CaseStudy => ("results", self.results.as_ref()),
        };
        let all = [
            ("title", Some(&self.title)),
            ("summary", self.summary.as_ref()),
            needed,
        ];
        let empty = |text: Option<&Localized>| text.is_none_or(|text| text.0.is_empty());
        let missing = all.into_iter().filter(|(_, text)| empty(*text));
        missing.map(|(name, _)| name).collect()
    }

    /// The first of it, as a refusal.
    pub fn is_whole(&self) -> Result<(), Refusal> {
        let missing = self.missing();
        missing.first().map_or(Ok(()), |field| Err(needed(field)))
    }

    /// Changes everything that an edit says and that refers to nothing else; notes what is wrong.
    pub fn edit(&mut self, edit: &Edit, pen: &mut Pen<'_>) {
        if let Some(kind) = edit.kind {
            self.kind = kind;
        }
        if edit.title.is_some() {
            pen.edit_required("input.title", &mut self.title, &edit.title, Form::Title);
        }
        for ((name, text, form), patch) in self.texts().into_iter().zip(edit.texts()) {
            pen.edit(&format!("input.{name}"), text, patch, form);
        }
        self.edit_use_case(&edit.use_case, pen);
        set(&mut self.stage, edit.stage);
        set(&mut self.open_to_contact, edit.open_to_contact);
        if let Some(areas) = &edit.impact_areas {
            self.impact_areas = tags(areas);
        }
        if let Some(audiences) = &edit.audiences {
            self.audiences = tags(audiences);
        }
        let problems = &mut *pen.problems;
        for (path, field, patch, parse) in [
            (
                "input.openSourceUrl",
                &mut self.open_source_url,
                &edit.open_source_url,
                web_address as fn(&str) -> Result<String, Refusal>,
            ),
            (
                "input.startedOn",
                &mut self.started_on,
                &edit.started_on,
                partial_date,
            ),
            (
                "input.endedOn",
                &mut self.ended_on,
                &edit.ended_on,
                partial_date,
            ),
        ] {
            set_parsed(problems, path, field, patch, parse);
        }
        let dates = partial_in_order(self.started_on.as_deref(), self.ended_on.as_deref());
        problems.take("input.endedOn", dates);
        if let Some(given) = &edit.sources {
            self.sources = sources(problems, given);
        }
    }

    fn edit_use_case(&mut self, patch: &Patch<UseCaseEdit>, pen: &mut Pen<'_>) {
        match patch {
            None => {}
            Some(None) => self.use_case = None,
            Some(Some(edit)) => {
                let mut section = self.use_case.take().unwrap_or_default();
                let fields = section_texts(&mut section).into_iter().zip(edit.texts());
                for ((name, text), patch) in fields {
                    pen.edit(&format!("input.useCase.{name}"), text, patch, Form::Body);
                }
                self.use_case = Some(section).filter(|section| *section != UseCase::default());
            }
        }
        if self.use_case.is_some() && self.kind != PracticeKind::UseCase {
            pen.problems.note("input.useCase", not_a_use_case());
        }
    }

    /// Adds or replaces the texts of one language.
    pub fn translate(&mut self, texts: &Translation, pen: &mut Pen<'_>) {
        let origin = texts.origin;
        let title = texts.title.as_deref();
        pen.translate(
            "input.title",
            Some(&mut self.title),
            title,
            origin,
            Form::Title,
        );
        for ((name, text, form), new) in self.texts().into_iter().zip(texts.texts()) {
            pen.translate(&format!("input.{name}"), text.as_mut(), new, origin, form);
        }
        let Some(section) = &texts.use_case else {
            return;
        };
        let mut own = self.use_case.take().unwrap_or_default();
        for ((name, text), patch) in section_texts(&mut own).into_iter().zip(section.texts()) {
            let path = format!("input.useCase.{name}");
            let new = patch.as_ref().and_then(|one| one.as_deref());
            pen.translate(&path, text.as_mut(), new, origin, Form::Body);
        }
        self.use_case = Some(own).filter(|section| *section != UseCase::default());
    }
}

fn section_texts(section: &mut UseCase) -> [(&'static str, &mut Option<Localized>); 8] {
    [
        ("objective", &mut section.objective),
        ("actors", &mut section.actors),
        ("prerequisites", &mut section.prerequisites),
        ("steps", &mut section.steps),
        ("data", &mut section.data),
        ("integrations", &mut section.integrations),
        ("successMetrics", &mut section.success_metrics),
        ("risks", &mut section.risks),
    ]
}

/// That a reviewer needs a field, by the contract's name, and does not find it.
pub fn needed(field: &str) -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        format!("Reviewers need `{field}`, and it is empty."),
        format!("Les relecteurs ont besoin de `{field}`, et ce champ est vide."),
    )
}

fn not_a_use_case() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Only a USE_CASE has this section.",
        "Seule une fiche USE_CASE comporte cette section.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deed::Selector;
    use crate::problems::Problems;
    use crate::values::LanguageTag;

    fn edited(content: &mut Content, edit: &Edit, language: &str) -> Vec<Refusal> {
        let mut problems = Problems::default();
        let mut pen = Pen {
            language: LanguageTag::stored(language),
            problems: &mut problems,
        };
        content.edit(edit, &mut pen);
        problems.into_refusals()
    }

    fn some<T>(value: T) -> Patch<T> {
        Some(Some(value))
    }

    #[test]
    fn an_edit_is_the_same_after_a_way_through_json() {
        let edit = Edit {
            title: some("A title".to_owned()),
            summary: Some(None),
            stage: some(PracticeStage::Pilot),
            use_case: some(UseCaseEdit {
                risks: Some(None),
                ..UseCaseEdit::default()
            }),
            hubs: Some(vec![Selector::Key("open-data".to_owned())]),
            ..Edit::default()
        };
        let kept = serde_json::to_value(&edit).ok();
        let back = kept.and_then(|kept| serde_json::from_value::<Edit>(kept).ok());
        assert_eq!(back, Some(edit));
    }

    #[test]
    fn what_a_reviewer_needs_depends_on_the_kind() {
        let mut content = Content::empty(PracticeKind::UseCase);
        assert_eq!(content.missing(), ["title", "summary", "useCase.objective"]);
        let edit = Edit {
            title: some("A title".to_owned()),
            summary: some("A summary".to_owned()),
            use_case: some(UseCaseEdit {
                objective: some("An objective".to_owned()),
                ..UseCaseEdit::default()
            }),
            ..Edit::default()
        };
        assert_eq!(edited(&mut content, &edit, "en"), []);
        assert_eq!(content.missing(), [""; 0]);
    }

    #[test]
    fn only_a_use_case_keeps_its_section() {
        let mut content = Content::empty(PracticeKind::UseCase);
        let section = Edit {
            use_case: some(UseCaseEdit {
                steps: some("One, two".to_owned()),
                ..UseCaseEdit::default()
            }),
            ..Edit::default()
        };
        assert_eq!(edited(&mut content, &section, "en"), []);
        let other = Edit {
            kind: Some(PracticeKind::CaseStudy),
            ..Edit::default()
        };
        let refused = edited(&mut content.clone(), &other, "en");
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].path, ["input", "useCase"]);
        let emptied = Edit {
            use_case: Some(None),
            ..other
        };
        assert_eq!(edited(&mut content, &emptied, "en"), []);
    }
}
