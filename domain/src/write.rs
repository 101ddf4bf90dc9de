//! `Writing`: may change, and is remembered. One transaction, one deed, one instant. It is also a `Reading` over that transaction, so a deed
//! cannot read around itself. Nothing stays unless `commit` is called.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use hemicycle_entity::ids::AccountId;
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{AudienceScope, ChangeAction};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, Iterable, QueryFilter, QueryTrait,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::Actor;
use crate::changes::append;
use crate::changes::image::{Difference, Image};
use crate::clock::Clock;
use crate::deed;
use crate::failure::{Failure, Fault, Refusal};
use crate::names;
use crate::problems::Problems;
use crate::read::{Reading, columns_of};
use crate::record::{Common, Facet, Link, Part, Record, Rows};

mod details;
mod many;
mod parts;
mod pending;

pub(crate) use parts::no_such_part;
pub(crate) use pending::Pending;

/// Parameters in one statement: SQLite takes 32,766, PostgreSQL 65,535.
const PARAMETERS: usize = 30_000;

/// A record and the parts it shall have.
type WantedParts<'a, P> = (
    &'a <<P as Part>::Owner as EntityTrait>::Model,
    Vec<<P as EntityTrait>::Model>,
);

/// A record, and one of its lists before and after.
type ChangedList<'a, E> = (&'a <E as EntityTrait>::Model, Vec<Value>, Vec<Value>);

/// The right to change.
#[must_use = "what is not committed is rolled back"]
pub struct Writing {
    reading: Reading,
    clock: Clock,
    deed: String,
    request: Option<String>,
    /// The account of the person that a client acts for.
    pub(crate) person: Option<AccountId>,
    /// Done before, under the same idempotency key: there may be work left of it.
    pub(crate) again: bool,
    /// It erases a person: nothing of what it removes is to be found anywhere afterwards.
    pub(crate) erases: bool,
    /// What is wrong with what the deed was given, so far.
    pub problems: Problems,
    pending: Vec<Pending>,
    /// Where in `pending` each record stands.
    places: HashMap<Uuid, usize>,
}

impl Deref for Writing {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl Writing {
    pub(crate) fn new(
        transaction: DatabaseTransaction,
        actor: Actor,
        clock: Clock,
        deed: String,
        request: Option<String>,
    ) -> Self {
        Self {
            reading: Reading::over_transaction(transaction, actor, clock.now()),
            clock,
            deed,
            request,
            person: None,
            again: false,
            erases: false,
            problems: Problems::default(),
            pending: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Counts its statements with those of a reading.
    pub(crate) fn share_count(&mut self, reading: &Reading) {
        self.reading.share_count(reading);
    }

    /// A new id.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.clock.new_id().into()
    }

    /// Makes deeds of this name wait for each other until they end. SQLite has one writer anyway.
    pub async fn one_at_a_time(&self, name: &str) -> Result<(), Failure> {
        if self.dialect() != sea_orm::DatabaseBackend::Postgres {
            return Ok(());
        }
        let key = Func::cust(Alias::new("hashtext")).arg(name);
        let lock = Query::select()
            .expr(Func::cust(Alias::new("pg_advisory_xact_lock")).arg(key))
            .to_owned();
        self.rows(&lock).await?;
        Ok(())
    }

    /// Adds one record.
    pub async fn insert<E: Record>(&mut self, row: E::Model) -> Result<E::Model, Failure> {
        let mut rows = self.insert_many::<E>(vec![row]).await?;
        rows.pop()
            .ok_or_else(|| Fault::new("an inserted row was not returned").into())
    }

    /// Adds records, in as few statements as their number allows. Returns them as they now are.
    pub async fn insert_many<E: Record>(
        &mut self,
        mut rows: Vec<E::Model>,
    ) -> Result<Vec<E::Model>, Failure> {
        let now = self.now();
        for row in &mut rows {
            row.stamp(1, now, now);
        }
        self.insert_rows::<E>(rows.clone()).await?;
        self.insert_search_keys::<E>(&rows).await?;
        for row in &rows {
            let audience = E::audience(row, now);
            self.remember(Pending {
                kind: E::KIND,
                record: row.uuid(),
                action: ChangeAction::Created,
                difference: Image::default().difference(&E::image(row)),
                audience_before: AudienceScope::Nobody,
                audience_after: audience,
            });
        }
        Ok(rows)
    }

    /// Changes a record that still has the expected version. Call it before changing the record's parts and links.
    pub async fn update<E: Record>(
        &mut self,
        before: &E::Model,
        mut after: E::Model,
        expected_version: i32,
    ) -> Result<E::Model, Failure> {
        // What says nothing new is no change: the version stays, and so does the log.
        after.stamp(before.version(), before.created_at(), before.updated_at());
        if after == *before {
            return Ok(after);
        }
        let now = self.now();
        after.stamp(expected_version + 1, before.created_at(), now);
        let id = E::id(before);
        let statement = E::update_many()
            .set(columns_of::<E>(after.clone()))
            .filter(E::id_column().eq(id))
            .filter(Expr::col((E::default(), Alias::new("version"))).eq(expected_version))
            .into_query();
        if self.execute(&statement).await? == 0 {
            return Err(self.conflict::<E>(id).await?.into());
        }
        if E::key(before) != E::key(&after) {
            self.redirect::<E>(before, &after).await?;
        }
        if search_keys::<E>(before) != search_keys::<E>(&after) {
            self.remove_search_keys(id.into()).await?;
            self.insert_search_keys::<E>(std::slice::from_ref(&after))
                .await?;
        }
        self.remember(Pending {
            kind: E::KIND,
            record: id.into(),
            action: ChangeAction::Updated,
            difference: E::image(before).difference(&E::image(&after)),
            audience_before: E::audience(before, now),
            audience_after: E::audience(&after, now),
        });
        Ok(after)
    }

    /// Removes a record and all that belongs to it.
    pub async fn remove<E: Record>(&mut self, row: &E::Model) -> Result<(), Failure> {
        self.remove_all::<E>(std::slice::from_ref(row)).await
    }

    /// Makes the parts of these records exactly these. Parts that stay the same keep their ids. Returns the records that changed.
    pub async fn put_parts<P: Part>(
        &mut self,
        wanted: Vec<WantedParts<'_, P>>,
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut existing = self
            .parts_of::<P>(wanted.iter().map(|(owner, _)| *owner))
            .await?;
        let (mut gone, mut new, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for (owner, rows) in wanted {
            let old = existing.remove(&owner.uuid()).unwrap_or_default();
            let before: Vec<Value> = old.iter().map(P::image).collect();
            let after: Vec<Value> = rows.iter().map(P::image).collect();
            if before == after {
                continue;
            }
            let (stale, added) = exchange::<P>(old, rows);
            // The same parts in another order: order that matters is a part's own position.
            if stale.is_empty() && added.is_empty() {
                continue;
            }
            gone.extend(stale);
            new.extend(added);
            changed.push((owner, told(before), told(after)));
        }
        for some in gone.chunks(PARAMETERS / 2) {
            let among = self.among_ids(P::id_column().into_expr(), some.iter().copied());
            let statement = P::delete_many().filter(among).into_query();
            self.execute(&statement).await?;
        }
        self.insert_rows::<P>(new).await?;
        self.lists_changed::<P::Owner>(P::FIELD, changed).await
    }

    /// All of them, whoever may see them: what is made exactly so is made so of what is there.
    async fn parts_of<'r, P: Part>(
        &self,
        owners: impl Iterator<Item = &'r <P::Owner as EntityTrait>::Model>,
    ) -> Result<HashMap<Uuid, Vec<P::Model>>, Failure> {
        let ids: Vec<Uuid> = owners
            .map(Common::uuid)
            .filter(|id| !self.is_new(*id))
            .collect();
        let mut parts: HashMap<Uuid, Vec<P::Model>> = HashMap::new();
        if ids.is_empty() {
            return Ok(parts);
        }
        let among = self.among_ids(P::owner_column().into_expr(), ids.into_iter());
        for row in self.all_of::<P>(Condition::all().add(among)).await? {
            parts.entry(P::owner(&row).into()).or_default().push(row);
        }
        for rows in parts.values_mut() {
            rows.sort_by_key(P::id);
        }
        Ok(parts)
    }

    /// Makes the links of these records lead exactly there. Returns the records that changed.
    pub async fn put_links<E: Record>(
        &mut self,
        link: Link,
        wanted: Vec<(&E::Model, Vec<Uuid>)>,
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut existing = self
            .links_of(link, wanted.iter().map(|(owner, _)| owner.uuid()))
            .await?;
        let (mut gone, mut new, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for (owner, mut targets) in wanted {
            targets.sort();
            targets.dedup();
            let id = owner.uuid();
            let before = existing.remove(&id).unwrap_or_default();
            if before == targets {
                continue;
            }
            let (stale, added) = differing(id, &before, &targets);
            gone.extend(stale);
            new.extend(added);
            let told = |ids: &[Uuid]| ids.iter().map(|id| Value::from(id.to_string())).collect();
            changed.push((owner, told(&before), told(&targets)));
        }
        self.unlink(link, &gone).await?;
        self.link(link, &new).await?;
        self.lists_changed::<E>(link.field, changed).await
    }

    /// Makes the links of parts lead exactly there, told in their owners' lists. Takes the id of each part with its owner.
    pub async fn put_part_links<E: Record>(
        &mut self,
        link: Link,
        wanted: Vec<(&E::Model, Uuid, Vec<Uuid>)>,
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut existing = self
            .links_of(link, wanted.iter().map(|(_, part, _)| *part))
            .await?;
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        let mut changed: HashMap<Uuid, ChangedList<'_, E>> = HashMap::new();
        for (owner, part, mut targets) in wanted {
            targets.sort();
            targets.dedup();
            let before = existing.remove(&part).unwrap_or_default();
            if before == targets {
                continue;
            }
            let (stale, added) = differing(part, &before, &targets);
            gone.extend(stale);
            new.extend(added);
            let told = |ids: &[Uuid]| json!({ "part": part, link.to: ids });
            let lists = changed.entry(owner.uuid()).or_insert_with(|| {
                let (before, after) = self.told_so_far(owner.uuid(), link.field);
                (owner, before, after)
            });
            lists.1.push(told(&before));
            lists.2.push(told(&targets));
        }
        self.unlink(link, &gone).await?;
        self.link(link, &new).await?;
        self.lists_changed::<E>(link.field, changed.into_values().collect())
            .await
    }

    async fn links_of(
        &self,
        link: Link,
        owners: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, Vec<Uuid>>, Failure> {
        let ids: Vec<Uuid> = owners.filter(|id| !self.is_new(*id)).collect();
        self.targets(link, &ids).await
    }

    async fn link(&self, link: Link, pairs: &[(Uuid, Uuid)]) -> Result<(), Failure> {
        for some in pairs.chunks(PARAMETERS / 2) {
            let mut statement = Query::insert()
                .into_table(Alias::new(link.table))
                .columns([Alias::new(link.from), Alias::new(link.to)])
                .to_owned();
            for (from, to) in some {
                statement.values_panic([Expr::val(*from), Expr::val(*to)]);
            }
            self.execute(&statement).await?;
        }
        Ok(())
    }

    /// Notes changed lists of records; a record of which nothing else was changed gets its next version.
    pub(crate) async fn lists_changed<E: Record>(
        &mut self,
        field: &'static str,
        changed: Vec<ChangedList<'_, E>>,
    ) -> Result<HashSet<Uuid>, Failure> {
        let untouched: Vec<Uuid> = changed
            .iter()
            .map(|(owner, ..)| owner.uuid())
            .filter(|id| !self.places.contains_key(id))
            .collect();
        if !untouched.is_empty() {
            let statement = Query::update()
                .table(E::default())
                .value(
                    Alias::new("version"),
                    Expr::col(Alias::new("version")).add(1),
                )
                .value(Alias::new("updated_at"), self.now())
                .and_where(self.among_ids(E::id_column().into_expr(), untouched.into_iter()))
                .to_owned();
            self.execute(&statement).await?;
        }
        let mut ids = HashSet::new();
        for (owner, before, after) in changed {
            ids.insert(owner.uuid());
            self.pending_of::<E>(owner)
                .difference
                .list(field, before, after);
        }
        Ok(ids)
    }

    /// What this deed has already told of a list.
    fn told_so_far(&self, record: Uuid, field: &str) -> (Vec<Value>, Vec<Value>) {
        let Some(place) = self.places.get(&record) else {
            return Default::default();
        };
        let difference = &self.pending[*place].difference;
        let list = |values: &serde_json::Map<String, Value>| {
            let list = values.get(field).and_then(Value::as_array);
            list.cloned().unwrap_or_default()
        };
        (list(&difference.before), list(&difference.after))
    }

    fn pending_of<E: Record>(&mut self, owner: &E::Model) -> &mut Pending {
        let audience = E::audience(owner, self.now());
        let place = match self.places.get(&owner.uuid()) {
            Some(place) => *place,
            None => self.remember(Pending {
                kind: E::KIND,
                record: owner.uuid(),
                action: ChangeAction::Updated,
                difference: Difference::default(),
                audience_before: audience,
                audience_after: audience,
            }),
        };
        &mut self.pending[place]
    }

    /// Notes what happened to a record: once per deed, however often it was touched.
    fn remember(&mut self, pending: Pending) -> usize {
        if let Some(place) = self.places.get(&pending.record) {
            self.pending[*place].follow(pending);
            return *place;
        }
        let place = self.pending.len();
        self.places.insert(pending.record, place);
        self.pending.push(pending);
        place
    }

    /// Whom a changed record was for until its time ran out: its row does not show that any more.
    pub(crate) fn was_for(&mut self, record: Uuid, audience: AudienceScope) {
        if let Some(place) = self.places.get(&record) {
            self.pending[*place].audience_before = audience;
        }
    }

    /// Whether this deed has changed anything of a record.
    pub(crate) fn has_changed(&self, record: Uuid) -> bool {
        self.places.contains_key(&record)
    }

    fn is_new(&self, id: Uuid) -> bool {
        self.places
            .get(&id)
            .is_some_and(|place| self.pending[*place].action == ChangeAction::Created)
    }

    async fn insert_rows<E: Rows>(&self, rows: Vec<E::Model>) -> Result<(), Failure> {
        let at_once = PARAMETERS / E::Column::iter().count().max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(at_once).map(columns_of::<E>).collect();
            let statement = E::insert_many(some).into_query();
            self.execute(&statement).await?;
        }
        Ok(())
    }

    async fn insert_search_keys<E: Record>(&self, rows: &[E::Model]) -> Result<(), Failure> {
        let mut name_keys = Vec::new();
        let mut facets = Vec::new();
        for row in rows {
            let (names, values) = search_keys::<E>(row);
            let (kind, id) = (E::KIND, row.uuid());
            name_keys.extend(names.into_iter().map(|key| {
                [
                    Expr::val(kind),
                    Expr::val(id),
                    Expr::val(key.language),
                    Expr::val(key.sort_key),
                    Expr::val(key.folded),
                ]
            }));
            facets.extend(values.into_iter().map(|(facet, value)| {
                [
                    Expr::val(kind),
                    Expr::val(id),
                    Expr::val(facet.as_str()),
                    Expr::val(value),
                ]
            }));
        }
        self.insert_values(
            "name_key",
            ["kind", "record", "language", "sort_key", "folded"],
            name_keys,
        )
        .await?;
        self.insert_values("facet", ["kind", "record", "name", "value"], facets)
            .await
    }

    async fn insert_values<const N: usize>(
        &self,
        table: &'static str,
        columns: [&'static str; N],
        rows: Vec<[Expr; N]>,
    ) -> Result<(), Failure> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut statement = Query::insert()
                .into_table(Alias::new(table))
                .columns(columns.map(Alias::new))
                .to_owned();
            for row in rows.by_ref().take(PARAMETERS / N) {
                statement.values_panic(row);
            }
            self.execute(&statement).await?;
        }
        Ok(())
    }

    async fn remove_search_keys(&self, record: Uuid) -> Result<(), Failure> {
        self.forget_all("name_key", record).await?;
        self.forget_all("facet", record).await
    }

    /// Deletes what a table holds about a record.
    async fn forget_all(&self, table: &'static str, record: Uuid) -> Result<(), Failure> {
        let statement = Query::delete()
            .from_table(Alias::new(table))
            .and_where(Expr::col(Alias::new("record")).eq(record))
            .to_owned();
        self.execute(&statement).await.map(drop)
    }

    async fn conflict<E: Record>(&self, id: E::Id) -> Result<Refusal, Failure> {
        let current = self.by_ids::<E>(&[id]).await?;
        Ok(match current.get(&id) {
            Some(row) => deed::conflict(row.version()),
            None => deed::not_found(),
        })
    }

    /// Numbers what was changed, writes it to the log, and commits. Returns the log's last number, if the deed added to it.
    pub async fn commit(mut self) -> Result<Option<i64>, Failure> {
        let pending = std::mem::take(&mut self.pending);
        let told: Vec<Pending> = pending
            .into_iter()
            .filter(|one| one.action != ChangeAction::Updated || !one.difference.fields.is_empty())
            .map(Pending::for_its_readers)
            .collect();
        let last = if told.is_empty() {
            None
        } else {
            let author = self.author()?;
            let (first, rows) = append::entries(&self.reading, author, told).await?;
            let last = first + i64::try_from(rows.len()).unwrap_or_default() - 1;
            self.insert_rows::<hemicycle_entity::change::Entity>(rows)
                .await?;
            Some(last)
        };
        if let Some(transaction) = self.reading.into_transaction() {
            transaction.commit().await?;
        }
        Ok(last)
    }

    fn author(&self) -> Result<append::Author, Failure> {
        let Some((kind, name)) = self.actor().in_log() else {
            return Err(Fault::new("a visitor cannot change anything").into());
        };
        Ok(append::Author {
            kind,
            name,
            deed: self.deed.clone(),
            request: self.request.clone(),
            client: self
                .actor()
                .caller()
                .and_then(|caller| caller.client.clone()),
            person: self.person,
        })
    }
}

/// The images of parts as the log keeps them: without what is only there to be compared.
fn told(mut images: Vec<Value>) -> Vec<Value> {
    for image in images.iter_mut().filter_map(Value::as_object_mut) {
        image.retain(|key, _| !key.starts_with('_'));
    }
    images
}

/// What stays and what goes: the ids of old parts no longer wanted, and the wanted ones not there yet.
fn exchange<P: Part>(old: Vec<P::Model>, wanted: Vec<P::Model>) -> (Vec<Uuid>, Vec<P::Model>) {
    let mut old: Vec<(Value, Uuid)> = old
        .iter()
        .map(|row| (P::image(row), P::id(row).into()))
        .collect();
    let mut added = Vec::new();
    for row in wanted {
        let image = P::image(&row);
        match old.iter().position(|(known, _)| *known == image) {
            Some(place) => drop(old.remove(place)),
            None => added.push(row),
        }
    }
    (old.into_iter().map(|(_, id)| id).collect(), added)
}

type Pairs = Vec<(Uuid, Uuid)>;

/// The links from one row that go and those that come.
fn differing(from: Uuid, before: &[Uuid], wanted: &[Uuid]) -> (Pairs, Pairs) {
    let only = |these: &[Uuid], those: &[Uuid]| {
        let missing = these.iter().filter(|one| !those.contains(one));
        missing.map(|one| (from, *one)).collect()
    };
    (only(before, wanted), only(wanted, before))
}

/// The derived rows by which a record is ordered, searched and filtered.
fn search_keys<E: Record>(row: &E::Model) -> (Vec<names::NameKey>, Vec<(Facet, String)>) {
    let names = names::keys(E::name(row), &E::other_names(row));
    let mut facets: Vec<(Facet, String)> = E::facets(row)
        .into_iter()
        .map(|(facet, value)| (facet, value.to_owned()))
        .collect();
    let languages: HashSet<&String> = E::texts(row)
        .into_iter()
        .flat_map(|text: &Localized| text.0.keys())
        .collect();
    facets.extend(
        languages
            .into_iter()
            .map(|tag| (Facet::Translation, tag.clone())),
    );
    facets.sort_by(|a, b| (a.0.as_str(), &a.1).cmp(&(b.0.as_str(), &b.1)));
    facets.dedup();
    (names, facets)
}
