//! The lists of an event: who organises it, the hubs whose event it is, what it is about.

use hemicycle_entity::event::{Entity, Model};
use hemicycle_entity::ids::{EventId, HubId, ParliamentId};
use hemicycle_entity::values::Kind;
use hemicycle_entity::{event_organiser, hub};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::deeds::{Edit, LIST_LIMIT, at_most};
use super::{HUBS, TOPICS};
use crate::deed::places::Places;
use crate::deed::{Selector, twice};
use crate::failure::Failure;
use crate::party::{Party, PartySelector};
use crate::party_of;
use crate::policy::Action;
use crate::record::Record;
use crate::write::Writing;

/// The lists that an input names; those that it does not name stay.
pub(super) struct Lists {
    organisers: Option<Vec<Party>>,
    hubs: Option<Vec<Uuid>>,
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
        let hubs = refer_some::<hub::Entity>(writing, "input.hubs", &input.hubs).await?;
        let topics = match &input.topics {
            Some(all) => {
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

    /// The parliaments that organise it: those whose people may work on it.
    pub(super) fn parliaments(&self) -> Vec<ParliamentId> {
        let parties = self.organisers.iter().flatten();
        let parliaments = parties.filter_map(|party| match party {
            Party::Parliament(id) => Some(*id),
            Party::Chamber(_) | Party::Organisation(_) => None,
        });
        parliaments.collect()
    }

    pub(super) fn hubs(&self) -> Vec<HubId> {
        let ids = self.hubs.iter().flatten();
        ids.copied().map(Into::into).collect()
    }

    /// Notes the organisers and hubs of a new event that the actor may not name.
    pub(super) async fn permit(&self, writing: &mut Writing) -> Result<(), Failure> {
        let places = Places {
            parliaments: self.organising(writing, &[]).await?,
            hubs: Places::new_hubs("input.hubs", self.hubs.as_deref().unwrap_or_default(), &[]),
        };
        writing.bring_to(Action::Draft, Kind::Event, places).await
    }

    /// The same for those that an edit names or leaves out.
    pub(super) async fn permit_change(
        &self,
        writing: &mut Writing,
        before: &Model,
    ) -> Result<(), Failure> {
        if let Some(hubs) = &self.hubs {
            writing
                .change_hubs::<Entity>(before, "input.hubs", hubs)
                .await?;
        }
        let Some(parties) = &self.organisers else {
            return Ok(());
        };
        let of_event = Condition::all().add(event_organiser::Column::EventId.eq(before.id.0));
        let rows = writing.all::<event_organiser::Entity>(of_event).await?;
        let had: Vec<Party> = rows.iter().filter_map(|row| party_of!(row)).collect();
        let named = self.organising(writing, &had).await?;
        writing.speak_for(Action::Edit, Kind::Event, named).await?;
        let left: Vec<Party> = had
            .into_iter()
            .filter(|one| !parties.contains(one))
            .collect();
        let left = writing.parliaments_of(&left).await?;
        let left = left.into_iter().flatten();
        let left = left.map(|id| ("input.organisers".to_owned(), id)).collect();
        writing.speak_for(Action::Edit, Kind::Event, left).await
    }

    /// The parliaments that newly organise it, also through a chamber, each at its path.
    async fn organising(
        &self,
        writing: &Writing,
        had: &[Party],
    ) -> Result<Vec<(String, ParliamentId)>, Failure> {
        let parties = self.organisers.as_deref().unwrap_or_default();
        let parliaments = writing.parliaments_of(parties).await?;
        let all = parties.iter().zip(parliaments).enumerate();
        let new = all.filter(|(_, (party, _))| !had.contains(party));
        let named = new.filter_map(|(place, (_, parliament))| {
            parliament.map(|id| (format!("input.organisers.{place}"), id))
        });
        Ok(named.collect())
    }

    pub(super) async fn put(self, writing: &mut Writing, row: &Model) -> Result<(), Failure> {
        if let Some(parties) = self.organisers {
            let organisers = parties.into_iter().zip(0..).map(|(party, position)| {
                let (parliament_id, chamber_id, organisation_id) = party.columns();
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
        for (link, ids) in [(HUBS, self.hubs), (TOPICS, self.topics)] {
            if let Some(ids) = ids {
                writing.put_links::<Entity>(link, vec![(row, ids)]).await?;
            }
        }
        Ok(())
    }
}

async fn organisers(writing: &mut Writing, all: &[PartySelector]) -> Result<Vec<Party>, Failure> {
    at_most(
        &mut writing.problems,
        "input.organisers",
        all.len(),
        LIST_LIMIT,
    );
    let mut parties = Vec::new();
    for (place, by) in all.iter().enumerate() {
        let path = format!("input.organisers.{place}");
        if let Some(party) = writing.refer_party(&path, by).await? {
            if parties.contains(&party) {
                writing.problems.note(&path, twice());
            }
            parties.push(party);
        }
    }
    Ok(parties)
}

async fn refer_some<E: Record>(
    writing: &mut Writing,
    path: &str,
    all: &Option<Vec<Selector>>,
) -> Result<Option<Vec<Uuid>>, Failure> {
    let Some(all) = all else { return Ok(None) };
    at_most(&mut writing.problems, path, all.len(), LIST_LIMIT);
    Ok(Some(writing.refer_all::<E>(path, all).await?))
}
