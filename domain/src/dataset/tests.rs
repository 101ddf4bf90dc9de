//! Loads into a database of their own: the reference dataset, and small files that are right or wrong.

use chrono::DateTime;
use hemicycle_entity::values::Kind;
use hemicycle_entity::{change, event, event_session, hub, practice, topic};
use sea_orm::Condition;
use tempfile::TempDir;

use super::{Counts, File, Generated, Options, Report, Size, generate, load, reference};
use crate::actor::Actor;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::network::Network;
use crate::record::Common;

const READER: Actor = Actor::System("test");

struct Place {
    network: Network,
    _folder: TempDir,
}

async fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("network.db").display());
    let network = Network::open(&url, 2, Clock::Real).await.unwrap();
    network.migrate_up().await.unwrap();
    Place {
        network,
        _folder: folder,
    }
}

fn file(name: &str, text: &str) -> Vec<File> {
    vec![File {
        name: name.to_owned(),
        text: text.to_owned(),
    }]
}

impl Place {
    async fn load(&self, files: &[File], options: Options) -> Report {
        load(&self.network, files, &options, &mut |_| {})
            .await
            .unwrap()
    }

    async fn plain(&self, files: &[File]) -> Report {
        self.load(files, Options::default()).await
    }

    async fn changes(&self) -> usize {
        let reading = self.network.read(READER);
        let rows = reading.all::<change::Entity>(Condition::all()).await;
        rows.unwrap().len()
    }
}

fn counts(report: &Report, kind: Kind) -> Counts {
    let of_kind = report.kinds.iter().find(|(one, _)| *one == kind);
    of_kind.map(|(_, counts)| *counts).unwrap_or_default()
}

fn told(report: &Report) -> Vec<String> {
    let problem = |one: &super::Problem| {
        let path = one.refusal.path.join(".");
        let code = one.refusal.code;
        format!("{}:{} {} {path} {code:?}", one.file, one.line, one.record)
    };
    report.problems.iter().map(problem).collect()
}

const TOPIC: &str = "[[topic]]\ncode = \"a\"\nlabel = \"A\"\nsources = [{ title = \"S\" }]\n";

#[tokio::test]
async fn the_reference_dataset_loads_and_loads_again_without_a_change() {
    let place = place().await;
    let first = place.plain(&reference()).await;
    assert_eq!(told(&first), Vec::<String>::new());
    assert!(first.written);
    assert_eq!(first.kinds.len(), 11);
    let all = |counts: &Counts| counts.added > 0 && counts.changed + counts.unchanged == 0;
    assert!(first.kinds.iter().all(|(_, counts)| all(counts)));
    let logged = place.changes().await;

    let second = place.plain(&reference()).await;
    assert!(second.written);
    for ((kind, counts), (_, before)) in second.kinds.iter().zip(&first.kinds) {
        let unchanged = Counts {
            unchanged: before.added,
            ..Counts::default()
        };
        assert_eq!(*counts, unchanged, "{kind:?}");
    }
    assert_eq!(place.changes().await, logged);
}

#[tokio::test]
async fn a_dry_run_counts_and_leaves_nothing() {
    let place = place().await;
    let options = Options {
        dry_run: true,
        ..Options::default()
    };
    let report = place.load(&file("topics.toml", TOPIC), options).await;
    assert!(!report.written);
    assert_eq!(counts(&report, Kind::Topic).added, 1);
    assert_eq!(place.changes().await, 0);
}

#[tokio::test]
async fn only_what_a_load_changed_last_is_changed_unless_overwritten() {
    let place = place().await;
    place.plain(&file("topics.toml", TOPIC)).await;
    let mut writing = place.network.write(READER, "edit", None).await.unwrap();
    let before = writing
        .one::<topic::Entity>(Condition::all())
        .await
        .unwrap()
        .unwrap();
    let mut after = before.clone();
    after.licence = "MIT".to_owned();
    writing
        .update::<topic::Entity>(&before, after, 1)
        .await
        .unwrap();
    writing.commit().await.unwrap();

    let kept = place.plain(&file("topics.toml", TOPIC)).await;
    assert_eq!(counts(&kept, Kind::Topic).kept, 1);
    let options = Options {
        overwrite: true,
        ..Options::default()
    };
    let report = place.load(&file("topics.toml", TOPIC), options).await;
    assert_eq!(counts(&report, Kind::Topic).changed, 1);
    let again = place.plain(&file("topics.toml", TOPIC)).await;
    assert_eq!(counts(&again, Kind::Topic).unchanged, 1);
}

const BAD: &str = r#"[defaults]
sources = [{ title = "S" }]
colour = "red"

[[hub]]
slug = "Pacific Hub"
name = { en = "Pacific", xx-y = "?" }
type = "REGION"
status = "ACTIVE"
founded_on = 2019
languages = ["fr", "fr"]
channels = [
  { kind = "WEBSITE", url = "http://hub.example" },
]
topics = ["nowhere"]
memberships = [
  { role = "HOST", since = "2020", until = "2019" },
]

[[hub]]
slug = "twice"
type = "REGIONAL"
status = "ACTIVE"
name = { en = "A", fr = { text = "B", origin = "ORIGINAL" } }

[[hub]]
slug = "twice"
name = "C"
type = "REGIONAL"
status = "ACTIVE"
"#;

#[tokio::test]
async fn every_problem_is_named_with_its_line_and_nothing_is_written() {
    let place = place().await;
    let mut files = file("hubs.toml", BAD);
    files.extend(file("more.jsonl", "{\"record\": \"topic\",\n"));
    let report = place.plain(&files).await;
    assert_eq!(
        told(&report),
        [
            "hubs.toml:3 hub Pacific Hub colour UnknownField",
            "hubs.toml:6 hub Pacific Hub slug InvalidValue",
            "hubs.toml:7 hub Pacific Hub name.xx-y InvalidValue",
            "hubs.toml:8 hub Pacific Hub type InvalidValue",
            "hubs.toml:10 hub Pacific Hub founded_on InvalidValue",
            "hubs.toml:11 hub Pacific Hub languages.1 Duplicate",
            "hubs.toml:13 hub Pacific Hub channels.0.url InvalidValue",
            "hubs.toml:15 hub Pacific Hub topics.0 UnknownReference",
            "hubs.toml:17 hub Pacific Hub memberships.0 InvalidValue",
            "hubs.toml:17 hub Pacific Hub memberships.0.until InvalidValue",
            "hubs.toml:24 hub twice name.fr.origin InvalidValue",
            "hubs.toml:26 hub twice slug Duplicate",
            "more.jsonl:1   ParseError",
        ]
    );
    assert!(!report.written);
    assert_eq!(counts(&report, Kind::Hub).refused, 3);
    assert_eq!(place.changes().await, 0);
}

const CIRCLE: &str = r#"
[defaults]
sources = [{ title = "S" }]
[[topic]]
code = "a"
label = "A"
broader = "b"
[[topic]]
code = "b"
label = "B"
broader = "a"
[[country]]
code = "AA"
alpha3 = "AAA"
m49 = "001"
name = "A"
[[country]]
code = "BB"
alpha3 = "BBB"
m49 = "001"
name = "B"
"#;

#[tokio::test]
async fn circles_and_shared_values_are_refused_before_the_database_has_to() {
    let place = place().await;
    let report = place.plain(&file("all.toml", CIRCLE)).await;
    assert!(
        report
            .problems
            .iter()
            .all(|one| one.record.is_empty() || one.refusal.path.len() < 3)
    );
    assert_eq!(
        told(&report),
        [
            "all.toml:7 topic a broader InvalidValue",
            "all.toml:11 topic b broader InvalidValue",
            "all.toml:20 country BB m49 Duplicate",
        ]
    );
}

#[tokio::test]
async fn a_value_that_a_record_of_the_network_holds_is_refused() {
    let place = place().await;
    let country = |code: &str| {
        format!(
            "{{\"record\":\"country\",\"code\":\"{code}\",\"alpha3\":\"{code}A\",\"m49\":\"001\",\"name\":\"N\",\"sources\":[{{\"title\":\"S\"}}]}}"
        )
    };
    assert!(place.plain(&file("a.jsonl", &country("AA"))).await.written);
    let report = place.plain(&file("b.jsonl", &country("BB"))).await;
    assert_eq!(told(&report), ["b.jsonl:1 country BB m49 Duplicate"]);
}

const EVENT: &str = r#"
[defaults]
sources = [{ title = "S" }]
[[practice]]
slug = "one"
title = "One"
kind = "USE_CASE"
adopted_from = "two"
[practice.use_case]
objective = "Less paper"
[[practice]]
slug = "two"
title = "Two"
kind = "GOOD_PRACTICE"
external_ids = [{ system = "s", id = "1" }]
[[event]]
slug = "e"
title = "E"
kind = "MEETING"
status = "HELD"
sessions = [
  { title = "First", kind = "DEBATE", practices = ["one"] },
  { title = "Second", kind = "KEYNOTE", practices = ["two", "one"] },
]
"#;

#[tokio::test]
async fn sessions_show_practices_and_a_changed_list_is_the_events_change() {
    let place = place().await;
    let report = place.plain(&file("all.toml", EVENT)).await;
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(counts(&report, Kind::Event).added, 1);
    let again = place.plain(&file("all.toml", EVENT)).await;
    assert_eq!(counts(&again, Kind::Event).unchanged, 1);
    assert_eq!(counts(&again, Kind::Practice).unchanged, 2);

    let fewer = EVENT.replace("[\"two\", \"one\"]", "[\"two\"]");
    let report = place.plain(&file("all.toml", &fewer)).await;
    assert_eq!(counts(&report, Kind::Event).changed, 1);
    let reading = place.network.read(READER);
    let event = reading.one::<event::Entity>(Condition::all()).await;
    assert_eq!(event.unwrap().unwrap().version, 2);
    let log = reading.all::<change::Entity>(Condition::all()).await;
    let log = log.unwrap();
    let last = log.iter().max_by_key(|entry| entry.seq).unwrap();
    assert_eq!(last.fields.0, ["sessions"]);
    let sessions = reading.all::<event_session::Entity>(Condition::all()).await;
    assert_eq!(sessions.unwrap().len(), 2);
}

#[tokio::test]
async fn parts_that_move_are_not_a_change_and_an_inserted_one_is_one_only_once() {
    let place = place().await;
    let hub = |memberships: &str| {
        format!(
            "[defaults]\nsources = [{{ title = \"S\" }}]\n[[organisation]]\nslug = \"o\"\nname = \"O\"\ntype = \"OTHER\"\n[[hub]]\nslug = \"h\"\nname = \"H\"\ntype = \"REGIONAL\"\nstatus = \"ACTIVE\"\nmemberships = [{memberships}]\n"
        )
    };
    let member = "{ organisation = \"o\", role = \"MEMBER\" }";
    let host = "{ organisation = \"o\", role = \"HOST\" }";
    let one = hub(member);
    let two = hub(&format!("{host}, {member}"));
    let turned = hub(&format!("{member}, {host}"));
    assert_eq!(
        counts(&place.plain(&file("h.toml", &one)).await, Kind::Hub).added,
        1
    );
    assert_eq!(
        counts(&place.plain(&file("h.toml", &two)).await, Kind::Hub).changed,
        1
    );
    assert_eq!(
        counts(&place.plain(&file("h.toml", &two)).await, Kind::Hub).unchanged,
        1
    );
    assert_eq!(
        counts(&place.plain(&file("h.toml", &turned)).await, Kind::Hub).unchanged,
        1
    );
    let reading = place.network.read(READER);
    let hub = reading.one::<hub::Entity>(Condition::all()).await;
    assert_eq!(hub.unwrap().unwrap().version, 2);
    assert!(
        reading
            .all::<practice::Entity>(Condition::all())
            .await
            .unwrap()
            .is_empty()
    );
}

fn small(seed: u32) -> Size {
    Size {
        seed,
        topics: 9,
        parliaments: 7,
        hubs: 3,
        projects: 40,
        practices: 30,
        events: 10,
    }
}

async fn invented(place: &Place, seed: u32) -> Result<Generated, Failure> {
    generate(&place.network, &small(seed), &mut |_| {}).await
}

#[tokio::test]
async fn the_same_seed_invents_the_same_network_and_only_once() {
    let (one, two) = (place().await, place().await);
    let made = invented(&one, 7).await.unwrap();
    assert!(made.kinds.contains(&(Kind::Project, 40)));
    invented(&two, 7).await.unwrap();
    let mut of_both = Vec::new();
    for place in [&one, &two] {
        let reading = place.network.read(READER);
        let practices = reading.all::<practice::Entity>(Condition::all()).await;
        let mut rows = practices.unwrap();
        for row in &mut rows {
            row.stamp(1, DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH);
        }
        rows.sort_by_key(|row| row.id);
        of_both.push(rows);
    }
    assert_eq!(of_both[0], of_both[1]);
    assert!(
        of_both[0]
            .iter()
            .all(|row| row.slug.starts_with("invented-7-"))
    );
    assert!(matches!(invented(&one, 7).await, Err(Failure::Refused(_))));
    assert!(invented(&one, 8).await.is_ok(), "two seeds side by side");
}

#[tokio::test]
async fn an_invented_network_and_the_reference_dataset_live_side_by_side() {
    let place = place().await;
    invented(&place, 1).await.unwrap();
    let report = place.plain(&reference()).await;
    assert_eq!(told(&report), Vec::<String>::new());
    assert!(report.written);
}

#[tokio::test]
async fn a_value_may_pass_from_one_record_to_another_but_not_be_exchanged() {
    let place = place().await;
    let editions = |editions: &[(&str, u32)]| {
        let event = |(slug, edition): &(&str, u32)| {
            format!(
                "{{\"record\":\"event\",\"slug\":\"{slug}\",\"title\":\"T\",\"kind\":\"MEETING\",\"status\":\"HELD\",\"series\":\"s\",\"edition\":{edition},\"sources\":[{{\"title\":\"S\"}}]}}\n"
            )
        };
        file(
            "events.jsonl",
            &editions.iter().map(event).collect::<String>(),
        )
    };
    place.plain(&editions(&[("a", 1), ("b", 2)])).await;
    let exchanged = place.plain(&editions(&[("a", 2), ("b", 1)])).await;
    assert_eq!(exchanged.problems.len(), 2);
    let passed = place
        .plain(&editions(&[("c", 1), ("a", 2), ("b", 3)]))
        .await;
    assert_eq!(told(&passed), Vec::<String>::new());
    assert_eq!(counts(&passed, Kind::Event).changed, 2);
}
