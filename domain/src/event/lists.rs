//! The lists of an event: who organises it, the hubs whose event it is, what it is about.

use hemicycle_entity::event::{Entity, Model};
use hemicycle_entity::event_organiser;
use hemicycle_entity::ids::{EventId, ParliamentId};
use hemicycle_entity::values::Kind;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::deeds::Edit;
use super::{HUBS, TOPICS};
use crate::deed::places::{NamedAt, NamedHubs, Places, hub_ids};
use crate::deed::twice;
use crate::edits::{MOST, at_most};
use crate::failure::Failure;
use crate::party::{Party, PartySelector};
use crate::party_of;
use crate::policy::Action;
use crate::write::Writing;

/// Where a draft names its organisers and hubs.
const NAMED_AT: NamedAt = NamedAt {
    parliament: &["input.organisers"],
    hubs: &["input.hubs"],
};

/// Who organises it, and where the input says so.
struct Organiser {
    path: String,
    party: Party,
    /// Which it is, or belongs to; none for an organisation.
    parliament: Option<ParliamentId>,
}

/// The lists that an input names; those that it does not name stay.
pub(super) struct Lists {
    organisers: Option<Vec<Organiser>>,
    hubs: Option<NamedHubs>,
    topics: Option<Vec<Uuid>>,
}

impl Lists {
    /// `record` is the event, where it is there already: topics that it has it may keep.
    pub(super) async fn named(
        writing: &mut Writing,
        input: &Edit,
        record: Option<EventId>,
    ) -> Result<Self, Failure> {
        let organisers = match &input.organisers {
            Some(all) => Some(organisers(writing, all).await?),
            None => None,
        };
        let hubs = match &input.hubs {
            Some(all) => Some(writing.refer_hubs("input.hubs", all).await?),
            None => None,
        };
        let topics = match &input.topics {
            Some(all) => {
                at_most(&mut writing.problems, "input.topics", all.len(), MOST);
                let record = record.map(|id| id.0);
                Some(
                    writing
                        .refer_topics("input.topics", all, TOPICS, record)
                        .await?,
                )
            }
            None => None,
        };
        Ok(Self {
            organisers,
            hubs,
            topics,
        })
    }

    /// Whether the actor may draft an event of these organisers and hubs: people of the parliaments that organise it, also through a chamber, and who coordinates
    /// its hubs. Notes those that it may not name.
    pub(super) async fn permit(&self, writing: &mut Writing) -> Result<(), Failure> {
        let places = Places {
            parliaments: self.organising(&[]),
            hubs: self.hubs.clone().unwrap_or_default(),
        };
        writing.permit_at(Kind::Event, &places, &NAMED_AT)?;
        writing.bring_to(Action::Draft, Kind::Event, places).await
    }

    /// The same for those that an edit names or leaves out.
    pub(super) async fn permit_change(
        &mut self,
        writing: &mut Writing,
        before: &Model,
    ) -> Result<(), Failure> {
        if let Some(hubs) = &mut self.hubs {
            writing
                .change_hubs::<Entity>(before, "input.hubs", hubs)
                .await?;
        }
        let Some(named) = &self.organisers else {
            return Ok(());
        };
        let of_event = Condition::all().add(event_organiser::Column::EventId.eq(before.id.0));
        let rows = writing.all::<event_organiser::Entity>(of_event).await?;
        let had: Vec<Party> = rows.iter().filter_map(|row| party_of!(row)).collect();
        let new = self.organising(&had);
        writing.speak_for(Action::Edit, Kind::Event, new).await?;
        let stays = |party: &Party| named.iter().any(|one| one.party == *party);
        let left: Vec<Party> = had.into_iter().filter(|party| !stays(party)).collect();
        let left = writing.parliaments_of(&left).await?;
        let left = left.into_iter().flatten();
        let left = left.map(|id| ("input.organisers".to_owned(), id)).collect();
        writing.speak_for(Action::Edit, Kind::Event, left).await
    }

    /// The parliaments that newly organise it, each at its path.
    fn organising(&self, had: &[Party]) -> Vec<(String, ParliamentId)> {
        let all = self.organisers.iter().flatten();
        all.filter(|one| !had.contains(&one.party))
            .filter_map(|one| Some((one.path.clone(), one.parliament?)))
            .collect()
    }

    pub(super) async fn put(self, writing: &mut Writing, row: &Model) -> Result<(), Failure> {
        if let Some(named) = self.organisers {
            let organisers = named.into_iter().zip(0..).map(|(one, position)| {
                let (parliament_id, chamber_id, organisation_id) = one.party.columns();
                event_organiser::Model {
                    id: writing.new_id(),
                    event_id: row.id,
                    position,
                    parliament_id,
                    chamber_id,
                    organisation_id,
                }
            });
            let organisers = vec![(row, organisers.collect())];
            writing
                .put_parts::<event_organiser::Entity>(organisers)
                .await?;
        }
        for (link, ids) in [
            (HUBS, self.hubs.as_deref().map(hub_ids)),
            (TOPICS, self.topics),
        ] {
            if let Some(ids) = ids {
                writing.put_links::<Entity>(link, vec![(row, ids)]).await?;
            }
        }
        Ok(())
    }
}

async fn organisers(
    writing: &mut Writing,
    all: &[PartySelector],
) -> Result<Vec<Organiser>, Failure> {
    let problems = &mut writing.problems;
    at_most(problems, "input.organisers", all.len(), MOST);
    let (mut paths, mut parties) = (Vec::new(), Vec::new());
    for (place, by) in all.iter().enumerate() {
        let path = format!("input.organisers.{place}");
        if let Some(party) = writing.refer_party(&path, by).await? {
            if parties.contains(&party) {
                writing.problems.note(&path, twice());
            }
            parties.push(party);
            paths.push(path);
        }
    }
    let parliaments = writing.parliaments_of(&parties).await?;
    let named = paths.into_iter().zip(parties).zip(parliaments);
    let named = named.map(|((path, party), parliament)| Organiser {
        path,
        party,
        parliament,
    });
    Ok(named.collect())
}
