//! Changing: nothing stays unless it is committed, nobody overwrites what they have not seen, and the log tells every deed once, in the
//! order of commit, without a gap, and without a word about a person.

use std::time::Duration;

use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::{ErrorCode, Failure, FaultKind};
use hemicycle_domain::network::Network;
use hemicycle_domain::page::{Direction, Order, PageRequest};
use hemicycle_domain::read::Listed;
use hemicycle_domain::record::{Record, RowOf};
use hemicycle_domain::{
    contact as contacts, hub as hubs, practice as practices, project as projects,
};
use hemicycle_entity::values::{
    AudienceScope, ChangeAction, Closed, HubRole, PracticeStatus, ProjectStatus, SessionKind,
    Visibility,
};
use hemicycle_entity::{
    change, contact, event, event_session, hub, hub_membership, parliament, practice, project,
    project_milestone, project_update, topic,
};
use hemicycle_tests::database::noon;
use hemicycle_tests::rows::{self, WRITER, deed, english, put, tags, text};
use hemicycle_tests::{Backend, Contents, Fresh, on_both};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;

/// The log beyond a number, in its order.
async fn log(network: &Network, after: i64) -> Vec<change::Model> {
    let beyond = Condition::all().add(change::Column::Seq.gt(after));
    let reading = network.read(WRITER);
    let mut entries = reading.all::<change::Entity>(beyond).await.unwrap();
    entries.sort_by_key(|entry| entry.seq);
    entries
}

/// Every table with all its rows, as text: what a deed that does not happen must not touch.
pub async fn everything(fresh: &Fresh) -> Vec<String> {
    Contents::of(fresh).await.lines().await
}

async fn stored<E: Record>(network: &Network, row: &RowOf<E>) -> Option<RowOf<E>> {
    let id = E::id(row);
    network
        .read(WRITER)
        .by_ids::<E>(&[id])
        .await
        .unwrap()
        .remove(&id)
}

fn codes(failure: &Failure) -> Vec<ErrorCode> {
    match failure {
        Failure::Refused(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
        Failure::Broke(fault) => panic!("broke: {fault:?}"),
    }
}

/// The slugs of a list as a visitor reads it.
async fn found(network: &Network, prefix: &str) -> Vec<String> {
    let filter = projects::ProjectFilter {
        title_starts_with: Some(prefix.to_owned()),
        ..Default::default()
    };
    let reading = network.read(Actor::Visitor);
    let order = project::Entity::DEFAULT_ORDER;
    let page = reading
        .page::<project::Entity>(&filter, order, &PageRequest::first(50))
        .await
        .unwrap();
    page.edges
        .iter()
        .map(|edge| edge.row.slug.clone())
        .collect()
}

on_both! {
    async fn a_deed_that_is_not_committed_leaves_nothing(backend) {
        let fresh = Fresh::empty(backend).await;
        let hub = put::<hub::Entity>(&fresh.network, vec![rows::hub(fresh.clock.new_id(), "hub")]).await.remove(0);
        let old = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "old")]).await.remove(0);
        let before = everything(&fresh).await;
        let mut writing = deed(&fresh.network).await;
        let new = writing.insert::<project::Entity>(rows::project(fresh.clock.new_id(), "new")).await.unwrap();
        writing.put_links::<project::Entity>(projects::HUBS, vec![(&new, vec![hub.id.0]), (&old, vec![hub.id.0])]).await.unwrap();
        let renamed = project::Model { title: english("Renamed"), ..old.clone() };
        writing.update::<project::Entity>(&old, renamed, old.version + 1).await.unwrap();
        writing.remove::<hub::Entity>(&hub).await.unwrap();
        // The deed sees its own work, and nobody else does.
        assert!(writing.by_key::<project::Entity>("new").await.unwrap().is_some());
        assert!(fresh.network.read(WRITER).by_key::<project::Entity>("new").await.unwrap().is_none());
        drop(writing);
        assert_eq!(everything(&fresh).await, before);
        assert_eq!(log(&fresh.network, 0).await.len(), 2);
        // The next deed finds a free writer and the next number.
        put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "next")]).await;
        assert_eq!(log(&fresh.network, 2).await[0].seq, 3);
    }

    async fn a_deed_that_fails_halfway_leaves_nothing(backend) {
        let fresh = Fresh::empty(backend).await;
        put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "taken")]).await;
        let before = everything(&fresh).await;
        let mut writing = deed(&fresh.network).await;
        writing.insert::<project::Entity>(rows::project(fresh.clock.new_id(), "first")).await.unwrap();
        let failed = writing.insert::<project::Entity>(rows::project(fresh.clock.new_id(), "taken")).await;
        assert!(matches!(failed, Err(Failure::Broke(_))), "the slug is taken");
        drop(writing);
        assert_eq!(everything(&fresh).await, before);
    }

    async fn who_has_not_seen_the_last_change_is_told_and_changes_nothing(backend) {
        let fresh = Fresh::empty(backend).await;
        let first = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "project")]).await.remove(0);
        let mut writing = deed(&fresh.network).await;
        let second = project::Model { progress: Some(10), ..first.clone() };
        let second = writing.update::<project::Entity>(&first, second, 1).await.unwrap();
        writing.commit().await.unwrap();
        assert_eq!(second.version, 2);
        let before = everything(&fresh).await;
        for stale in [0, 1, 3, -1, i32::MAX - 1] {
            let mut writing = deed(&fresh.network).await;
            let wanted = project::Model { progress: Some(90), title: english("Mine"), ..second.clone() };
            let refused = writing.update::<project::Entity>(&second, wanted, stale).await.unwrap_err();
            assert_eq!(codes(&refused), [ErrorCode::Conflict]);
            let Failure::Refused(refusals) = refused else { unreachable!() };
            assert_eq!(refusals[0].path, ["expectedVersion"]);
            assert!(refusals[0].message.en.contains('2') && refusals[0].message.fr.contains('2'));
            // Even if the deed went on and committed.
            assert_eq!(writing.commit().await.unwrap(), None);
            assert_eq!(everything(&fresh).await, before);
        }
        let mut writing = deed(&fresh.network).await;
        let gone = rows::project(fresh.clock.new_id(), "gone");
        let wanted = project::Model { progress: Some(90), ..gone.clone() };
        let refused = writing.update::<project::Entity>(&gone, wanted, 1).await.unwrap_err();
        assert_eq!(codes(&refused), [ErrorCode::NotFound]);
    }

    async fn of_two_who_change_the_same_version_one_is_told(backend) {
        let fresh = Fresh::empty(backend).await;
        let row = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "project")]).await.remove(0);
        let other = fresh.second_gateway().await;
        let change = |network: Network, progress: i32| {
            let row = row.clone();
            async move {
                let mut writing = deed(&network).await;
                let wanted = project::Model { progress: Some(progress), ..row.clone() };
                writing.update::<project::Entity>(&row, wanted, 1).await?;
                writing.commit().await
            }
        };
        let (one, two) = tokio::join!(change(fresh.network.clone(), 1), change(other.clone(), 2));
        let failures: Vec<_> = [one, two].into_iter().filter_map(Result::err).collect();
        assert_eq!(failures.len(), 1);
        assert_eq!(codes(&failures[0]), [ErrorCode::Conflict]);
        let entries = log(&fresh.network, 1).await;
        let now = stored::<project::Entity>(&fresh.network, &row).await.unwrap();
        assert_eq!((now.version, entries.len()), (2, 1));
        assert_eq!(entries[0].after["progress"], json!(now.progress));
    }

    async fn the_log_has_no_gap_and_the_order_of_commit_under_twenty_writers(backend) {
        const WRITERS: usize = 20;
        const DEEDS: usize = 15;
        let fresh = Fresh::empty(backend).await;
        let gateways = [fresh.network.clone(), fresh.second_gateway().await];
        let total = (WRITERS * DEEDS * 2) as i64;
        let follower = {
            let network = fresh.second_gateway().await;
            tokio::spawn(async move {
                let mut seen: Vec<i64> = Vec::new();
                while (seen.len() as i64) < total {
                    let last = seen.last().copied().unwrap_or(0);
                    seen.extend(log(&network, last).await.iter().map(|entry| entry.seq));
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                seen
            })
        };
        let writers: Vec<_> = (0..WRITERS).map(|writer| {
            let network = gateways[writer % 2].clone();
            let clock = fresh.clock.clone();
            tokio::spawn(async move {
                let mut last = 0;
                for number in 0..DEEDS {
                    let mut writing = deed(&network).await;
                    let slug = |kind: &str| format!("{kind}-{writer}-{number}");
                    writing.insert::<project::Entity>(rows::project(clock.new_id(), &slug("project"))).await.unwrap();
                    tokio::time::sleep(Duration::from_millis((writer * 7 + number * 3) as u64 % 5)).await;
                    writing.insert::<topic::Entity>(rows::topic(clock.new_id(), &slug("topic"))).await.unwrap();
                    // One in five changes its mind.
                    if (writer + number) % 5 == 0 {
                        drop(writing);
                        let mut writing = deed(&network).await;
                        writing.insert::<project::Entity>(rows::project(clock.new_id(), &slug("project"))).await.unwrap();
                        writing.insert::<topic::Entity>(rows::topic(clock.new_id(), &slug("topic"))).await.unwrap();
                        last = writing.commit().await.unwrap().unwrap().max(last);
                    } else {
                        let now = writing.commit().await.unwrap().unwrap();
                        assert!(now > last, "later deeds have later numbers");
                        last = now;
                    }
                }
            })
        }).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let seen = tokio::time::timeout(Duration::from_secs(20), follower).await.unwrap().unwrap();
        assert_eq!(seen, (1..=total).collect::<Vec<_>>(), "the follower missed nothing and saw nothing early");
        // The entries of one deed stand together.
        let entries = log(&fresh.network, 0).await;
        for two in entries.chunks(2) {
            let numbers: Vec<&str> = two.iter().map(|entry| entry.after.get("slug").or(entry.after.get("code")).unwrap().as_str().unwrap()).collect();
            assert_eq!(numbers[0].split_once('-').unwrap().1, numbers[1].split_once('-').unwrap().1);
        }
    }

    async fn a_deed_tells_each_record_once_with_its_parts_and_links(backend) {
        let fresh = Fresh::empty(backend).await;
        let hub = put::<hub::Entity>(&fresh.network, vec![rows::hub(fresh.clock.new_id(), "hub")]).await.remove(0);
        let project = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "project")]).await.remove(0);
        fresh.clock.advance(chrono::TimeDelta::minutes(1));
        let mut writing = fresh.network.write(WRITER, "reschedule", Some("request-1".to_owned())).await.unwrap();
        let after = project::Model { status: ProjectStatus::OnHold, goal: Some(english("A free text of a goal")), ..project.clone() };
        let after = writing.update::<project::Entity>(&project, after, 1).await.unwrap();
        writing.put_links::<project::Entity>(projects::HUBS, vec![(&after, vec![hub.id.0])]).await.unwrap();
        let milestone = project_milestone::Model { id: fresh.clock.new_id().into(), project_id: project.id, title: english("A free text of a milestone"), due_on: Some(rows::day("2027-01-31")), reached_on: None };
        writing.put_parts::<project_milestone::Entity>(vec![(&after, vec![milestone])]).await.unwrap();
        assert_eq!(writing.commit().await.unwrap(), Some(3));
        let entries = log(&fresh.network, 2).await;
        assert_eq!(entries.len(), 1);
        let entry = &entries[0];
        assert_eq!((entry.action, entry.record, entry.at), (ChangeAction::Updated, project.id.0, fresh.clock.now()));
        assert_eq!((entry.actor.as_str(), entry.deed.as_str(), entry.request.as_deref()), ("test", "reschedule", Some("request-1")));
        let mut fields = entry.fields.0.clone();
        fields.sort();
        assert_eq!(fields, ["goal", "hubs", "milestones", "status"]);
        assert_eq!(entry.before, json!({ "status": "ACTIVE" }));
        assert_eq!(entry.after["status"], "ON_HOLD");
        assert_eq!(entry.after["hubs"], json!([hub.id.0.to_string()]));
        assert_eq!(entry.after["milestones"][0]["due_on"], "2027-01-31");
        assert_eq!(entry.after.get("goal"), None);
        let now = stored::<project::Entity>(&fresh.network, &project).await.unwrap();
        assert_eq!((now.version, now.updated_at, now.created_at), (2, fresh.clock.now(), noon()));
        assert_eq!(stored::<hub::Entity>(&fresh.network, &hub).await.unwrap().version, 1);
    }

    async fn a_changed_part_or_link_alone_makes_a_new_version_and_a_second_one_none(backend) {
        let fresh = Fresh::empty(backend).await;
        let id = || fresh.clock.new_id();
        let parliament = put::<parliament::Entity>(&fresh.network, vec![rows::parliament(id(), "EU")]).await.remove(0);
        let hub = put::<hub::Entity>(&fresh.network, vec![rows::hub(id(), "hub")]).await.remove(0);
        let topic = put::<topic::Entity>(&fresh.network, vec![rows::topic(id(), "topic")]).await.remove(0);
        let membership = |role| hub_membership::Model { id: id().into(), hub_id: hub.id, parliament_id: Some(parliament.id), chamber_id: None, organisation_id: None, role, since: Some("2020".to_owned()), until: None };
        fresh.clock.advance(chrono::TimeDelta::minutes(1));
        let mut writing = deed(&fresh.network).await;
        writing.put_parts::<hub_membership::Entity>(vec![(&hub, vec![membership(HubRole::Host)])]).await.unwrap();
        writing.put_links::<hub::Entity>(hubs::TOPICS, vec![(&hub, vec![topic.id.0])]).await.unwrap();
        assert_eq!(writing.commit().await.unwrap(), Some(4));
        let second = stored::<hub::Entity>(&fresh.network, &hub).await.unwrap();
        assert_eq!((second.version, second.updated_at), (2, fresh.clock.now()));
        let entry = &log(&fresh.network, 3).await[0];
        assert_eq!((entry.fields.0.len(), entry.record), (2, hub.id.0));
        assert_eq!(entry.after["memberships"][0]["role"], "HOST");
        // The same again changes nothing, logs nothing, and leaves the parts their ids.
        let before = everything(&fresh).await;
        fresh.clock.advance(chrono::TimeDelta::minutes(1));
        let mut writing = deed(&fresh.network).await;
        writing.put_parts::<hub_membership::Entity>(vec![(&second, vec![membership(HubRole::Host)])]).await.unwrap();
        writing.put_links::<hub::Entity>(hubs::TOPICS, vec![(&second, vec![topic.id.0, topic.id.0])]).await.unwrap();
        assert_eq!(writing.commit().await.unwrap(), None);
        assert_eq!(everything(&fresh).await, before);
        // Taken away, both are told.
        let mut writing = deed(&fresh.network).await;
        writing.put_parts::<hub_membership::Entity>(vec![(&second, vec![])]).await.unwrap();
        writing.put_links::<hub::Entity>(hubs::TOPICS, vec![(&second, vec![])]).await.unwrap();
        writing.commit().await.unwrap();
        let entry = &log(&fresh.network, 4).await[0];
        assert_eq!(entry.before["memberships"][0]["role"], "HOST");
        assert_eq!(entry.before["topics"], json!([topic.id.0.to_string()]));
        assert_eq!(entry.after, json!({}));
        assert_eq!(stored::<hub::Entity>(&fresh.network, &hub).await.unwrap().version, 3);
    }

    async fn a_record_changed_twice_in_one_deed_is_told_once(backend) {
        let fresh = Fresh::empty(backend).await;
        let first = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "project")]).await.remove(0);
        let mut writing = deed(&fresh.network).await;
        let second = project::Model { status: ProjectStatus::OnHold, progress: Some(5), ..first.clone() };
        let second = writing.update::<project::Entity>(&first, second, 1).await.unwrap();
        let third = project::Model { status: ProjectStatus::Completed, progress: None, completed_on: Some(rows::day("2026-01-01")), ..second.clone() };
        writing.update::<project::Entity>(&second, third, 2).await.unwrap();
        writing.commit().await.unwrap();
        let entries = log(&fresh.network, 1).await;
        assert_eq!(entries.len(), 1, "{entries:#?}");
        assert_eq!(entries[0].before, json!({ "status": "ACTIVE" }));
        assert_eq!(entries[0].after, json!({ "status": "COMPLETED", "completed_on": "2026-01-01" }));
        // Changed and removed, it was removed; there and back, it did not change; come and gone, it never was.
        let row = stored::<project::Entity>(&fresh.network, &first).await.unwrap();
        let other = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "other")]).await.remove(0);
        let mut writing = deed(&fresh.network).await;
        let changed = project::Model { status: ProjectStatus::Cancelled, ..row.clone() };
        let changed = writing.update::<project::Entity>(&row, changed, 3).await.unwrap();
        writing.remove::<project::Entity>(&changed).await.unwrap();
        let there = project::Model { status: ProjectStatus::OnHold, ..other.clone() };
        let there = writing.update::<project::Entity>(&other, there, 1).await.unwrap();
        let back = project::Model { status: ProjectStatus::Active, ..there.clone() };
        writing.update::<project::Entity>(&there, back, 2).await.unwrap();
        let brief = writing.insert::<project::Entity>(rows::project(fresh.clock.new_id(), "brief")).await.unwrap();
        writing.remove::<project::Entity>(&brief).await.unwrap();
        writing.commit().await.unwrap();
        let entries = log(&fresh.network, 3).await;
        assert_eq!(entries.len(), 1, "{entries:#?}");
        assert_eq!((entries[0].action, entries[0].record), (ChangeAction::Removed, first.id.0));
        assert_eq!(entries[0].before["status"], "COMPLETED");
        assert_eq!(entries[0].after, json!({}));
    }

    async fn what_changes_nothing_is_not_told(backend) {
        let fresh = Fresh::empty(backend).await;
        let row = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "project")]).await.remove(0);
        let mut writing = deed(&fresh.network).await;
        writing.update::<project::Entity>(&row, row.clone(), 1).await.unwrap();
        assert_eq!(writing.commit().await.unwrap(), None);
        assert_eq!(log(&fresh.network, 0).await.len(), 1);
    }

    async fn a_removed_record_takes_everything_of_it_along_and_is_told_with_its_last_readers(backend) {
        let fresh = Fresh::empty(backend).await;
        let id = || fresh.clock.new_id();
        let hub = put::<hub::Entity>(&fresh.network, vec![rows::hub(id(), "hub")]).await.remove(0);
        let before = everything(&fresh).await;
        let row = put::<project::Entity>(&fresh.network, vec![rows::project(id(), "project")]).await.remove(0);
        rows::link::<project::Entity>(&fresh.network, projects::HUBS, &row, &[hub.id.0]).await;
        let update = project_update::Model { id: id().into(), project_id: row.id, posted_at: noon(), body: english("Body"), status: None, health: None };
        rows::parts::<project_update::Entity>(&fresh.network, &row, vec![update]).await;
        let row = stored::<project::Entity>(&fresh.network, &row).await.unwrap();
        let mut writing = deed(&fresh.network).await;
        writing.remove::<project::Entity>(&row).await.unwrap();
        writing.commit().await.unwrap();
        let mut after = everything(&fresh).await;
        after.retain(|line| !line.starts_with("change: "));
        let before: Vec<String> = before.into_iter().filter(|line| !line.starts_with("change: ")).collect();
        assert_eq!(after, before);
        let entry = log(&fresh.network, 0).await.pop().unwrap();
        assert_eq!((entry.action, entry.record), (ChangeAction::Removed, row.id.0));
        assert_eq!((entry.audience_before, entry.audience_after), (AudienceScope::Public, AudienceScope::Nobody));
        assert_eq!(entry.before["slug"], "project");
        assert_eq!(entry.after, json!({}));
    }

    async fn the_log_keeps_free_text_by_its_name_alone(backend) {
        let fresh = Fresh::empty(backend).await;
        let id = || fresh.clock.new_id();
        let words = || Some(text(&[("en", "Unheard-of words"), ("fr", "Paroles inouïes")]));
        let filled = practice::Model { title: words().unwrap(), summary: words(), problem: words(), solution: words(), results: words(), lessons: words(), effort: words(), ..rows::practice(id(), "practice") };
        let row = put::<practice::Entity>(&fresh.network, vec![filled]).await.remove(0);
        let mut writing = deed(&fresh.network).await;
        let after = practice::Model { summary: Some(english("Other unheard-of words")), problem: None, ..row.clone() };
        writing.update::<practice::Entity>(&row, after, 1).await.unwrap();
        writing.commit().await.unwrap();
        let project = project::Model { title: words().unwrap(), goal: words(), summary: words(), results: words(), ..rows::project(id(), "project") };
        let project = put::<project::Entity>(&fresh.network, vec![project]).await.remove(0);
        let update = project_update::Model { id: id().into(), project_id: project.id, posted_at: noon(), body: words().unwrap(), status: None, health: None };
        rows::parts::<project_update::Entity>(&fresh.network, &project, vec![update]).await;
        let milestone = project_milestone::Model { id: id().into(), project_id: project.id, title: words().unwrap(), due_on: None, reached_on: None };
        rows::parts::<project_milestone::Entity>(&fresh.network, &project, vec![milestone]).await;
        let event = event::Model { title: words().unwrap(), theme: words(), summary: words(), place: words(), ..rows::event(id(), "event") };
        let event = put::<event::Entity>(&fresh.network, vec![event]).await.remove(0);
        let session = event_session::Model { id: id().into(), event_id: event.id, position: 0, title: words().unwrap(), kind: SessionKind::Debate, summary: words(), audiences: tags(&[]), starts_at: None, ends_at: None };
        rows::parts::<event_session::Entity>(&fresh.network, &event, vec![session]).await;
        let hub = hub::Model { name: words().unwrap(), mandate: words(), ..rows::hub(id(), "hub") };
        put::<hub::Entity>(&fresh.network, vec![hub]).await;
        let entries = log(&fresh.network, 0).await;
        assert_eq!(entries[1].fields.0, ["problem", "summary"]);
        assert_eq!((&entries[1].before, &entries[1].after), (&json!({}), &json!({})));
        for entry in entries {
            let told = format!("{entry:?}");
            assert!(!told.contains("nheard-of") && !told.contains("inou"), "{told}");
        }
    }

    async fn a_changed_text_of_a_part_is_told_though_not_its_words(backend) {
        let fresh = Fresh::empty(backend).await;
        let project = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "project")]).await.remove(0);
        for words in ["First words", "Second words"] {
            let update = project_update::Model { id: fresh.clock.new_id().into(), project_id: project.id, posted_at: noon(), body: english(words), status: None, health: None };
            rows::parts::<project_update::Entity>(&fresh.network, &project, vec![update]).await;
        }
        let entries = log(&fresh.network, 1).await;
        assert_eq!(entries.len(), 2);
        assert!(entries.iter().all(|entry| entry.fields.0 == ["updates"]));
        assert_eq!(stored::<project::Entity>(&fresh.network, &project).await.unwrap().version, 3);
    }

    async fn the_log_never_learns_what_leads_to_a_person(backend) {
        let fresh = Fresh::empty(backend).await;
        let id = || fresh.clock.new_id();
        let parliament = put::<parliament::Entity>(&fresh.network, vec![rows::parliament(id(), "EU")]).await.remove(0);
        let topic = put::<topic::Entity>(&fresh.network, vec![rows::topic(id(), "topic")]).await.remove(0);
        let person = contact::Model {
            slug: "ada-lovelace".to_owned(),
            name: Some("Ada Lovelace".to_owned()),
            mailbox: Some("ada@example.org".to_owned()),
            phone: Some("+33 1 23 45".to_owned()),
            website: Some("https://lovelace.example.org/".to_owned()),
            role_title: Some(english("Clerk Lovelace")),
            unit: Some(english("Office of Ada")),
            nominated_by: Some("Byron Lovelace".to_owned()),
            consent_from: Some(noon()),
            appointed_on: Some(rows::day("2015-12-10")),
            ..rows::contact(id(), "x", parliament.id)
        };
        let person = put::<contact::Entity>(&fresh.network, vec![person]).await.remove(0);
        rows::link::<contact::Entity>(&fresh.network, contacts::EXPERTISE, &person, &[topic.id.0]).await;
        let person = stored::<contact::Entity>(&fresh.network, &person).await.unwrap();
        let changed = contact::Model { name: Some("Ada King".to_owned()), mailbox: Some("king@example.org".to_owned()), phone: None, phone_visibility: Visibility::Hub, ..person.clone() };
        let mut writing = deed(&fresh.network).await;
        let changed = writing.update::<contact::Entity>(&person, changed, person.version).await.unwrap();
        writing.commit().await.unwrap();
        let event = event::Model { contact_id: Some(changed.id), ..rows::event(id(), "event") };
        put::<event::Entity>(&fresh.network, vec![event]).await;
        let mut writing = deed(&fresh.network).await;
        writing.remove::<contact::Entity>(&rows::contact(id(), "nobody", parliament.id)).await.unwrap();
        drop(writing);
        let lines: Vec<String> = everything(&fresh).await.into_iter().filter(|line| line.starts_with("change: ")).collect();
        assert_eq!(lines.len(), 6);
        for line in lines {
            let line = line.to_lowercase();
            for word in ["lovelace", "king", "ada", "example.org", "+33", "byron", "2015-12-10"] {
                assert!(!line.contains(word), "{word}: {line}");
            }
        }
    }

    async fn a_visitor_changes_nothing(backend) {
        let fresh = Fresh::empty(backend).await;
        let row = put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "project")]).await.remove(0);
        let before = everything(&fresh).await;
        let mut writing = fresh.network.write(Actor::Visitor, "test", None).await.unwrap();
        writing.insert::<project::Entity>(rows::project(fresh.clock.new_id(), "other")).await.unwrap();
        assert!(matches!(writing.commit().await, Err(Failure::Broke(_))));
        let mut writing = fresh.network.write(Actor::Visitor, "test", None).await.unwrap();
        writing.remove::<project::Entity>(&row).await.unwrap();
        assert!(matches!(writing.commit().await, Err(Failure::Broke(_))));
        assert_eq!(everything(&fresh).await, before);
    }

    async fn a_renamed_record_is_found_and_ordered_by_its_new_name_only(backend) {
        let fresh = Fresh::empty(backend).await;
        let named = |slug: &str, name: &str| project::Model { title: english(name), ..rows::project(fresh.clock.new_id(), slug) };
        let made = put::<project::Entity>(&fresh.network, vec![named("one", "Apple"), named("two", "Banana")]).await;
        let renamed = project::Model { title: text(&[("en", "Cherry"), ("fr", "Aïl")]), impact_areas: tags(&["PEOPLE"]), ..made[0].clone() };
        let mut writing = deed(&fresh.network).await;
        writing.update::<project::Entity>(&made[0], renamed, 1).await.unwrap();
        writing.commit().await.unwrap();
        assert_eq!(found(&fresh.network, "appl").await, [""; 0]);
        assert_eq!(found(&fresh.network, "cher").await, ["one"]);
        assert_eq!(found(&fresh.network, "ail").await, ["one"]);
        let reading = fresh.network.read(Actor::Visitor);
        for (language, expected) in [("en", ["two", "one"]), ("fr", ["one", "two"])] {
            let language = hemicycle_domain::names::NameLanguage::ALL.into_iter().find(|one| one.tag() == language).unwrap();
            let order = Order { field: projects::ProjectOrder::Title, direction: Direction::Ascending, language };
            let page = reading.page::<project::Entity>(&Default::default(), order, &PageRequest::first(5)).await.unwrap();
            let slugs: Vec<&str> = page.edges.iter().map(|edge| edge.row.slug.as_str()).collect();
            assert_eq!(slugs, expected);
        }
        let of_people = projects::ProjectFilter { impact_area: Some(vec![hemicycle_entity::values::ImpactArea::People]), ..Default::default() };
        assert_eq!(reading.count::<project::Entity>(&of_people).await.unwrap(), 1);
        let in_french = projects::ProjectFilter { has_translation: Some(vec![hemicycle_domain::values::LanguageTag::stored("fr")]), ..Default::default() };
        assert_eq!(reading.count::<project::Entity>(&in_french).await.unwrap(), 1);
        let mut writing = deed(&fresh.network).await;
        let row = stored::<project::Entity>(&fresh.network, &made[0]).await.unwrap();
        writing.remove::<project::Entity>(&row).await.unwrap();
        writing.commit().await.unwrap();
        assert_eq!(found(&fresh.network, "").await, ["two"]);
    }

    async fn a_deed_of_many_records_takes_few_statements(backend) {
        let fresh = Fresh::empty(backend).await;
        let hub = put::<hub::Entity>(&fresh.network, vec![rows::hub(fresh.clock.new_id(), "hub")]).await.remove(0);
        let mut writing = deed(&fresh.network).await;
        let made = (0..1_000).map(|number| rows::practice(fresh.clock.new_id(), &format!("p{number}"))).collect();
        let made = writing.insert_many::<practice::Entity>(made).await.unwrap();
        let links = made.iter().map(|row| (row, vec![hub.id.0])).collect();
        writing.put_links::<practice::Entity>(practices::HUBS, links).await.unwrap();
        assert!(writing.statements() < 10, "{} statements", writing.statements());
        assert_eq!(writing.commit().await.unwrap(), Some(1_001));
        let told = log(&fresh.network, 1).await;
        assert_eq!(told.len(), 1_000);
        assert!(told.iter().all(|entry| entry.action == ChangeAction::Created && entry.after["status"] == PracticeStatus::Published.as_str()));
    }

    async fn a_deed_happens_at_one_instant_even_if_the_clock_moves_on(backend) {
        let fresh = Fresh::empty(backend).await;
        let mut writing = deed(&fresh.network).await;
        let one = writing.insert::<project::Entity>(rows::project(fresh.clock.new_id(), "one")).await.unwrap();
        fresh.clock.advance(chrono::TimeDelta::hours(1));
        let two = writing.insert::<project::Entity>(rows::project(fresh.clock.new_id(), "two")).await.unwrap();
        writing.commit().await.unwrap();
        assert_eq!((one.created_at, two.created_at), (noon(), noon()));
        assert!(log(&fresh.network, 0).await.iter().all(|entry| entry.at == noon()));
    }
}

#[tokio::test]
async fn who_finds_the_embedded_database_written_to_by_another_process_is_told_to_come_again() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let second = fresh.second_gateway().await;
    let first = deed(&fresh.network).await;
    let waited = second.write(WRITER, "test", None).await.map(|_| ());
    let Err(Failure::Broke(fault)) = waited else {
        panic!("the first one holds the writer")
    };
    assert_eq!(fault.kind, FaultKind::Unavailable, "{fault:?}");
    drop(first);
    assert!(second.write(WRITER, "test", None).await.is_ok());
}
