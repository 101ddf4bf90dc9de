//! A project's texts, and those of its milestones and updates, in a second language.

use hemicycle_entity::ids::ProjectId;
use hemicycle_entity::project::{Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::{project_milestone as milestone, project_update as update};

use crate::deed::Selector;
use crate::edits::language;
use crate::failure::Failure;
use crate::policy::Action;
use crate::record::{Part, RowOf};
use crate::wording::{Form, Pen, TranslationOrigin, some_translated};
use crate::write::Writing;

/// Its texts in another language; what is absent is left alone.
#[derive(Clone, Debug)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub title: Option<String>,
    pub goal: Option<String>,
    pub summary: Option<String>,
    pub results: Option<String>,
    /// The titles of milestones.
    pub milestones: Vec<PartTranslation>,
    /// What updates say.
    pub updates: Vec<PartTranslation>,
}

/// The text of a milestone or an update in that language.
#[derive(Clone, Debug)]
pub struct PartTranslation {
    pub part: Selector,
    pub text: String,
}

/// Adds a language to a project, or renews it.
pub async fn translate(
    writing: &mut Writing,
    project: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Translate, &project, "project", expected_version)
        .await?;
    let mut after = before.clone();
    let path = "input.milestones";
    let milestones = named::<milestone::Entity>(writing, &before, path, &input.milestones).await?;
    let path = "input.updates";
    let updates = named::<update::Entity>(writing, &before, path, &input.updates).await?;
    let problems = &mut writing.problems;
    let language = language(problems, Some(&input.language), "und");
    let mut pen = Pen { language, problems };
    let mut put = |path: &str, text: Option<&mut Localized>, new: Option<&str>, form| {
        pen.translate(path, text, new, input.origin, form);
    };
    let Model {
        title,
        goal,
        summary,
        results,
        ..
    } = &mut after;
    for (path, text, new, form) in [
        ("input.title", Some(title), &input.title, Form::Title),
        ("input.goal", goal.as_mut(), &input.goal, Form::Body),
        (
            "input.summary",
            summary.as_mut(),
            &input.summary,
            Form::Body,
        ),
        (
            "input.results",
            results.as_mut(),
            &input.results,
            Form::Body,
        ),
    ] {
        put(path, text, new.as_deref(), form);
    }
    let titles = rewritten(
        milestones,
        &input.milestones,
        |row| &mut row.title,
        |place, text, new| {
            let path = format!("input.milestones.{place}.title");
            put(&path, Some(text), Some(new), Form::Title);
        },
    );
    let bodies = rewritten(
        updates,
        &input.updates,
        |row| &mut row.body,
        |place, text, new| {
            let path = format!("input.updates.{place}.body");
            put(&path, Some(text), Some(new), Form::Body);
        },
    );
    let own = [&input.title, &input.goal, &input.summary, &input.results];
    let mut given: Vec<Option<&str>> = own.map(Option::as_deref).to_vec();
    let of_parts = input.milestones.iter().chain(&input.updates);
    given.extend(of_parts.map(|one| Some(one.text.as_str())));
    some_translated(&mut writing.problems, &given);
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    put_parts::<milestone::Entity>(writing, &after, titles).await?;
    put_parts::<update::Entity>(writing, &after, bodies).await?;
    Ok(after.id)
}

/// The parts of the project that a list names.
async fn named<P: Part<Owner = Entity>>(
    writing: &mut Writing,
    project: &Model,
    path: &str,
    all: &[PartTranslation],
) -> Result<Vec<Option<RowOf<P>>>, Failure> {
    let all = all.iter().enumerate();
    let named: Vec<_> = all
        .map(|(place, one)| (format!("{path}.{place}.id"), &one.part))
        .collect();
    writing.refer_parts::<P>(project, &named).await
}

/// Parts before and after their texts were put. What is said of one that is not there is looked at all the same.
fn rewritten<M: Clone>(
    parts: Vec<Option<M>>,
    given: &[PartTranslation],
    text: fn(&mut M) -> &mut Localized,
    mut put: impl FnMut(usize, &mut Localized, &str),
) -> Vec<(M, M)> {
    let mut changed = Vec::with_capacity(parts.len());
    for (place, (before, one)) in parts.into_iter().zip(given).enumerate() {
        let mut after = before.clone();
        let mut nothing = Localized::default();
        let own = after.as_mut().map_or(&mut nothing, text);
        put(place, own, &one.text);
        changed.extend(before.zip(after));
    }
    changed
}

async fn put_parts<P: Part<Owner = Entity>>(
    writing: &mut Writing,
    project: &Model,
    changed: Vec<(RowOf<P>, RowOf<P>)>,
) -> Result<(), Failure> {
    for (before, after) in changed {
        writing.change_part::<P>(project, &before, after).await?;
    }
    Ok(())
}
