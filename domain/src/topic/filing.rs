//! What records are filed under: topics in use. One that was merged into another leads on to it; under one that is deprecated nothing new is
//! filed, and what was, stays.

use std::collections::HashMap;

use hemicycle_entity::ids::TopicId;
use hemicycle_entity::topic::{Entity, Model};
use uuid::Uuid;

use crate::deed::{Selector, wrong_state};
use crate::failure::{Failure, Refusal};
use crate::record::Link;
use crate::write::Writing;

/// A topic that an input names, at a path of it.
struct Named {
    path: String,
    /// The topic meant: where the one named was merged, the one it was merged into.
    topic: Model,
    /// The code to use instead, of a deprecated one.
    instead: Option<String>,
}

impl Writing {
    /// The topics that a list names, with notes of what nothing can be filed under. `link` leads from the record, if it is there already, to its
    /// topics: those it has it may keep.
    pub async fn refer_topics(
        &mut self,
        path: &str,
        all: &[Selector],
        link: Link,
        record: Option<Uuid>,
    ) -> Result<Vec<Uuid>, Failure> {
        let places = (0..all.len()).map(|place| format!("{path}.{place}"));
        let named = self.named_topics(places.collect(), all).await?;
        let mut kept = Vec::new();
        let deprecated = named.iter().any(|one| one.topic.deprecated_on.is_some());
        if let Some(record) = record.filter(|_| deprecated) {
            let mut targets = self.targets(link, &[record]).await?;
            kept = targets.remove(&record).unwrap_or_default();
        }
        Ok(self.in_use(named, &kept))
    }

    /// The same for a list that an edit may leave out.
    pub async fn refer_some_topics(
        &mut self,
        path: &str,
        all: Option<&[Selector]>,
        link: Link,
        record: Uuid,
    ) -> Result<Option<Vec<Uuid>>, Failure> {
        match all {
            Some(all) => Ok(Some(
                self.refer_topics(path, all, link, Some(record)).await?,
            )),
            None => Ok(None),
        }
    }

    /// The same for one topic; `kept` is the one that was there before.
    pub async fn refer_topic(
        &mut self,
        path: &str,
        by: Option<&Selector>,
        kept: Option<TopicId>,
    ) -> Result<Option<TopicId>, Failure> {
        let Some(by) = by else { return Ok(None) };
        let all = std::slice::from_ref(by);
        let named = self.named_topics(vec![path.to_owned()], all).await?;
        let kept: Vec<Uuid> = kept.into_iter().map(Into::into).collect();
        Ok(self.in_use(named, &kept).pop().map(TopicId))
    }

    /// Topics that were named earlier, as a record is filed under them now; notes, all at one path, of those that it comes under no more. `kept` are
    /// those it has.
    pub async fn refer_topics_again(
        &mut self,
        path: &str,
        topics: &[Uuid],
        kept: &[Uuid],
    ) -> Result<Vec<Uuid>, Failure> {
        let all = by_ids(topics);
        let paths = vec![path.to_owned(); all.len()];
        let named = self.named_topics(paths, &all).await?;
        Ok(self.in_use(named, kept))
    }

    /// What these topics are now: where one was merged, the one it was merged into.
    pub async fn topics_led_on(&self, topics: &[Uuid]) -> Result<Vec<Uuid>, Failure> {
        let found = self.look_up::<Entity>(&by_ids(topics), true).await?;
        let later = self.replacements(found.iter().flatten()).await?;
        let rows = found.iter().flatten();
        Ok(rows.map(|row| led_on(row, &later).id.0).collect())
    }

    /// Where something new of the same sort is filed: under these topics or what replaced them, and under none that is deprecated.
    pub async fn topics_for_new(&self, topics: &[Uuid]) -> Result<Vec<Uuid>, Failure> {
        let found = self.look_up::<Entity>(&by_ids(topics), true).await?;
        let later = self.replacements(found.iter().flatten()).await?;
        let rows = found.iter().flatten().map(|row| last(row, &later));
        let in_use = rows.filter(|row| row.deprecated_on.is_none());
        Ok(in_use.map(|row| row.id.0).collect())
    }

    /// The topics that are not deprecated or were there before, each once; notes of the others.
    fn in_use(&mut self, named: Vec<Named>, kept: &[Uuid]) -> Vec<Uuid> {
        let mut ids = Vec::with_capacity(named.len());
        for one in named {
            let id = one.topic.id.0;
            if one.topic.deprecated_on.is_some() && !kept.contains(&id) {
                let refusal = deprecated(&one.topic.code, one.instead.as_deref());
                self.problems.note(&one.path, refusal);
            } else if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    async fn named_topics(
        &mut self,
        paths: Vec<String>,
        all: &[Selector],
    ) -> Result<Vec<Named>, Failure> {
        let found = self.look_up::<Entity>(all, true).await?;
        let later = self.replacements(found.iter().flatten()).await?;
        let mut named = Vec::with_capacity(all.len());
        for ((row, by), path) in found.into_iter().zip(all).zip(paths) {
            match row {
                None => self.note_unknown(&path, by),
                Some(row) => {
                    let topic = led_on(&row, &later);
                    let instead = last(topic, &later);
                    named.push(Named {
                        path,
                        instead: (instead.id != topic.id).then(|| instead.code.clone()),
                        topic: topic.clone(),
                    });
                }
            }
        }
        Ok(named)
    }

    /// The topics that replaced ones lead to, on to the last. One statement for each step of the longest way.
    async fn replacements(
        &self,
        from: impl Iterator<Item = &Model>,
    ) -> Result<HashMap<TopicId, Model>, Failure> {
        let mut next: Vec<TopicId> = from.filter_map(|row| row.replaced_by_id).collect();
        let mut known: HashMap<TopicId, Model> = HashMap::new();
        loop {
            next.retain(|id| !known.contains_key(id));
            if next.is_empty() {
                return Ok(known);
            }
            let found = self.by_ids::<Entity>(&next).await?;
            next = found
                .values()
                .filter_map(|row| row.replaced_by_id)
                .collect();
            known.extend(found);
        }
    }
}

fn by_ids(topics: &[Uuid]) -> Vec<Selector> {
    topics.iter().copied().map(Selector::Id).collect()
}

/// A topic, or the one that it was merged into.
fn led_on<'a>(row: &'a Model, later: &'a HashMap<TopicId, Model>) -> &'a Model {
    let merged = |row: &Model| row.replaced_by_id.filter(|_| row.deprecated_on.is_none());
    walked(row, later, merged)
}

/// The last topic on the way of replacements.
fn last<'a>(row: &'a Model, later: &'a HashMap<TopicId, Model>) -> &'a Model {
    walked(row, later, |row| row.replaced_by_id)
}

/// No way is longer than there are topics on it: topics that replace each other do not hold it up.
fn walked<'a>(
    row: &'a Model,
    later: &'a HashMap<TopicId, Model>,
    step: impl Fn(&Model) -> Option<TopicId>,
) -> &'a Model {
    let next = |row: &&'a Model| later.get(&step(row)?);
    std::iter::successors(Some(row), next)
        .take(later.len() + 1)
        .last()
        .unwrap_or(row)
}

fn deprecated(code: &str, instead: Option<&str>) -> Refusal {
    match instead {
        Some(instead) => wrong_state(
            format!("Nothing new is filed under “{code}”: use “{instead}” instead."),
            format!("Plus rien n’est classé sous « {code} » : employez « {instead} »."),
        ),
        None => wrong_state(
            format!("Nothing new is filed under “{code}” any more."),
            format!("Plus rien n’est classé sous « {code} »."),
        ),
    }
}
