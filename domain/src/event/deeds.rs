//! Drafting, editing and translating events.

use chrono::{DateTime, NaiveDate, Utc};
use hemicycle_entity::event::{Column, Entity, Model};
use hemicycle_entity::ids::EventId;
use hemicycle_entity::text::{Localized, Sources, Tags};
use hemicycle_entity::values::{Audience, EventKind, EventMode, EventStatus, SessionKind};
use hemicycle_entity::{contact, country};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};

use super::dates::put_dates;
use super::lists::Lists;
use super::rules::{self, Wrong};
use crate::deed::Selector;
use crate::edits::{self, languages as spoken, set, set_parsed, tags};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::party::PartySelector;
use crate::policy::Action;
use crate::problems::Problems;
use crate::project::deeds::LICENCE;
use crate::record::Record;
use crate::values::{LanguageTag, Slug, time_zone, web_address};
use crate::wording::{Form, Patch, Pen, missing};
use crate::write::Writing;

/// What a draft or an edit says; what it does not name stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its texts; without one, the event's own.
    pub language: Option<String>,
    pub slug: Option<String>,
    pub title: Patch<String>,
    pub series: Patch<String>,
    pub edition: Patch<i32>,
    pub kind: Option<EventKind>,
    pub mode: Patch<EventMode>,
    pub theme: Patch<String>,
    pub summary: Patch<String>,
    pub starts_on: Patch<NaiveDate>,
    pub ends_on: Patch<NaiveDate>,
    pub starts_at: Patch<DateTime<Utc>>,
    pub ends_at: Patch<DateTime<Utc>>,
    pub time_zone: Patch<String>,
    pub place: Patch<String>,
    pub country: Patch<Selector>,
    pub languages: Option<Vec<String>>,
    pub registration_url: Patch<String>,
    pub registration_closes_on: Patch<NaiveDate>,
    pub registration_closes_at: Patch<DateTime<Utc>>,
    pub website: Patch<String>,
    pub session_kinds: Option<Vec<SessionKind>>,
    pub audiences: Option<Vec<Audience>>,
    pub contact: Patch<Selector>,
    pub organisers: Option<Vec<PartySelector>>,
    pub hubs: Option<Vec<Selector>>,
    pub topics: Option<Vec<Selector>>,
}

/// Drafts an event, for those who prepare it. Language, title and kind are needed.
pub async fn draft(writing: &mut Writing, input: Edit) -> Result<EventId, Failure> {
    let lists = Lists::named(writing, &input, None).await?;
    lists.permit(writing).await?;
    let problems = &mut writing.problems;
    if input.language.is_none() {
        problems.note("input.language", missing());
    }
    if !matches!(input.title, Some(Some(_))) {
        problems.note("input.title", missing());
    }
    if input.kind.is_none() {
        problems.note("input.kind", missing());
    }
    let blank = blank(writing, input.kind.unwrap_or(EventKind::Meeting));
    let mut row = described(writing, &blank, &input).await?;
    let slug = writing
        .problems
        .take_some("input.slug", input.slug, |wish| Slug::parse(&wish));
    writing.problems.settled()?;
    let title = input.title.flatten().unwrap_or_default();
    let wish = slug.map_or_else(|| slug::slugify(title), Slug::into_string);
    row.slug = writing.free_slug::<Entity>(&wish).await?;
    let row = writing.insert::<Entity>(row).await?;
    lists.put(writing, &row).await?;
    writing.credit::<Entity>(row.id).await?;
    Ok(row.id)
}

fn blank(writing: &Writing, kind: EventKind) -> Model {
    Model {
        id: writing.new_id(),
        slug: String::new(),
        title: Localized::default(),
        series: None,
        edition: None,
        kind,
        mode: None,
        status: EventStatus::Draft,
        theme: None,
        summary: None,
        starts_on: None,
        ends_on: None,
        starts_at: None,
        ends_at: None,
        time_zone: None,
        place: None,
        country_id: None,
        languages: Tags::default(),
        registration_url: None,
        registration_closes_on: None,
        registration_closes_at: None,
        website: None,
        session_kinds: Tags::default(),
        audiences: Tags::default(),
        contact_id: None,
        status_note: None,
        version: 1,
        created_at: writing.now(),
        updated_at: writing.now(),
        original_language: String::new(),
        licence: LICENCE.to_owned(),
        sources: Sources::default(),
    }
}

pub async fn edit(
    writing: &mut Writing,
    event: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &event, "event", expected_version)
        .await?;
    let mut lists = Lists::named(writing, &input, Some(before.id)).await?;
    lists.permit_change(writing, &before).await?;
    let mut after = described(writing, &before, &input).await?;
    note_all(
        &mut writing.problems,
        "input",
        rules::taken_from_readers(&before, &after),
    );
    let now = writing.now();
    note_all(
        &mut writing.problems,
        "input",
        rules::held_too_early(&before, &after, now),
    );
    after.slug = writing.next_slug::<Entity>(&before, input.slug).await?;
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    lists.put(writing, &after).await?;
    writing.credit::<Entity>(after.id).await?;
    Ok(after.id)
}

/// The event as an input describes it, with notes of all that is wrong.
async fn described(writing: &mut Writing, before: &Model, input: &Edit) -> Result<Model, Failure> {
    let mut row = before.clone();
    let language = language(
        writing,
        input.language.as_deref(),
        &before.original_language,
    );
    if row.original_language.is_empty() {
        row.original_language = language.as_str().to_owned();
    }
    let mut pen = Pen {
        language,
        problems: &mut writing.problems,
    };
    let title = &input.title;
    pen.edit_required("input.title", &mut row.title, title, Form::Title);
    pen.edit("input.theme", &mut row.theme, &input.theme, Form::Title);
    pen.edit(
        "input.summary",
        &mut row.summary,
        &input.summary,
        Form::Body,
    );
    pen.edit("input.place", &mut row.place, &input.place, Form::Title);
    row.kind = input.kind.unwrap_or(row.kind);
    set(&mut row.mode, input.mode);
    let problems = &mut writing.problems;
    let slug = |text: &str| Slug::parse(text).map(Slug::into_string);
    set_parsed(
        problems,
        "input.series",
        &mut row.series,
        &input.series,
        slug,
    );
    let zone = &input.time_zone;
    set_parsed(
        problems,
        "input.timeZone",
        &mut row.time_zone,
        zone,
        time_zone,
    );
    let url = &input.registration_url;
    let place = &mut row.registration_url;
    set_parsed(problems, "input.registrationUrl", place, url, web_address);
    let website = &input.website;
    set_parsed(
        problems,
        "input.website",
        &mut row.website,
        website,
        web_address,
    );
    if let Some(languages) = &input.languages {
        row.languages = spoken(problems, "input.languages", languages);
    }
    if let Some(kinds) = &input.session_kinds {
        row.session_kinds = tags(kinds);
    }
    if let Some(audiences) = &input.audiences {
        row.audiences = tags(audiences);
    }
    put_dates(&mut row, before, input);
    note_all(problems, "input", rules::wrong_dates(&row));
    set(&mut row.edition, input.edition);
    if row.series != before.series || row.edition != before.edition {
        check_edition(writing, &row).await?;
    }
    let country = refer_patch::<country::Entity>(writing, "input.country", &input.country).await?;
    set(&mut row.country_id, country);
    let contact = refer_patch::<contact::Entity>(writing, "input.contact", &input.contact).await?;
    set(&mut row.contact_id, contact);
    Ok(row)
}

/// The language of an input, or a note that there is no such one; without one the event's own.
pub(super) fn language(writing: &mut Writing, stated: Option<&str>, own: &str) -> LanguageTag {
    // A draft has none of its own; that it states none has been noted.
    let own = if own.is_empty() { "en" } else { own };
    edits::language(&mut writing.problems, stated, own)
}

pub(super) fn note_all(problems: &mut Problems, path: &str, wrong: Wrong) {
    for (field, refusal) in wrong {
        problems.note(&format!("{path}.{field}"), refusal);
    }
}

/// An edition has a number of its own within its series.
async fn check_edition(writing: &mut Writing, row: &Model) -> Result<(), Failure> {
    let Some(edition) = row.edition else {
        return Ok(());
    };
    if edition < 1 {
        let refusal = Refusal::new(
            ErrorCode::InvalidValue,
            "Editions are numbered from 1.",
            "Les éditions sont numérotées à partir de 1.",
        );
        writing.problems.note("input.edition", refusal);
    }
    let Some(series) = &row.series else {
        writing.problems.note("input.series", missing());
        return Ok(());
    };
    // Whoever sees the other one: a number is taken once.
    let taken = Query::select()
        .column(Alias::new("id"))
        .from(Entity)
        .and_where(Expr::col(Column::Series).eq(series.as_str()))
        .and_where(Expr::col(Column::Edition).eq(edition))
        .and_where(Expr::col(Column::Id).ne(row.id.0))
        .limit(1)
        .to_owned();
    if !writing.rows(&taken).await?.is_empty() {
        let refusal = Refusal::new(
            ErrorCode::Duplicate,
            "The series has an event of this edition already.",
            "La série compte déjà un événement de cette édition.",
        );
        writing.problems.note("input.edition", refusal);
    }
    Ok(())
}

async fn refer_patch<E: Record>(
    writing: &mut Writing,
    path: &str,
    patch: &Patch<Selector>,
) -> Result<Patch<E::Id>, Failure> {
    Ok(match patch {
        None => None,
        Some(None) => Some(None),
        Some(Some(by)) => writing
            .refer::<E>(path, Some(by))
            .await?
            .map(|row| Some(E::id(&row))),
    })
}
