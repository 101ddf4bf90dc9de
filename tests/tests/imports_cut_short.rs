//! Imports that are cut short: a connection breaks off, a gateway is stopped between two deeds, a process dies at work. Nothing is half done, and another
//! gateway goes on.

use std::time::Duration;

use chrono::TimeDelta;
use hemicycle_domain::access;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::deed::{Ask, Selector, perform};
use hemicycle_domain::endings::end_what_is_over;
use hemicycle_domain::failure::{ErrorCode, Failure};
use hemicycle_domain::imports::Format;
use hemicycle_domain::imports::deeds::{self, Begun};
use hemicycle_domain::imports::receive::{Arrival, receive};
use hemicycle_domain::imports::work::Work;
use hemicycle_domain::network::Network;
use hemicycle_entity::ids::ImportId;
use hemicycle_entity::values::ImportStatus;
use hemicycle_entity::{import_batch, import_row};
use hemicycle_tests::accounts::{self, Account};
use hemicycle_tests::{Backend, Caller, Contents, Service, on_both, rows};
use sea_orm::Condition;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::command_line::serve;
use crate::imports::{checked, committed, sent, settled, table};
use crate::practice::Place;

/// So many rows that committing them takes seconds.
const MANY: usize = 600;

async fn contributor(place: &Place) -> Account {
    let person = accounts::person(&place.fresh.network).contributor(place.own.id);
    person.open().await
}

fn many() -> String {
    let ids: Vec<String> = (0..MANY).map(|number| number.to_string()).collect();
    table(&ids.iter().map(String::as_str).collect::<Vec<_>>())
}

async fn batches(place: &Place) -> Vec<import_batch::Model> {
    let reading = place.fresh.network.read(rows::WRITER);
    reading
        .all::<import_batch::Entity>(Condition::all())
        .await
        .unwrap()
}

/// How many practices the caller sees beside the published one.
async fn drafts(caller: &Caller) -> Value {
    let data = caller
        .data("{ practices(filter: {status: {in: [DRAFT]}}) { totalCount } }")
        .await;
    data["practices"]["totalCount"].clone()
}

/// Sends the beginning of a file, and hangs up.
async fn break_off(place: &Place, account: &Account, framing: &str, begun: &str) {
    let mut stream = TcpStream::connect(place.service.address).await.unwrap();
    let head = format!(
        "POST /imports/practices HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: text/csv\r\n{framing}\r\n\r\n{begun}",
        account.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    // Nobody answers before the file is whole.
    let mut answer = [0; 64];
    let early = tokio::time::timeout(Duration::from_millis(150), stream.read(&mut answer)).await;
    assert!(early.is_err(), "{}", String::from_utf8_lossy(&answer));
}

/// Takes an import on to be committed, and leaves it at that, as a gateway does that dies in that moment.
async fn taken_on(
    network: &Network,
    account: &Account,
    import: ImportId,
) -> Result<Option<ImportId>, Failure> {
    let known = access::by_token(network, &account.token).await?.unwrap();
    let reading = network.read(Actor::Account(known.caller));
    let ask = Ask {
        name: "importCommit".to_owned(),
        ..Ask::default()
    };
    let which = Selector::Id(import.0);
    perform(network, &reading, ask, move |writing| {
        Box::pin(deeds::begin(writing, which, Work::Commit, Begun::default()))
    })
    .await
}

/// Sends a file to the network itself, past the gateway and what it counts.
async fn received(place: &Place, account: &Account, id: &str) -> ImportId {
    let network = &place.fresh.network;
    let known = access::by_token(network, &account.token).await.unwrap();
    let file = table(&[id]);
    let arrival = Arrival {
        format: Format::Csv,
        body: file.as_bytes(),
        name: None,
        on_behalf_of: None,
    };
    let actor = Actor::Account(known.unwrap().caller);
    receive(network, &actor, arrival).await.unwrap().id
}

fn commit(import: &str) -> Value {
    json!({ "import": import, "idempotencyKey": "autumn" })
}

on_both! {
    async fn of_a_file_that_breaks_off_nothing_is_kept_and_its_place_is_free_again(backend) {
        let place = Place::of(backend).await;
        let account = contributor(&place).await;
        let own = place.service.with(&account);
        let whole = table(&["1", "2"]);
        // More often than files may come in at the same time.
        for _ in 0..3 {
            let half = &whole[..whole.len() / 2];
            break_off(&place, &account, &format!("content-length: {}", whole.len()), half).await;
            let chunk = format!("{:x}\r\n{whole}\r\n", whole.len());
            break_off(&place, &account, "transfer-encoding: chunked", &chunk).await;
        }
        assert_eq!(batches(&place).await, []);
        let reading = place.fresh.network.read(rows::WRITER);
        assert_eq!(reading.all::<import_row::Entity>(Condition::all()).await.unwrap(), []);
        let id = sent(&own, "text/csv", whole).await;
        assert_eq!(committed(&own, &id).await["created"], 2);
    }

    async fn what_one_gateway_checked_another_commits_after_it_was_stopped(backend) {
        let place = Place::of(backend).await;
        let account = contributor(&place).await;
        let network = place.fresh.second_gateway().await;
        let first = Service::of(&network);
        let id = sent(&first.with(&account), "text/csv", table(&["1", "2"])).await;
        assert_eq!(checked(&first.with(&account), &id).await["status"], "CHECKED");
        drop(first);
        network.close().await.unwrap();
        let own = place.service.with(&account);
        let last = place.last_number().await;
        let done = committed(&own, &id).await;
        assert_eq!((&done["status"], &done["created"]), (&json!("COMMITTED"), &json!(2)));
        assert_eq!(place.last_number().await, last + 2);
    }

    async fn a_process_that_dies_while_it_commits_leaves_nothing_half_done_and_the_same_key_goes_on(backend) {
        let place = Place::of(backend).await;
        let account = contributor(&place).await;
        let own = place.service.with(&account);
        let id = sent(&own, "text/csv", many()).await;
        let last = place.last_number().await;
        let process = serve(&["--database-url", &place.fresh.url]).await;
        let there = Caller::new(format!("http://{}/graphql", process.address)).bearing(&account.token);
        let begun = there.done("importCommit", commit(&id), "import { status }").await;
        assert_eq!(begun["import"]["status"], "COMMITTING");
        tokio::time::sleep(Duration::from_millis(100)).await;
        process.signal("KILL").await;
        drop(process);
        // As it was before, but that somebody seems to be at work.
        let batch = batches(&place).await.remove(0);
        assert_eq!(batch.status, ImportStatus::Committing, "it was killed too late");
        assert_eq!((drafts(&own).await, place.last_number().await), (json!(0), last));
        let same = own.done("importCommit", commit(&id), "import { status }").await;
        assert_eq!(same["import"]["status"], "COMMITTING");
        for deed in ["importCommit", "importCheck", "importUndo"] {
            assert_eq!(own.refused(deed, json!({ "import": id })).await, ["INVALID_STATE import"]);
        }
        assert_eq!(drafts(&own).await, json!(0), "nobody has begun again");
        // Once the work cannot be under way any more, the same request does it: once.
        let over = batch.working_since.unwrap() + TimeDelta::minutes(6);
        place.fresh.clock.advance(over - place.fresh.clock.now());
        own.done("importCommit", commit(&id), "import { status }").await;
        let done = settled(&own, &id).await;
        assert_eq!((&done["status"], &done["created"]), (&json!("COMMITTED"), &json!(MANY)), "{done}");
        assert_eq!((drafts(&own).await, place.last_number().await), (json!(MANY), last + MANY as i64));
        let again = own.done("importCommit", commit(&id), "import { status }").await;
        assert_eq!(again["import"]["status"], "COMMITTED");
        assert_eq!(place.last_number().await, last + MANY as i64);
    }

    async fn a_commit_that_the_database_fails_is_told_and_done_under_the_same_key_afterwards(backend) {
        let place = Place::of(backend).await;
        let own = place.service.with(&contributor(&place).await);
        let id = sent(&own, "text/csv", table(&["1", "2"])).await;
        let last = place.last_number().await;
        let contents = Contents::of(&place.fresh).await;
        let (fail, heal) = match backend {
            Backend::Sqlite => (
                "CREATE TRIGGER no_room BEFORE INSERT ON change BEGIN SELECT RAISE(ABORT, 'no room'); END",
                "DROP TRIGGER no_room",
            ),
            Backend::Postgres => (
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
                 CREATE TRIGGER no_room BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION no_room()",
                "DROP FUNCTION no_room() CASCADE",
            ),
        };
        contents.befalls(fail).await;
        own.done("importCommit", commit(&id), "").await;
        let told = settled(&own, &id).await;
        assert_eq!((&told["status"], &told["errors"][0]["code"]), (&json!("REFUSED"), &json!("UNAVAILABLE")), "{told}");
        assert_eq!((drafts(&own).await, place.last_number().await), (json!(0), last));
        contents.befalls(heal).await;
        own.done("importCommit", commit(&id), "").await;
        assert_eq!(settled(&own, &id).await["created"], 2);
        assert_eq!((drafts(&own).await, place.last_number().await), (json!(2), last + 2));
        // What was wrong with the file itself is the end of it: a repeat is told the same.
        let bad = sent(&own, "text/csv", table(&["3"]).replace("AA", "ZZ")).await;
        let arguments = json!({ "import": bad, "idempotencyKey": "winter" });
        own.done("importCommit", arguments.clone(), "").await;
        assert_eq!(settled(&own, &bad).await["status"], "REFUSED");
        let same = own.done("importCommit", arguments, "import { status }").await;
        assert_eq!(same["import"]["status"], "REFUSED");
    }

    async fn what_work_was_begun_on_and_stopped_is_forgotten_like_what_nobody_commits(backend) {
        let place = Place::of(backend).await;
        let account = contributor(&place).await;
        let network = &place.fresh.network;
        let import = received(&place, &account, "1").await;
        place.fresh.clock.advance(TimeDelta::days(31));
        taken_on(network, &account, import).await.unwrap();
        // Somebody may be at it still.
        place.fresh.clock.advance(TimeDelta::hours(1) - TimeDelta::seconds(1));
        assert_eq!(end_what_is_over(network).await.unwrap().imports, 0);
        place.fresh.clock.advance(TimeDelta::seconds(1));
        assert_eq!(end_what_is_over(network).await.unwrap().imports, 1);
        assert_eq!(batches(&place).await, []);
        // It is one of the last ten of its account, too.
        let stopped = received(&place, &account, "1").await;
        taken_on(network, &account, stopped).await.unwrap();
        let there = || async { batches(&place).await.iter().any(|one| one.id == stopped) };
        for _ in 0..10 {
            received(&place, &account, "2").await;
        }
        assert!(there().await && batches(&place).await.len() == 11);
        place.fresh.clock.advance(TimeDelta::hours(1));
        received(&place, &account, "2").await;
        assert!(!there().await && batches(&place).await.len() == 10);
    }

    async fn a_commit_during_which_its_account_or_a_role_ends_does_nothing(backend) {
        let place = Place::of(backend).await;
        let account = contributor(&place).await;
        let own = place.service.with(&account);
        let id = sent(&own, "text/csv", table(&["1", "2"])).await;
        let contents = Contents::of(&place.fresh).await;
        let last = place.last_number().await;
        for (end, code) in [
            ("DELETE FROM role_grant WHERE role = 'CONTRIBUTOR'", "FORBIDDEN"),
            ("UPDATE account SET ended_at = created_at", "UNAUTHENTICATED"),
        ] {
            // It happens with the first row, after what the account may do was looked at, and goes with the rest of the work.
            let (befall, pass) = match backend {
                Backend::Sqlite => (
                    format!("CREATE TRIGGER ends AFTER INSERT ON practice BEGIN {end}; END"),
                    "DROP TRIGGER ends",
                ),
                Backend::Postgres => (
                    format!(
                        "CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {end}; RETURN NEW; END $$;
                         CREATE TRIGGER ends AFTER INSERT ON practice FOR EACH ROW EXECUTE FUNCTION ends()"
                    ),
                    "DROP FUNCTION ends() CASCADE",
                ),
            };
            contents.befalls(&befall).await;
            let told = committed(&own, &id).await;
            assert_eq!((&told["status"], &told["created"]), (&json!("REFUSED"), &json!(0)), "{told}");
            assert_eq!((&told["errors"][0]["line"], &told["errors"][0]["code"]), (&Value::Null, &json!(code)), "{told}");
            assert_eq!((drafts(&own).await, place.last_number().await), (json!(0), last));
            contents.befalls(pass).await;
        }
        assert_eq!(committed(&own, &id).await["created"], 2);
        assert_eq!((drafts(&own).await, place.last_number().await), (json!(2), last + 2));
    }

    async fn of_two_imports_that_an_account_begins_at_the_same_moment_one_waits(backend) {
        let place = Place::of(backend).await;
        let account = contributor(&place).await;
        let (first, second) = (received(&place, &account, "1").await, received(&place, &account, "2").await);
        if backend == Backend::Postgres {
            // Time enough for the other to look whether anybody is at work. SQLite has one writer.
            let slowly = "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
                 CREATE TRIGGER slowly BEFORE UPDATE ON import_batch FOR EACH ROW EXECUTE FUNCTION slowly()";
            Contents::of(&place.fresh).await.befalls(slowly).await;
        }
        let network = place.fresh.second_gateway().await;
        let both = tokio::join!(taken_on(&place.fresh.network, &account, first), taken_on(&network, &account, second));
        let refused = match both {
            (Ok(Some(_)), Err(Failure::Refused(refused))) | (Err(Failure::Refused(refused)), Ok(Some(_))) => refused,
            other => panic!("one of them: {other:?}"),
        };
        assert_eq!((refused[0].code, &refused[0].path[..]), (ErrorCode::InvalidState, &["import".to_owned()][..]));
        let working = batches(&place).await.into_iter().filter(|one| one.status == ImportStatus::Committing);
        assert_eq!(working.count(), 1);
        // What somebody else begins does not wait for it.
        let other = contributor(&place).await;
        let import = received(&place, &other, "3").await;
        taken_on(&network, &other, import).await.unwrap();
    }

    async fn who_asks_while_a_commit_is_under_way_is_told_at_once(backend) {
        let place = Place::of(backend).await;
        let own = place.service.with(&contributor(&place).await);
        let id = sent(&own, "text/csv", many()).await;
        own.done("importCommit", commit(&id), "").await;
        let at_once = async {
            let import = own.data(&format!(r#"{{ import(id: "{id}") {{ status }} }}"#)).await;
            assert_eq!(import["import"]["status"], "COMMITTING");
            // SQLite has one writer: there, every other deed waits for it.
            if backend == Backend::Postgres {
                assert_eq!(own.refused("importCommit", json!({ "import": id })).await, ["INVALID_STATE import"]);
            }
        };
        tokio::time::timeout(Duration::from_secs(4), at_once).await.unwrap();
        assert_eq!(settled(&own, &id).await["created"], MANY);
    }
}
