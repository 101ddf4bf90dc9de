//! What an invented network stands on: countries, topics, parliaments with their chambers, and hubs. Countries bear codes that ISO 3166-1
//! leaves to its users and are shared by the networks of all seeds.

use std::collections::HashMap;

use chrono::DateTime;
use hemicycle_entity::ids::{ChamberId, CountryId, HubId, ParliamentId, TopicId};
use hemicycle_entity::text::{Channels, FormerNames, Tags};
use hemicycle_entity::values::{
    ChamberType, HubRole, HubStatus, HubType, Kind, ParliamentKind, ParliamentStatus,
    ParliamentStructure, Region, Renewal, Subregion,
};
use hemicycle_entity::{chamber, country, hub, hub_membership, parliament, topic};
use uuid::Uuid;

use super::Size;
use super::chance::Chance;
use super::words;
use crate::failure::Failure;
use crate::hub::TOPICS;
use crate::write::Writing;

/// What the rest refers to.
pub(super) struct Ground {
    pub topics: Vec<TopicId>,
    /// Each with its first chamber.
    pub parliaments: Vec<(ParliamentId, ChamberId)>,
    pub hubs: Vec<HubId>,
    pub countries: Vec<CountryId>,
}

const COUNTRIES: [(&str, Region, Subregion); 5] = [
    ("XA", Region::Africa, Subregion::SubSaharanAfrica),
    (
        "XB",
        Region::Americas,
        Subregion::LatinAmericaAndTheCaribbean,
    ),
    ("XC", Region::Asia, Subregion::CentralAsia),
    ("XD", Region::Europe, Subregion::NorthernEurope),
    ("XE", Region::Oceania, Subregion::Polynesia),
];

type Counts = Vec<(Kind, usize)>;

pub(super) async fn put(writing: &mut Writing, size: &Size) -> Result<(Ground, Counts), Failure> {
    let mut chance = Chance::new(size.seed, "ground");
    let chance = &mut chance;
    let (countries, new_countries) = put_countries(writing).await?;
    let topics = topics(chance, size.topics.max(1));
    let topics = writing.insert_many::<topic::Entity>(topics).await?;
    let topic_ids: Vec<TopicId> = topics.iter().map(|row| row.id).collect();
    let parliaments = parliaments(chance, &countries, size.parliaments.max(1));
    let parliaments = writing
        .insert_many::<parliament::Entity>(parliaments)
        .await?;
    let chambers = parliaments.iter().flat_map(|row| chambers(chance, row));
    let chambers = writing
        .insert_many::<chamber::Entity>(chambers.collect())
        .await?;
    let ground = Ground {
        hubs: put_hubs(writing, chance, size, &topic_ids, &parliaments).await?,
        parliaments: with_chamber(&parliaments, &chambers),
        topics: topic_ids,
        countries,
    };
    let counts = vec![
        (Kind::Country, new_countries),
        (Kind::Topic, topics.len()),
        (Kind::Parliament, parliaments.len()),
        (Kind::Chamber, chambers.len()),
        (Kind::Hub, ground.hubs.len()),
    ];
    Ok((ground, counts))
}

/// Those of the invented countries that are not there yet are added.
async fn put_countries(writing: &mut Writing) -> Result<(Vec<CountryId>, usize), Failure> {
    let known: HashMap<String, Uuid> = writing.keys("country", "code").await?.into_iter().collect();
    let mut chance = Chance::new(0, "country");
    let mut ids = Vec::new();
    let mut new = Vec::new();
    for (number, (code, region, subregion)) in (1..).zip(COUNTRIES) {
        let row = country_row(&mut chance, number, code, region, subregion);
        match known.get(code) {
            Some(id) => ids.push(CountryId(*id)),
            None => {
                ids.push(row.id);
                new.push(row);
            }
        }
    }
    let count = new.len();
    if count > 0 {
        writing.insert_many::<country::Entity>(new).await?;
    }
    Ok((ids, count))
}

fn country_row(
    chance: &mut Chance,
    number: u32,
    code: &str,
    region: Region,
    subregion: Subregion,
) -> country::Model {
    country::Model {
        id: chance.id(),
        code: code.to_owned(),
        alpha3: format!("{code}I"),
        m49: format!("{}", 990 + number),
        name: chance.text(words::name(("country", "Pays inventé"), number)),
        region: Some(region),
        subregion: Some(subregion),
        languages: Tags(vec!["en".to_owned(), "fr".to_owned()]),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        sources: chance.sources(),
    }
}

/// A quarter of the topics stand at the top, the others below one of them.
fn topics(chance: &mut Chance, count: u32) -> Vec<topic::Model> {
    let mut top: Vec<TopicId> = Vec::new();
    let row = |number| {
        let id = chance.id();
        let broader_id = if number <= count.div_ceil(4) {
            top.push(id);
            None
        } else {
            Some(chance.pick(&top))
        };
        topic::Model {
            id,
            code: chance.slug("topic", number),
            label: {
                let title = words::title(chance, ("topic", "Thème inventé"), number);
                chance.text(title)
            },
            definition: None,
            broader_id,
            replaced_by_id: None,
            deprecated_on: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: "en".to_owned(),
            licence: "CC0-1.0".to_owned(),
            sources: chance.sources(),
        }
    };
    (1..=count).map(row).collect()
}

fn parliaments(chance: &mut Chance, countries: &[CountryId], count: u32) -> Vec<parliament::Model> {
    let row = |number| parliament::Model {
        id: chance.id(),
        code: format!("X{}-{number}", chance.seed()),
        country_id: Some(chance.pick(countries)),
        name: chance.text(words::name(
            ("regional parliament", "Parlement régional inventé"),
            number,
        )),
        local_name: None,
        kind: ParliamentKind::Subnational,
        structure: if chance.is(30) {
            ParliamentStructure::Bicameral
        } else {
            ParliamentStructure::Unicameral
        },
        status: ParliamentStatus::Functioning,
        website: None,
        ipu_member: Some(false),
        geopolitical_groups: Tags::default(),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        sources: chance.sources(),
    };
    (1..=count).map(row).collect()
}

fn chambers(chance: &mut Chance, parliament: &parliament::Model) -> Vec<chamber::Model> {
    let kinds: &[(ChamberType, &str)] = match parliament.structure {
        ParliamentStructure::Bicameral => {
            &[(ChamberType::Lower, "LC01"), (ChamberType::Upper, "UC01")]
        }
        _ => &[(ChamberType::Single, "LC01")],
    };
    let row = |(number, (kind, code)): (u32, &(ChamberType, &str))| chamber::Model {
        id: chance.id(),
        code: format!("{}-{code}", parliament.code),
        parliament_id: parliament.id,
        name: chance.text(words::name(("chamber", "Chambre inventée"), number)),
        local_name: None,
        kind: *kind,
        seats: Some(chance.between(20, 300)),
        renewal: Some(Renewal::Full),
        term_years: Some(chance.between(3, 6)),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        sources: chance.sources(),
    };
    (1..).zip(kinds).map(row).collect()
}

fn with_chamber(
    parliaments: &[parliament::Model],
    chambers: &[chamber::Model],
) -> Vec<(ParliamentId, ChamberId)> {
    let mut first = HashMap::new();
    for chamber in chambers {
        first.entry(chamber.parliament_id).or_insert(chamber.id);
    }
    let pair = |row: &parliament::Model| Some((row.id, *first.get(&row.id)?));
    parliaments.iter().filter_map(pair).collect()
}

async fn put_hubs(
    writing: &mut Writing,
    chance: &mut Chance,
    size: &Size,
    topics: &[TopicId],
    parliaments: &[parliament::Model],
) -> Result<Vec<HubId>, Failure> {
    let hubs: Vec<hub::Model> = (1..=size.hubs.max(1))
        .map(|number| hub(chance, number))
        .collect();
    let hubs = writing.insert_many::<hub::Entity>(hubs).await?;
    let (mut filed, mut joined) = (Vec::new(), Vec::new());
    for hub in &hubs {
        let under = chance.several(topics, 1, 3);
        filed.push((hub, under.into_iter().map(Uuid::from).collect()));
        joined.push((hub, members(chance, hub.id, parliaments)));
    }
    writing.put_links::<hub::Entity>(TOPICS, filed).await?;
    writing.put_parts::<hub_membership::Entity>(joined).await?;
    Ok(hubs.iter().map(|hub| hub.id).collect())
}

fn hub(chance: &mut Chance, number: u32) -> hub::Model {
    let title = words::title(chance, ("hub", "Pôle inventé"), number);
    let mandate = words::body(chance, ("mandate", "Mandat inventé"));
    hub::Model {
        id: chance.id(),
        slug: chance.slug("hub", number),
        name: chance.text(title),
        former_names: FormerNames::default(),
        kind: chance.pick(&[HubType::Regional, HubType::Linguistic, HubType::Thematic]),
        status: chance.pick(&[HubStatus::Active, HubStatus::Active, HubStatus::Scoping]),
        status_note: None,
        mandate: Some(chance.text(mandate)),
        languages: Tags(vec!["en".to_owned(), "fr".to_owned()]),
        founded_on: Some(chance.day().to_string()),
        channels: Channels::default(),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        sources: chance.sources(),
    }
}

/// A host and some members.
fn members(
    chance: &mut Chance,
    hub_id: HubId,
    parliaments: &[parliament::Model],
) -> Vec<hub_membership::Model> {
    let ids: Vec<ParliamentId> = parliaments.iter().map(|row| row.id).collect();
    let members = chance.several(&ids, 1, 10);
    let row = |(place, parliament): (usize, ParliamentId)| hub_membership::Model {
        id: chance.id(),
        hub_id,
        parliament_id: Some(parliament),
        chamber_id: None,
        organisation_id: None,
        role: if place == 0 {
            HubRole::Host
        } else {
            HubRole::Member
        },
        since: Some(chance.day().to_string()),
        until: None,
    };
    members.into_iter().enumerate().map(row).collect()
}
