//! The loaders of one request and one actor: whatever is asked for many rows is one statement per kind. Built per request, since a loader
//! that lives longer would show one caller what another one saw.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use hemicycle_domain::account::grants::Administrators;
use hemicycle_domain::page::{Order, Page, PageRequest};
use hemicycle_domain::policy::Subject;
use hemicycle_domain::publication::deeds as publications;
use hemicycle_domain::read::{Listed, Reading};
use hemicycle_domain::record::{Common, Record, Relation, RowOf, Rows};
use hemicycle_entity::ids::{PracticeId, PublicationId};
use hemicycle_entity::practice;
use uuid::Uuid;

use super::error::ApiError;
use super::permission::SubjectOf;

/// Loads through one `Reading`.
pub struct Shelf(Arc<Reading>);

/// The loaders of one request. They load when all resolvers of a level have asked: async-graphql 7.2.1 resolves a list of more than thirty
/// elements a few at a time and lets others run in between, so a loader that ran at once would send a statement for every few of them.
pub struct Loaders {
    loader: DataLoader<Shelf, HashMapCache>,
    /// How often something was asked for so far.
    asked: Arc<AtomicUsize>,
}

/// Turns of the runtime in which nobody asks before a loader takes it that everybody has.
const QUIET_TURNS: usize = 64;

impl Loaders {
    pub fn of(reading: Arc<Reading>) -> Self {
        let asked = Arc::<AtomicUsize>::default();
        let counted = asked.clone();
        let spawn = move |load| {
            let asked = counted.clone();
            tokio::task::spawn(async move {
                quiet(&asked).await;
                load.await
            })
        };
        let loader = DataLoader::with_cache(Shelf(reading), spawn, HashMapCache::default())
            .delay(Duration::ZERO)
            .max_batch_size(usize::MAX);
        Self { loader, asked }
    }

    pub async fn load_one<K>(&self, key: K) -> Result<Option<<Shelf as Loader<K>>::Value>, ApiError>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Shelf: Loader<K, Error = ApiError>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.loader.load_one(key).await
    }
}

async fn quiet(asked: &AtomicUsize) {
    let (mut known, mut turns) = (asked.load(Ordering::Relaxed), 0);
    while turns < QUIET_TURNS {
        tokio::task::yield_now().await;
        let now = asked.load(Ordering::Relaxed);
        turns = if now == known { turns + 1 } else { 0 };
        known = now;
    }
}

/// A row by its id.
pub struct ById<E: Rows>(pub E::Id);

/// A part of the list that hangs on a record.
pub struct ChildrenOf<E: Listed> {
    pub parent: Uuid,
    pub list: List<E>,
    pub page: PageRequest,
}

/// How many rows that list has.
pub struct CountOf<E: Listed> {
    pub parent: Uuid,
    pub list: List<E>,
}

/// Who gives roles.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WhoAdministers;

/// Practices that this one may repeat.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DuplicatesOf(pub SubjectOf<practice::Entity>);

/// With how many events and practices a publication is shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ShownWith(pub PublicationId);

/// Which list: how it hangs on its parent, filtered and ordered how.
pub struct List<E: Listed> {
    pub relation: Relation,
    pub filter: E::Filter,
    pub order: Order<E::Field>,
}

// Derived by hand, since deriving asks the entity itself for what only its ids and filters need.
impl<E: Rows> Clone for ById<E> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<E: Rows> PartialEq for ById<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<E: Rows> Eq for ById<E> {}

impl<E: Rows> Hash for ById<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<E: Listed> Clone for List<E> {
    fn clone(&self) -> Self {
        Self {
            relation: self.relation,
            filter: self.filter.clone(),
            order: self.order,
        }
    }
}

impl<E: Listed> PartialEq for List<E> {
    fn eq(&self, other: &Self) -> bool {
        (self.relation, &self.filter, self.order) == (other.relation, &other.filter, other.order)
    }
}

impl<E: Listed> Eq for List<E> {}

impl<E: Listed> Hash for List<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.relation, &self.filter, self.order).hash(state);
    }
}

impl<E: Listed> Clone for ChildrenOf<E> {
    fn clone(&self) -> Self {
        Self {
            parent: self.parent,
            list: self.list.clone(),
            page: self.page.clone(),
        }
    }
}

impl<E: Listed> PartialEq for ChildrenOf<E> {
    fn eq(&self, other: &Self) -> bool {
        (self.parent, &self.list, &self.page) == (other.parent, &other.list, &other.page)
    }
}

impl<E: Listed> Eq for ChildrenOf<E> {}

impl<E: Listed> Hash for ChildrenOf<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.parent, &self.list, &self.page).hash(state);
    }
}

impl<E: Listed> Clone for CountOf<E> {
    fn clone(&self) -> Self {
        Self {
            parent: self.parent,
            list: self.list.clone(),
        }
    }
}

impl<E: Listed> PartialEq for CountOf<E> {
    fn eq(&self, other: &Self) -> bool {
        (self.parent, &self.list) == (other.parent, &other.list)
    }
}

impl<E: Listed> Eq for CountOf<E> {}

impl<E: Listed> Hash for CountOf<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.parent, &self.list).hash(state);
    }
}

impl<E: Rows> Loader<ById<E>> for Shelf {
    type Value = Arc<E::Model>;
    type Error = ApiError;

    async fn load(&self, keys: &[ById<E>]) -> Result<HashMap<ById<E>, Self::Value>, ApiError> {
        let ids: Vec<E::Id> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.by_ids::<E>(&ids).await?;
        Ok(rows
            .into_iter()
            .map(|(id, row)| (ById(id), Arc::new(row)))
            .collect())
    }
}

impl<E: Record> Loader<SubjectOf<E>> for Shelf {
    type Value = Subject;
    type Error = ApiError;

    async fn load(
        &self,
        keys: &[SubjectOf<E>],
    ) -> Result<HashMap<SubjectOf<E>, Subject>, ApiError> {
        let rows: Vec<&RowOf<E>> = keys.iter().map(|key| key.0.as_ref()).collect();
        let mut subjects = self.0.subjects::<E>(&rows).await?;
        let of = |key: &SubjectOf<E>| Some((key.clone(), subjects.remove(&key.0.uuid())?));
        Ok(keys.iter().filter_map(of).collect())
    }
}

impl Loader<WhoAdministers> for Shelf {
    type Value = Administrators;
    type Error = ApiError;

    async fn load(
        &self,
        _keys: &[WhoAdministers],
    ) -> Result<HashMap<WhoAdministers, Administrators>, ApiError> {
        let all = Administrators::of(&self.0).await?;
        Ok(HashMap::from([(WhoAdministers, all)]))
    }
}

impl Loader<DuplicatesOf> for Shelf {
    type Value = Vec<PracticeId>;
    type Error = ApiError;

    async fn load(
        &self,
        keys: &[DuplicatesOf],
    ) -> Result<HashMap<DuplicatesOf, Vec<PracticeId>>, ApiError> {
        let rows: Vec<&practice::Model> = keys.iter().map(|key| key.0.0.as_ref()).collect();
        let mut near = self.0.likely_duplicates(&rows).await?;
        let of = |key: &DuplicatesOf| Some((key.clone(), near.remove(&key.0.0.id)?));
        Ok(keys.iter().filter_map(of).collect())
    }
}

impl Loader<ShownWith> for Shelf {
    type Value = [usize; 2];
    type Error = ApiError;

    async fn load(&self, keys: &[ShownWith]) -> Result<HashMap<ShownWith, Self::Value>, ApiError> {
        let ids: Vec<PublicationId> = keys.iter().map(|key| key.0).collect();
        let shown = publications::shown_with(&self.0, &ids).await?;
        let shown = shown.into_iter();
        Ok(shown.map(|(id, counts)| (ShownWith(id), counts)).collect())
    }
}

impl<E: Listed> Loader<ChildrenOf<E>> for Shelf {
    type Value = Arc<Page<E::Model>>;
    type Error = ApiError;

    async fn load(
        &self,
        keys: &[ChildrenOf<E>],
    ) -> Result<HashMap<ChildrenOf<E>, Self::Value>, ApiError> {
        let mut loaded = HashMap::new();
        for ((list, page), parents) in grouped(
            keys,
            |key| (key.list.clone(), key.page.clone()),
            |key| key.parent,
        ) {
            let mut pages = self
                .0
                .children::<E>(list.relation, &parents, &list.filter, list.order, &page)
                .await?;
            for parent in parents {
                let rows = pages.remove(&parent).unwrap_or(Page::empty());
                let key = ChildrenOf {
                    parent,
                    list: list.clone(),
                    page: page.clone(),
                };
                loaded.insert(key, Arc::new(rows));
            }
        }
        Ok(loaded)
    }
}

impl<E: Listed> Loader<CountOf<E>> for Shelf {
    type Value = i64;
    type Error = ApiError;

    async fn load(&self, keys: &[CountOf<E>]) -> Result<HashMap<CountOf<E>, i64>, ApiError> {
        let mut loaded = HashMap::new();
        for (list, parents) in grouped(keys, |key| key.list.clone(), |key| key.parent) {
            let counts = self
                .0
                .children_count::<E>(list.relation, &parents, &list.filter)
                .await?;
            for parent in parents {
                let key = CountOf {
                    parent,
                    list: list.clone(),
                };
                loaded.insert(key, counts.get(&parent).copied().unwrap_or(0));
            }
        }
        Ok(loaded)
    }
}

/// Parents that ask for the same, together.
fn grouped<K, G: Eq + Hash>(
    keys: &[K],
    group: impl Fn(&K) -> G,
    parent: impl Fn(&K) -> Uuid,
) -> HashMap<G, Vec<Uuid>> {
    let mut groups: HashMap<G, Vec<Uuid>> = HashMap::new();
    for key in keys {
        groups.entry(group(key)).or_default().push(parent(key));
    }
    groups
}
