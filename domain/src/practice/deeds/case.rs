//! A practice that a deed is about, with its pending revision: what is said of it, and how a new say of it is saved.

use hemicycle_entity::ids::{PracticeId, RevisionId};
use hemicycle_entity::practice::{Entity, Model};
use hemicycle_entity::practice_revision as revision;
use hemicycle_entity::values::{PracticeStatus, RevisionStatus};
use sea_orm::ColumnTrait;
use serde_json::json;
use uuid::Uuid;

use super::{links_of, sorted};
use crate::deed::Selector;
use crate::failure::{Failure, Fault};
use crate::policy::Action;
use crate::practice::content::{Content, Links};
use crate::practice::lifecycle::State;
use crate::practice::revision::{Proposal, is_handed_in, status_when_edited, undecided};
use crate::practice::{HUBS, PROJECTS, TOPICS};
use crate::write::Writing;

pub(super) struct Case {
    pub row: Model,
    /// What is proposed for it while it is published.
    pub revision: Option<revision::Model>,
    /// What that proposes.
    proposal: Proposal,
    /// What is published, once it was asked for.
    published: Option<Content>,
}

impl Case {
    /// A practice for which nothing is proposed.
    pub fn of(row: Model) -> Self {
        Self {
            row,
            revision: None,
            proposal: Proposal::default(),
            published: None,
        }
    }

    /// The practice that is meant, locked, for an action, in the version that the caller knows.
    pub async fn open(
        writing: &mut Writing,
        action: Action,
        practice: &Selector,
        expected_version: i32,
    ) -> Result<Self, Failure> {
        let row = writing
            .change_for::<Entity>(action, practice, "practice", expected_version)
            .await?;
        let mut case = Self::of(row);
        if case.row.status == PracticeStatus::Published {
            let own = undecided().add(revision::Column::PracticeId.eq(case.row.id));
            case.revision = writing.one::<revision::Entity>(own).await?;
            case.proposal = proposed(writing, case.revision.as_ref()).await?;
        }
        Ok(case)
    }

    pub fn state(&self) -> State {
        let pending = self.revision.as_ref();
        State {
            status: self.row.status,
            revision: pending.map(|one| (one.status, is_handed_in(one))),
        }
    }

    /// What the row says.
    pub async fn published(&mut self, writing: &Writing) -> Result<Content, Failure> {
        if let Some(content) = &self.published {
            return Ok(content.clone());
        }
        let links = links_of(writing, self.row.id).await?;
        let content = Content::of(&self.row, links);
        self.published = Some(content.clone());
        Ok(content)
    }

    /// What is proposed for it; nothing while it is not published.
    pub const fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// What it says, with what is proposed for it.
    pub async fn content(&mut self, writing: &Writing) -> Result<Content, Failure> {
        let published = self.published(writing).await?;
        self.proposal.applied(&published)
    }

    /// The topics that it is filed under with a content; notes of those that it would newly come under and that are in use no more.
    pub async fn check_topics(
        &mut self,
        writing: &mut Writing,
        wanted: &Content,
    ) -> Result<Vec<Uuid>, Failure> {
        let kept = self.published(writing).await?.links.topics;
        let topics = &wanted.links.topics;
        if *topics == kept {
            return Ok(kept);
        }
        let topics = writing.refer_topics_again("practice.topics", topics, &kept);
        Ok(sorted(topics.await?))
    }

    /// Makes this what it says: at once, or as a revision where it is published. The fields that are named are meant as they are wanted, whatever was published in
    /// them meanwhile.
    pub async fn save(
        &mut self,
        writing: &mut Writing,
        wanted: Content,
        named: &[&str],
    ) -> Result<PracticeId, Failure> {
        let published = self.published(writing).await?;
        let mut overtaken = self.proposal.overtaken(&published)?.into_iter();
        let confirmed = overtaken.any(|field| named.contains(&field));
        // What stays as it was is nobody's work.
        if !confirmed && wanted == self.content(writing).await? {
            return Ok(self.row.id);
        }
        if self.row.status == PracticeStatus::Published {
            self.propose(writing, &wanted, named).await?;
        } else {
            let status = match self.row.status {
                PracticeStatus::Withdrawn | PracticeStatus::Rejected => PracticeStatus::Draft,
                status => status,
            };
            self.apply(writing, &wanted, |row| row.status = status)
                .await?;
        }
        writing.credit::<Entity>(self.row.id).await?;
        Ok(self.row.id)
    }

    /// Makes this what the row says, with what else changes of it.
    pub async fn apply(
        &mut self,
        writing: &mut Writing,
        wanted: &Content,
        also: impl FnOnce(&mut Model) + Send,
    ) -> Result<(), Failure> {
        let before = self.published(writing).await?;
        self.change(writing, |row| {
            wanted.put_into(row);
            also(row);
        })
        .await?;
        put_links(writing, &self.row, &before.links, &wanted.links).await?;
        self.published = None;
        Ok(())
    }

    /// Changes the row.
    pub async fn change(
        &mut self,
        writing: &mut Writing,
        change: impl FnOnce(&mut Model) + Send,
    ) -> Result<(), Failure> {
        let mut after = self.row.clone();
        change(&mut after);
        if after != self.row {
            let version = self.row.version;
            self.row = writing.update::<Entity>(&self.row, after, version).await?;
        }
        Ok(())
    }

    async fn propose(
        &mut self,
        writing: &mut Writing,
        wanted: &Content,
        named: &[&str],
    ) -> Result<(), Failure> {
        let published = self.published(writing).await?;
        self.proposal = self.proposal.towards(&published, wanted, named)?;
        let content = self.proposal.stored()?;
        if self.revision.is_none() {
            if self.proposal.is_empty() {
                return Ok(());
            }
            let row = revision::Model {
                id: writing.new_id(),
                practice_id: self.row.id,
                base_version: self.row.version,
                status: RevisionStatus::Pending,
                content,
                author_id: author(writing)?,
                created_at: writing.now(),
                decided_at: None,
                submitted_at: None,
            };
            return writing.add_part::<revision::Entity>(&self.row, row).await;
        }
        if self.proposal.is_empty() {
            return self.give_up(writing).await;
        }
        self.change_revision(writing, |row| {
            row.content = content;
            row.status = status_when_edited(row.status);
        })
        .await
    }

    /// Closes the pending revision, if there is one, without a decision.
    pub async fn give_up(&mut self, writing: &mut Writing) -> Result<(), Failure> {
        let now = writing.now();
        self.change_revision(writing, |row| {
            row.status = RevisionStatus::Withdrawn;
            row.decided_at = Some(now);
        })
        .await
    }

    /// Takes up a revision again that was given up, where none is pending.
    pub async fn reopen(&mut self, writing: &Writing, id: RevisionId) -> Result<(), Failure> {
        if self.revision.is_none() {
            self.revision = writing.part_of::<revision::Entity>(&self.row, id.0).await?;
        }
        Ok(())
    }

    /// Changes the pending revision, if there is one.
    pub async fn change_revision(
        &mut self,
        writing: &mut Writing,
        change: impl FnOnce(&mut revision::Model) + Send,
    ) -> Result<(), Failure> {
        let Some(before) = &self.revision else {
            return Ok(());
        };
        let mut after = before.clone();
        change(&mut after);
        writing
            .change_part::<revision::Entity>(&self.row, before, after.clone())
            .await?;
        self.revision = Some(after);
        Ok(())
    }
}

/// What a revision proposes, as it is meant now: where a topic was merged into another, under the other one.
async fn proposed(
    writing: &Writing,
    revision: Option<&revision::Model>,
) -> Result<Proposal, Failure> {
    let mut proposal = revision.map(Proposal::of).transpose()?.unwrap_or_default();
    for fields in [&mut proposal.before, &mut proposal.after] {
        if let Some(topics) = fields.get_mut(TOPICS.field) {
            let named: Vec<Uuid> = serde_json::from_value(topics.take()).map_err(Fault::new)?;
            *topics = json!(sorted(writing.topics_led_on(&named).await?));
        }
    }
    Ok(proposal)
}

/// The account whose words these are: the person's that a client acts for.
pub(super) fn author(writing: &Writing) -> Result<Uuid, Failure> {
    let account = writing.person.or_else(|| writing.actor().account());
    let account = account.ok_or_else(|| Fault::new("a revision or review has an author"))?;
    Ok(account.0)
}

/// Files a practice where it shall be filed.
pub(super) async fn put_links(
    writing: &mut Writing,
    row: &Model,
    before: &Links,
    wanted: &Links,
) -> Result<(), Failure> {
    for (link, before, wanted) in [
        (HUBS, &before.hubs, &wanted.hubs),
        (TOPICS, &before.topics, &wanted.topics),
        (PROJECTS, &before.projects, &wanted.projects),
    ] {
        if before != wanted {
            let wanted = vec![(row, wanted.clone())];
            writing.put_links::<Entity>(link, wanted).await?;
        }
    }
    Ok(())
}
