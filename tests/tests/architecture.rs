//! The walls of the house: who may use whom, what may stand where, how large a file is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 5] = ["migration", "entity", "domain", "api", "tests"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// A source file: its path from the root, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The text without its unit tests, which may do what the program may not, and without comments.
    fn program(&self) -> String {
        let text = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    for folder in folders {
        walk(&root.join(folder), &mut found);
    }
    found.sort();
    found
        .iter()
        .map(|path| Source {
            path: path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
            text: fs::read_to_string(path).unwrap(),
        })
        .collect()
}

/// The dependencies of a crate that its users get with it.
fn dependencies(name: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
    let from = manifest
        .split("\n[dependencies]\n")
        .nth(1)
        .unwrap_or_default();
    let own = from.split("\n[").next().unwrap();
    own.lines()
        .filter_map(|line| line.split(['=', '.', ' ']).next())
        .filter(|word| !word.is_empty() && !word.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn none(broken: Vec<String>, rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// Files whose program has one of these words, but for those excepted.
fn words(folders: &[&str], words: &[&str], excepted: &[&str]) -> Vec<String> {
    let mut broken = Vec::new();
    let mut met = BTreeSet::new();
    for source in sources(folders) {
        let program = source.program();
        for word in words {
            if program.contains(word) {
                match excepted.iter().find(|path| source.path == **path) {
                    Some(path) => drop(met.insert(*path)),
                    None => broken.push(format!("{} has {word}", source.path)),
                }
            }
        }
    }
    let idle = excepted.iter().filter(|path| !met.contains(*path));
    broken.extend(idle.map(|path| format!("{path} needs its exception no more")));
    broken
}

#[test]
fn imports_run_one_way() {
    let allowed: [(&str, &[&str]); 5] = [
        ("migration", &[]),
        ("entity", &[]),
        ("domain", &["entity", "migration"]),
        ("api", &["entity", "domain"]),
        ("tests", &["entity", "domain", "api", "migration"]),
    ];
    for (name, may) in allowed {
        let uses = dependencies(name);
        assert!(!uses.is_empty(), "{name}");
        for other in CRATES {
            let package = if other == "api" {
                "hemicycle".to_owned()
            } else {
                format!("hemicycle-{other}")
            };
            assert!(
                !uses.contains(&package) || may.contains(&other),
                "{name} uses {other}"
            );
        }
    }
}

#[test]
fn http_and_graphql_stay_in_the_api_and_sql_out_of_it() {
    for name in ["migration", "entity", "domain"] {
        for package in dependencies(name) {
            let bad = ["actix", "async-graphql", "reqwest", "hyper", "axum", "clap"];
            assert!(
                !bad.iter().any(|word| package.starts_with(word)),
                "{name} uses {package}"
            );
        }
    }
    for name in [
        "sea-orm",
        "sea-query",
        "sqlx",
        "sea-orm-migration",
        "hemicycle-migration",
    ] {
        assert!(!dependencies("api").contains(name), "api uses {name}");
    }
    none(
        words(&["api/src"], &["sea_orm", "sea_query", "sqlx"], &[]),
        "the api knows no SQL",
    );
    none(
        words(
            &["domain/src", "entity/src", "migration/src"],
            &["actix", "async_graphql", "http::"],
            &[],
        ),
        "the domain knows no HTTP and no GraphQL",
    );
    // `service` tells the guard's limits.
    let limits = ["api/src/graphql/service.rs"];
    none(
        words(
            &["api/src/graphql"],
            &["actix", "crate::http", "crate::config"],
            &limits,
        ),
        "the counter knows no HTTP",
    );
    none(
        words(
            &["api/src/auth"],
            &[
                "actix",
                "async_graphql",
                "crate::http",
                "crate::graphql",
                "crate::config",
            ],
            &[],
        ),
        "who vouches for somebody knows nothing of our own HTTP and GraphQL",
    );
    none(
        words(
            &["api/src/http", "api/src/graphql"],
            &["reqwest", "openidconnect", "jsonwebtoken", "use ring"],
            &[],
        ),
        "only one room speaks to the world outside",
    );
    none(
        words(
            &["migration/src"],
            &["hemicycle_entity", "hemicycle_domain"],
            &[],
        ),
        "history does not move when code moves",
    );
    none(
        words(&["entity/src"], &["async fn", "hemicycle_domain"], &[]),
        "entities have no behaviour",
    );
}

#[test]
fn only_the_core_holds_the_key_to_the_database() {
    let core = ["domain/src/network.rs", "domain/src/read.rs"];
    none(
        words(
            &["domain/src"],
            &[
                "DatabaseConnection",
                "ConnectionTrait",
                "execute_unprepared",
            ],
            &core,
        ),
        "connections",
    );
    none(
        words(
            &["domain/src"],
            &["DatabaseTransaction"],
            &[
                "domain/src/network.rs",
                "domain/src/read.rs",
                "domain/src/write.rs",
            ],
        ),
        "transactions",
    );
    let pure = sources(&["domain/src"]).into_iter().filter(|source| {
        ["domain/src/policy.rs", "domain/src/fields.rs"].contains(&source.path.as_str())
    });
    let mut seen = 0;
    for source in pure {
        seen += 1;
        for word in [
            "async", "Reading", "Writing", "sea_orm", "Utc::now", "Clock",
        ] {
            assert!(
                !source.program().contains(word),
                "{} has {word}",
                source.path
            );
        }
    }
    assert_eq!(seen, 2);
}

#[test]
fn time_ids_and_the_environment_are_asked_for_in_one_place_each() {
    let folders = ["domain/src", "entity/src", "migration/src", "api/src"];
    none(
        words(
            &folders,
            &[
                "Utc::now",
                "now_v7",
                "Local::now",
                "new_v4",
                "SystemTime::now",
            ],
            &["domain/src/clock.rs"],
        ),
        "time and ids come from the clock",
    );
    none(
        words(&folders, &["env::var", "env::vars"], &[]),
        "the environment is read by the command line's options",
    );
    // Durations are measured at the door, deadlines held by the network.
    let measuring = sources(&folders)
        .into_iter()
        .filter(|source| !source.is_test() && source.program().contains("Instant::now"));
    for source in measuring {
        assert!(
            source.text.contains("clippy::disallowed_methods"),
            "{} measures without a reason",
            source.path
        );
    }
}

#[test]
fn fields_that_can_fail_take_the_one_form_that_works() {
    // Inner steps, made into the right form before a field answers: `error.rs` says why, `shelf.rs` loads.
    let steps = ["api/src/graphql/error.rs", "api/src/graphql/shelf.rs"];
    none(
        words(
            &["api/src/graphql"],
            &["Result<Option<", "Answer<Option<"],
            &steps,
        ),
        "Maybe<T> is Option<Result<T, ApiError>>",
    );
    let mut broken = Vec::new();
    let mut resolvers = 0;
    for source in sources(&["api/src/graphql"]) {
        let program = source.program();
        for object in program.split("#[Object").skip(1) {
            let body = object.split("\n}\n").next().unwrap();
            for resolver in body.split("async fn ").skip(1) {
                let signature = resolver.split(" {\n").next().unwrap();
                let answer = signature.rsplit("->").next().unwrap_or_default().trim();
                resolvers += 1;
                if answer.starts_with("Answer<") || answer.starts_with("Result<") {
                    let name = signature.split('(').next().unwrap();
                    broken.push(format!("{}: {name} -> {answer}", source.path));
                }
            }
        }
    }
    assert!(resolvers > 200, "{resolvers}");
    none(broken, "a field that can fail is a Maybe");
}

#[test]
fn every_file_says_on_its_first_line_what_it_is() {
    let mut broken = Vec::new();
    for source in sources(&CRATES) {
        if !source.text.starts_with("//! ") {
            broken.push(source.path);
        }
    }
    none(broken, "first line");
}

#[test]
fn files_stay_small() {
    // Root fields and connection fields repeat their documented arguments: long, but one thing after the other.
    let long = [
        ("api/src/graphql/practice.rs", 700),
        // Closed lists, every value described.
        ("api/src/graphql/enums.rs", 560),
        // One room with one key; parts and links share its bookkeeping.
        ("domain/src/write.rs", 660),
    ];
    let mut broken = Vec::new();
    for source in sources(&["migration", "entity", "domain", "api", "tests/src"]) {
        let lines = source.text.lines().count();
        let listed = long.iter().find(|(path, _)| *path == source.path);
        let most = listed.map_or(500, |(_, most)| *most);
        if lines > most {
            broken.push(format!("{} has {lines} lines, at most {most}", source.path));
        }
        if listed.is_some() && lines <= 500 {
            broken.push(format!(
                "{} has {lines} lines and needs its exception no more",
                source.path
            ));
        }
    }
    none(broken, "sizes");
}

#[test]
fn nothing_is_left_undone_or_switched_off() {
    // Written apart, so that this file does not find itself.
    let marks = [
        ["#[ign", "ore"],
        ["todo", "!("],
        ["unimple", "mented!("],
        ["FIX", "ME"],
        ["TO", "DO"],
        ["dbg", "!("],
    ];
    let mut broken = Vec::new();
    for source in sources(&CRATES) {
        for mark in marks {
            if source.text.contains(&mark.concat()) {
                broken.push(format!("{} has {}", source.path, mark.concat()));
            }
        }
    }
    none(broken, "undone");
}

#[test]
fn the_program_does_not_panic_on_purpose() {
    let mut broken = Vec::new();
    for source in sources(&["domain/src", "entity/src", "migration/src", "api/src"]) {
        if source.is_test() {
            continue;
        }
        let program = source.program();
        for word in [".unwrap()", ".expect(", "panic!(", "unreachable!("] {
            if program.contains(word) {
                broken.push(format!("{} has {word}", source.path));
            }
        }
    }
    none(broken, "panics");
}

#[test]
fn a_subject_has_one_file_in_each_room() {
    let root = root();
    let subjects = [
        "chamber",
        "contact",
        "country",
        "event",
        "hub",
        "organisation",
        "parliament",
        "practice",
        "project",
        "publication",
        "topic",
    ];
    for subject in subjects {
        for room in [
            "entity/src",
            "domain/src",
            "domain/src/dataset",
            "api/src/graphql",
        ] {
            let file = root.join(room).join(format!("{subject}.rs"));
            let folder = root.join(room).join(subject);
            assert!(file.exists() || folder.exists(), "{room}/{subject}");
        }
    }
}
