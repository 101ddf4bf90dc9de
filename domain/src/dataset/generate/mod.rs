//! An invented network of any size, for demonstrations and benchmarks. Everything in it says that it is invented; the same seed invents the
//! same network, ids included.

mod chance;
mod event;
mod ground;
mod practice;
mod project;
mod words;

use hemicycle_entity::values::Kind;
use uuid::Uuid;

use self::chance::Chance;
use self::ground::Ground;
use super::Progress;
use crate::actor::Actor;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::network::Network;
use crate::read::Reading;
use crate::write::Writing;

/// The name under which the log knows what was invented, and the deed.
const GENERATOR: &str = "generate";
/// Records in one transaction.
const AT_ONCE: u32 = 1_000;

/// How large a network is wanted. One hub, parliament and topic at least are made, for the others to refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Part of every slug and code, so that networks of several seeds can stand side by side.
    pub seed: u32,
    pub topics: u32,
    pub parliaments: u32,
    pub hubs: u32,
    pub projects: u32,
    pub practices: u32,
    pub events: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            seed: 1,
            topics: 40,
            parliaments: 100,
            hubs: 12,
            projects: 1_000,
            practices: 500,
            events: 50,
        }
    }
}

/// How many records of each kind were invented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    pub kinds: Vec<(Kind, usize)>,
}

/// Invents a network and writes it, a thousand records at a time. Refused where this seed's network is there already.
pub async fn generate(
    network: &Network,
    size: &Size,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Generated, Failure> {
    refuse_twice(&network.read(Actor::System(GENERATOR)), size.seed).await?;
    let mut work = Work {
        network,
        seed: size.seed,
        progress,
        made: Generated::default(),
    };
    let ground = work.ground(size).await?;
    let projects = work.projects(&ground, size.projects).await?;
    let practices = work.practices(&ground, &projects, size.practices).await?;
    work.events(&ground, &practices, size.events).await?;
    super::analyze(network).await;
    Ok(work.made)
}

async fn refuse_twice(reading: &Reading, seed: u32) -> Result<(), Failure> {
    let first = chance::slug(seed, "hub", 1);
    let hubs = reading.keys("hub", "slug").await?;
    if hubs.iter().any(|(slug, _)| *slug == first) {
        return Err(Refusal::new(
            ErrorCode::Duplicate,
            format!("The invented network of seed {seed} is already here, whole or in part."),
            format!("Le réseau inventé de graine {seed} est déjà ici, en tout ou en partie."),
        )
        .at("seed")
        .into());
    }
    Ok(())
}

/// A network in the making.
struct Work<'a> {
    network: &'a Network,
    seed: u32,
    progress: &'a mut (dyn FnMut(Progress) + Send),
    made: Generated,
}

impl Work<'_> {
    async fn writing(&self) -> Result<Writing, Failure> {
        let actor = Actor::System(GENERATOR);
        self.network.write(actor, GENERATOR, None).await
    }

    fn tell(&mut self, kind: Kind, done: usize, total: usize) {
        (self.progress)(Progress { kind, done, total });
        if done == total {
            self.made.kinds.push((kind, total));
        }
    }

    async fn ground(&mut self, size: &Size) -> Result<Ground, Failure> {
        let mut writing = self.writing().await?;
        let (ground, counts) = ground::put(&mut writing, size).await?;
        writing.commit().await?;
        for (kind, count) in counts {
            self.tell(kind, count, count);
        }
        Ok(ground)
    }

    async fn projects(&mut self, ground: &Ground, count: u32) -> Result<Vec<Uuid>, Failure> {
        let mut chance = Chance::new(self.seed, "project");
        let mut ids = Vec::new();
        for numbers in batches(count) {
            let some = project::some(&mut chance, ground, numbers);
            ids.extend(some.iter().map(|one| one.row.id.0));
            let mut writing = self.writing().await?;
            project::put(&mut writing, some).await?;
            writing.commit().await?;
            self.tell(Kind::Project, ids.len(), count as usize);
        }
        Ok(ids)
    }

    async fn practices(
        &mut self,
        ground: &Ground,
        projects: &[Uuid],
        count: u32,
    ) -> Result<Vec<Uuid>, Failure> {
        let mut chance = Chance::new(self.seed, "practice");
        let mut ids = Vec::new();
        for numbers in batches(count) {
            let some = practice::some(&mut chance, ground, projects, numbers, &mut ids);
            let mut writing = self.writing().await?;
            practice::put(&mut writing, some).await?;
            writing.commit().await?;
            self.tell(Kind::Practice, ids.len(), count as usize);
        }
        Ok(ids)
    }

    async fn events(
        &mut self,
        ground: &Ground,
        practices: &[Uuid],
        count: u32,
    ) -> Result<(), Failure> {
        let mut chance = Chance::new(self.seed, "event");
        let mut done = 0;
        for numbers in batches(count) {
            let some = event::some(&mut chance, ground, practices, numbers);
            done += some.len();
            let mut writing = self.writing().await?;
            event::put(&mut writing, some).await?;
            writing.commit().await?;
            self.tell(Kind::Event, done, count as usize);
        }
        Ok(())
    }
}

/// The numbers from 1 to `count`, in runs of what one transaction takes.
fn batches(count: u32) -> impl Iterator<Item = std::ops::RangeInclusive<u32>> {
    (0..count.div_ceil(AT_ONCE)).map(move |run| {
        let first = run * AT_ONCE + 1;
        first..=count.min(first + AT_ONCE - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_every_number_once() {
        let numbers: Vec<u32> = batches(2_001).flatten().collect();
        assert_eq!(numbers, (1..=2_001).collect::<Vec<_>>());
        assert_eq!(batches(0).count(), 0);
    }
}
