//! How contacts are nominated, edited and translated. Whatever leads to a person is shown within the hub until somebody decides otherwise.

use chrono::NaiveDate;
use hemicycle_entity::contact::{Entity, Model};
use hemicycle_entity::ids::{ContactId, ParliamentId};
use hemicycle_entity::text::Sources;
use hemicycle_entity::values::{Appointment, AppointmentStatus, Kind, Visibility};

use super::details::{Lists, phone_number};
use super::person::person;
use super::{consent, keeps};
use crate::deed::places::{NamedAt, Places};
use crate::deed::{Selector, forbidden, wrong_state};
use crate::edits::{language, languages, line, set, set_parsed};
use crate::erasure::leave_events;
use crate::failure::{Failure, Refusal};
use crate::party::{Party, PartySelector};
use crate::policy::{Action, Reason};
use crate::project::deeds::LICENCE;
use crate::values::{LanguageTag, Slug, in_order, mailbox, web_address};
use crate::wording::{Form, Patch, Pen, TranslationOrigin, missing, some_translated};
use crate::write::Writing;

/// What a nomination says.
#[derive(Clone, Debug)]
pub struct Nomination {
    /// The language of its texts.
    pub language: String,
    pub slug: Option<String>,
    pub party: PartySelector,
    pub name: Option<String>,
    pub role_title: Option<String>,
    pub unit: Option<String>,
    pub languages: Vec<String>,
    pub mailbox: Option<String>,
    pub phone: Option<String>,
    pub website: Option<String>,
    pub appointment: Appointment,
    pub appointed_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    /// The body that nominates.
    pub nominated_by: String,
    /// The account of the person. Later, administrators say whose contact it is.
    pub account: Option<Selector>,
    pub expertise: Vec<Selector>,
    pub hubs: Vec<Selector>,
    pub projects: Vec<Selector>,
    pub practices: Vec<Selector>,
}

/// Where a nomination names the places that are somebody's. Nobody speaks for an organisation: whose contact it is, its hubs say.
const fn named_at(party: &PartySelector) -> NamedAt {
    let parliament: &[&str] = match party {
        PartySelector::Parliament(_) | PartySelector::Chamber(_) => &["input.party"],
        PartySelector::Organisation(_) => &[],
    };
    NamedAt {
        parliament,
        hubs: &["input.hubs"],
    }
}

/// Nominates somebody, or a function: it waits for its confirmation.
pub async fn nominate(writing: &mut Writing, input: Nomination) -> Result<ContactId, Failure> {
    let party = writing.refer_party("input.party", &input.party).await?;
    let lists = Lists::of(
        writing,
        Some(input.expertise),
        Some(input.hubs),
        Some(input.projects),
        Some(input.practices),
        None,
    )
    .await?;
    let parties: Vec<Party> = party.into_iter().collect();
    let parliaments = writing.parliaments_of(&parties).await?;
    let parliaments: Vec<ParliamentId> = parliaments.into_iter().flatten().collect();
    let at_party = |id| ("input.party".to_owned(), id);
    let places = Places {
        parliaments: parliaments.into_iter().map(at_party).collect(),
        hubs: lists.hubs.clone().unwrap_or_default(),
    };
    writing.permit_at(Kind::Contact, &places, &named_at(&input.party))?;
    writing
        .bring_to(Action::Draft, Kind::Contact, places)
        .await?;
    let account = person(writing, "input.account", input.account).await?;
    let language = writing
        .problems
        .take("input.language", LanguageTag::parse(&input.language))
        .unwrap_or_else(|| LanguageTag::stored("en"));
    let mut pen = Pen {
        language: language.clone(),
        problems: &mut writing.problems,
    };
    let role_title = pen.draft("input.roleTitle", input.role_title.as_deref(), Form::Title);
    let unit = pen.draft("input.unit", input.unit.as_deref(), Form::Title);
    let problems = &mut writing.problems;
    if input.name.is_none() && input.role_title.is_none() {
        problems.note("input.roleTitle", missing());
    }
    let name = problems.take_some("input.name", input.name.as_deref(), line);
    let mailbox = problems.take_some("input.mailbox", input.mailbox, |text| mailbox(&text));
    let phone = problems.take_some("input.phone", input.phone, |text| phone_number(&text));
    let website = problems.take_some("input.website", input.website, |text| web_address(&text));
    let nominated_by = problems.take("input.nominatedBy", line(&input.nominated_by));
    let languages = languages(problems, "input.languages", &input.languages);
    problems.take("input.endsOn", in_order(input.appointed_on, input.ends_on));
    let slug = problems.take_some("input.slug", input.slug, |wish| Slug::parse(&wish));
    problems.settled()?;
    let wish = match (slug, &input.role_title) {
        (Some(slug), _) => slug.into_string(),
        (None, Some(title)) => slug::slugify(title),
        (None, None) => slug::slugify(hemicycle_entity::values::Closed::as_str(input.appointment)),
    };
    let (parliament_id, chamber_id, organisation_id) = match party {
        Some(party) => party.columns(),
        None => (None, None, None),
    };
    let row = Model {
        id: writing.new_id(),
        slug: writing.free_slug::<Entity>(&wish).await?,
        parliament_id,
        chamber_id,
        organisation_id,
        name,
        role_title,
        unit,
        languages,
        mailbox,
        phone,
        website,
        visibility: Visibility::Hub,
        name_visibility: Visibility::Hub,
        mailbox_visibility: Visibility::Hub,
        phone_visibility: Visibility::Hub,
        appointment: input.appointment,
        appointment_status: AppointmentStatus::Nominated,
        appointed_on: input.appointed_on,
        ends_on: input.ends_on,
        nominated_by,
        consent_from: None,
        consent_until: None,
        account_id: account,
        version: 1,
        created_at: writing.now(),
        updated_at: writing.now(),
        original_language: language.as_str().to_owned(),
        licence: LICENCE.to_owned(),
        sources: Sources::default(),
    };
    let row = writing.insert::<Entity>(row).await?;
    lists.put(writing, &row).await?;
    Ok(row.id)
}

/// What an edit changes; what it does not name stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its texts; without one, the contact's own.
    pub language: Option<String>,
    pub slug: Option<String>,
    pub name: Patch<String>,
    pub role_title: Patch<String>,
    pub unit: Patch<String>,
    pub languages: Option<Vec<String>>,
    pub mailbox: Patch<String>,
    pub phone: Patch<String>,
    pub website: Patch<String>,
    pub appointed_on: Patch<NaiveDate>,
    pub ends_on: Patch<NaiveDate>,
    pub nominated_by: Patch<String>,
    pub expertise: Option<Vec<Selector>>,
    pub hubs: Option<Vec<Selector>>,
    pub projects: Option<Vec<Selector>>,
    pub practices: Option<Vec<Selector>>,
}

pub async fn edit(
    writing: &mut Writing,
    contact: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &contact, "contact", expected_version)
        .await?;
    let mut after = before.clone();
    appointment(writing, &before, &mut after, &input).await?;
    let language = input
        .language
        .as_deref()
        .unwrap_or(&before.original_language);
    let language = writing
        .problems
        .take("input.language", LanguageTag::parse(language));
    let mut pen = Pen {
        language: language.unwrap_or_else(|| LanguageTag::stored(&before.original_language)),
        problems: &mut writing.problems,
    };
    pen.edit(
        "input.roleTitle",
        &mut after.role_title,
        &input.role_title,
        Form::Title,
    );
    pen.edit("input.unit", &mut after.unit, &input.unit, Form::Title);
    let problems = &mut writing.problems;
    let unnamed = matches!(input.name, Some(None));
    set_parsed(problems, "input.name", &mut after.name, &input.name, line);
    set_parsed(
        problems,
        "input.mailbox",
        &mut after.mailbox,
        &input.mailbox,
        mailbox,
    );
    set_parsed(
        problems,
        "input.phone",
        &mut after.phone,
        &input.phone,
        phone_number,
    );
    set_parsed(
        problems,
        "input.website",
        &mut after.website,
        &input.website,
        web_address,
    );
    if let Some(new) = &input.languages {
        after.languages = languages(problems, "input.languages", new);
    }
    if after.name.is_none() && after.role_title.is_none() {
        let emptied = if unnamed {
            "input.name"
        } else {
            "input.roleTitle"
        };
        problems.note(emptied, missing());
    }
    after.slug = writing.next_slug::<Entity>(&before, input.slug).await?;
    let mut lists = Lists::of(
        writing,
        input.expertise,
        input.hubs,
        input.projects,
        input.practices,
        Some(before.id.0),
    )
    .await?;
    if let Some(hubs) = &mut lists.hubs {
        writing
            .change_hubs::<Entity>(&before, "input.hubs", hubs)
            .await?;
    }
    writing.problems.settled()?;
    // Somebody else's consent says nothing of a person; people may correct their own name.
    let themselves = before.account_id.is_some() && writing.actor().account() == before.account_id;
    let another = before.name != after.name && !themselves;
    let ended = if another {
        // A function that somebody else has now is not the account's of whoever had it: their word on it would be another's. Only who is nominated with an account
        // can be named later, and is still the same person.
        if before.name.is_some() || before.appointment_status != AppointmentStatus::Nominated {
            after.account_id = None;
        }
        consent::of_another_person(writing, &before, &mut after).await?
    } else {
        None
    };
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    if let Some(consents) = ended {
        consent::put(writing, &after, consents).await?;
    }
    if another && before.name.is_some() {
        leave_events(writing, after.id).await?;
    }
    lists.put(writing, &after).await?;
    Ok(after.id)
}

/// What only those who keep a contact change of it: when it is appointed, and by whom.
async fn appointment(
    writing: &mut Writing,
    before: &Model,
    after: &mut Model,
    input: &Edit,
) -> Result<(), Failure> {
    let subject = writing.subject::<Entity>(before).await?;
    if !keeps(writing.actor(), writing.now(), &subject) {
        let kept = [
            ("input.appointedOn", input.appointed_on.is_some()),
            ("input.endsOn", input.ends_on.is_some()),
            ("input.nominatedBy", input.nominated_by.is_some()),
        ];
        for (path, _) in kept.into_iter().filter(|(_, asked)| *asked) {
            writing.problems.note(path, forbidden(Reason::NeedsRole));
        }
        return Ok(());
    }
    set(&mut after.appointed_on, input.appointed_on);
    set(&mut after.ends_on, input.ends_on);
    let today = writing.now().date_naive();
    let problems = &mut writing.problems;
    problems.take("input.endsOn", in_order(after.appointed_on, after.ends_on));
    if input.ends_on.is_some() {
        problems.take("input.endsOn", stays_ended(after, today));
    }
    set_parsed(
        problems,
        "input.nominatedBy",
        &mut after.nominated_by,
        &input.nominated_by,
        line,
    );
    Ok(())
}

/// A translation of a contact's texts.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    pub language: String,
    pub role_title: Option<String>,
    pub unit: Option<String>,
    pub origin: TranslationOrigin,
}

pub async fn translate(
    writing: &mut Writing,
    contact: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Translate, &contact, "contact", expected_version)
        .await?;
    let mut after = before.clone();
    let language = language(&mut writing.problems, Some(&input.language), "und");
    let given = [&input.role_title, &input.unit].map(Option::as_deref);
    some_translated(&mut writing.problems, &given);
    let origin = input.origin;
    let mut pen = Pen {
        language,
        problems: &mut writing.problems,
    };
    let texts = [
        ("input.roleTitle", &mut after.role_title, &input.role_title),
        ("input.unit", &mut after.unit, &input.unit),
    ];
    for (path, text, new) in texts {
        pen.translate(path, text.as_mut(), new.as_deref(), origin, Form::Title);
    }
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// An appointment that has ended did so on a day that has come.
fn stays_ended(row: &Model, today: NaiveDate) -> Result<(), Refusal> {
    let ended = row.appointment_status == AppointmentStatus::Ended;
    if ended && row.ends_on.is_none_or(|day| day > today) {
        return Err(wrong_state(
            "This appointment has ended: correct its day, or nominate anew.",
            "Cette nomination a pris fin : corrigez-en le jour, ou proposez-la de nouveau.",
        ));
    }
    Ok(())
}
