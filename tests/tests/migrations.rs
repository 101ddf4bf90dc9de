//! The schema: its history runs both ways, the entities and the tables agree, and what must hold is held by the database itself.

use std::collections::{BTreeMap, BTreeSet};

use hemicycle_domain::clock::Clock;
use hemicycle_domain::network::Network;
use hemicycle_domain::record::Link;
use hemicycle_domain::{contact, event, hub, practice, project, publication};
use hemicycle_migration::{Migrator, MigratorTrait};
use hemicycle_tests::database::noon;
use hemicycle_tests::{Backend, Fresh, on_both};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, DbErr, EntityTrait, IdenStatic,
    Iterable, QueryResult, Statement,
};
use uuid::Uuid;

async fn query(database: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    database.query_all_raw(statement).await.unwrap()
}

/// All that a database says of its schema, one thing a line.
async fn schema(database: &DatabaseConnection, backend: Backend) -> BTreeSet<String> {
    let queries: &[&str] = match backend {
        Backend::Sqlite => &[
            "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') AS line FROM sqlite_master",
        ],
        Backend::Postgres => &[
            "SELECT concat_ws(' ', 'column', table_name, column_name, ordinal_position, data_type, is_nullable, column_default, collation_name) AS line FROM information_schema.columns WHERE table_schema = 'public'",
            "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS line FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        ],
    };
    let mut lines = BTreeSet::new();
    for sql in queries {
        for row in query(database, sql).await {
            lines.insert(row.try_get("", "line").unwrap());
        }
    }
    lines
}

/// A column as the database has it: its type in few words, and whether it can be null.
type Columns = BTreeMap<String, (String, bool)>;

async fn tables(database: &DatabaseConnection, backend: Backend) -> BTreeMap<String, Columns> {
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT t.name AS \"table\", c.name AS \"column\", lower(c.type) AS type, CASE WHEN c.\"notnull\" = 1 THEN 0 ELSE 1 END AS nullable FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
        }
        Backend::Postgres => {
            "SELECT table_name::text AS \"table\", column_name::text AS \"column\", data_type::text AS type, CASE WHEN is_nullable = 'YES' THEN 1 ELSE 0 END AS nullable FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        }
    };
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for row in query(database, sql).await {
        let table: String = row.try_get("", "table").unwrap();
        let kind: String = row.try_get("", "type").unwrap();
        let nullable: i32 = row.try_get("", "nullable").unwrap();
        let column = row.try_get("", "column").unwrap();
        tables
            .entry(table)
            .or_default()
            .insert(column, (kind, nullable == 1));
    }
    tables.remove("seaql_migrations");
    tables
}

/// What the database calls the type of an entity's column.
fn type_names(column: &sea_orm::ColumnType, backend: Backend) -> &'static [&'static str] {
    use sea_orm::ColumnType;
    let (postgres, sqlite): (&[&str], &[&str]) = match column {
        ColumnType::Uuid => (&["uuid"], &["uuid_text", "blob"]),
        ColumnType::String(_) | ColumnType::Text | ColumnType::Enum { .. } => {
            (&["text"], &["text"])
        }
        ColumnType::Integer => (&["integer"], &["integer"]),
        ColumnType::BigInteger => (&["bigint"], &["bigint", "integer"]),
        ColumnType::Boolean => (&["boolean"], &["boolean"]),
        ColumnType::Date => (&["date"], &["date_text"]),
        ColumnType::TimestampWithTimeZone => (
            &["timestamp with time zone"],
            &["timestamp_with_timezone_text"],
        ),
        ColumnType::Json | ColumnType::JsonBinary => (&["jsonb"], &["jsonb_text", "json_text"]),
        ColumnType::Blob | ColumnType::VarBinary(_) => (&["bytea"], &["blob"]),
        other => panic!("a type that no column has yet: {other:?}"),
    };
    match backend {
        Backend::Postgres => postgres,
        Backend::Sqlite => sqlite,
    }
}

/// That an entity's columns are those of its table; returns the table's name.
fn agrees<E: EntityTrait>(tables: &BTreeMap<String, Columns>, backend: Backend) -> String {
    let name = E::default().table_name().to_owned();
    let table = tables
        .get(&name)
        .unwrap_or_else(|| panic!("no table {name}"));
    let mut known = BTreeSet::new();
    for column in E::Column::iter() {
        let column_name = column.as_str().to_owned();
        let definition = column.def();
        let (kind, nullable) = table
            .get(&column_name)
            .unwrap_or_else(|| panic!("no column {name}.{column_name}"));
        let fitting = type_names(definition.get_column_type(), backend);
        assert!(
            fitting.contains(&kind.as_str()),
            "{name}.{column_name} is {kind}, not {fitting:?}"
        );
        assert_eq!(
            *nullable,
            definition.is_null(),
            "{name}.{column_name} can be null"
        );
        known.insert(column_name);
    }
    let there: BTreeSet<String> = table.keys().cloned().collect();
    assert_eq!(there, known, "the columns of {name}");
    name
}

const LINKS: &[Link] = &[
    contact::EXPERTISE,
    contact::HUBS,
    contact::PROJECTS,
    contact::PRACTICES,
    event::HUBS,
    event::TOPICS,
    event::SESSION_PRACTICES,
    hub::TOPICS,
    practice::HUBS,
    practice::TOPICS,
    practice::PROJECTS,
    project::HUBS,
    project::TOPICS,
    project::UPDATE_HUBS,
    publication::EVENTS,
    publication::PRACTICES,
    publication::TOPICS,
];

/// A value as SQL of this database writes it.
fn blob(id: Uuid, backend: Backend) -> String {
    match backend {
        Backend::Postgres => format!("'{id}'"),
        Backend::Sqlite => format!("x'{}'", id.simple()),
    }
}

/// Two records of each kind and one of each part, to break rules against.
struct Bench {
    database: DatabaseConnection,
    backend: Backend,
    next: u128,
}

const COMMON: &str = "version, created_at, updated_at, original_language, licence, sources";
const COMMON_VALUES: &str =
    "1, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', 'en', 'CC-BY-4.0', '[]'";

impl Bench {
    fn id(&mut self) -> String {
        self.next += 1;
        blob(Uuid::from_u128(self.next), self.backend)
    }

    async fn run(&self, sql: &str) -> Result<(), DbErr> {
        self.database.execute_unprepared(sql).await.map(|_| ())
    }

    /// A row of a kind of record; the fields given replace those that make it valid.
    async fn record(&mut self, table: &str, fields: &[(&str, &str)]) -> Result<String, DbErr> {
        let id = self.id();
        let slug = format!("'x{}'", self.next);
        let valid: &[(&str, &str)] = match table {
            "topic" => &[("code", &slug), ("label", "'{}'")],
            "country" => &[
                ("code", &slug),
                ("alpha3", &slug),
                ("m49", &slug),
                ("name", "'{}'"),
                ("languages", "'[]'"),
            ],
            "organisation" => &[("slug", &slug), ("name", "'{}'"), ("kind", "'NETWORK'")],
            "parliament" => &[
                ("code", &slug),
                ("name", "'{}'"),
                ("kind", "'SUPRANATIONAL'"),
                ("structure", "'UNICAMERAL'"),
                ("status", "'FUNCTIONING'"),
                ("geopolitical_groups", "'[]'"),
            ],
            "chamber" => &[
                ("code", &slug),
                ("parliament_id", "NULL"),
                ("name", "'{}'"),
                ("kind", "'SINGLE'"),
            ],
            "hub" => &[
                ("slug", &slug),
                ("name", "'{}'"),
                ("former_names", "'[]'"),
                ("kind", "'THEMATIC'"),
                ("status", "'ACTIVE'"),
                ("languages", "'[]'"),
                ("channels", "'[]'"),
            ],
            "contact" => &[
                ("slug", &slug),
                ("languages", "'[]'"),
                ("visibility", "'PUBLIC'"),
                ("name_visibility", "'PUBLIC'"),
                ("mailbox_visibility", "'PUBLIC'"),
                ("phone_visibility", "'PUBLIC'"),
                ("appointment", "'EXPERT'"),
                ("appointment_status", "'CONFIRMED'"),
            ],
            "event" => &[
                ("slug", &slug),
                ("title", "'{}'"),
                ("kind", "'WEBINAR'"),
                ("status", "'DRAFT'"),
                ("languages", "'[]'"),
                ("session_kinds", "'[]'"),
                ("audiences", "'[]'"),
            ],
            "project" => &[
                ("slug", &slug),
                ("title", "'{}'"),
                ("status", "'ACTIVE'"),
                ("impact_areas", "'[]'"),
            ],
            "practice" => &[
                ("slug", &slug),
                ("title", "'{}'"),
                ("kind", "'USE_CASE'"),
                ("status", "'DRAFT'"),
                ("impact_areas", "'[]'"),
                ("audiences", "'[]'"),
            ],
            "publication" => &[
                ("slug", &slug),
                ("title", "'{}'"),
                ("kind", "'GUIDE'"),
                ("impact_areas", "'[]'"),
            ],
            other => panic!("{other}"),
        };
        let mut values: BTreeMap<&str, &str> =
            COMMON.split(", ").zip(COMMON_VALUES.split(", ")).collect();
        values.extend(valid.iter().copied());
        values.extend(fields.iter().copied());
        values.insert("id", &id);
        self.insert(table, &values.into_iter().collect::<Vec<_>>())
            .await?;
        Ok(id)
    }

    async fn insert(&self, table: &str, values: &[(&str, &str)]) -> Result<(), DbErr> {
        let columns: Vec<&str> = values.iter().map(|(column, _)| *column).collect();
        let values: Vec<&str> = values.iter().map(|(_, value)| *value).collect();
        let sql = format!(
            "INSERT INTO \"{table}\" ({}) VALUES ({})",
            columns.join(", "),
            values.join(", ")
        );
        self.run(&sql).await
    }

    /// A part with an id of its own.
    async fn part(&mut self, table: &str, values: &[(&str, &str)]) -> Result<String, DbErr> {
        let id = self.id();
        let mut all = vec![("id", id.as_str())];
        all.extend_from_slice(values);
        self.insert(table, &all).await?;
        Ok(id)
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, DbErr>, rule: &str, what: &str) {
    let error = format!("{}", result.expect_err(what)).to_lowercase();
    assert!(error.contains(rule), "{what}: {error}");
}

async fn bench(backend: Backend) -> (Fresh, Bench) {
    let fresh = Fresh::empty(backend).await;
    let mut url = fresh.url.clone();
    if backend == Backend::Sqlite {
        url.push_str("?mode=rwc");
    }
    let database = Database::connect(url).await.unwrap();
    let bench = Bench {
        database,
        backend,
        next: 1 << 64,
    };
    (fresh, bench)
}

on_both! {
    async fn up_down_and_up_again_makes_the_same_schema(backend) {
        let fresh = Fresh::bare(backend).await;
        let database = Database::connect(&fresh.url).await.unwrap();
        let ran = fresh.network.migrate_up().await.unwrap();
        assert_eq!(ran.len(), Migrator::migrations().len());
        let first = schema(&database, backend).await;
        assert!(first.len() > 200, "{}", first.len());
        assert_eq!(fresh.network.migrate_up().await.unwrap(), [""; 0]);
        fresh.network.migrate_down(ran.len() as u32).await.unwrap();
        let nothing = tables(&database, backend).await;
        assert_eq!(nothing, BTreeMap::new(), "down takes everything away");
        assert_eq!(fresh.network.pending_migrations().await.unwrap(), ran);
        fresh.network.migrate_up().await.unwrap();
        assert_eq!(schema(&database, backend).await, first);
        // Step by step, too.
        for _ in 0..ran.len() {
            fresh.network.migrate_down(1).await.unwrap();
        }
        fresh.network.migrate_up().await.unwrap();
        assert_eq!(schema(&database, backend).await, first);
        assert_eq!(fresh.network.applied_migrations().await.unwrap(), ran);
        database.close().await.unwrap();
    }

    async fn entities_and_tables_agree(backend) {
        use hemicycle_entity::*;
        let fresh = Fresh::empty(backend).await;
        let database = Database::connect(&fresh.url).await.unwrap();
        let tables = tables(&database, backend).await;
        database.close().await.unwrap();
        macro_rules! agree {
            ($($module:ident)*) => { vec![$((stringify!($module), agrees::<$module::Entity>(&tables, backend))),*] };
        }
        let entities = agree! {
            account account_identity api_token chamber change contact contact_consent country event event_delegate event_delegation event_organiser event_session
            event_speaker hub hub_membership import_batch import_row login_attempt organisation parliament practice practice_external_id practice_review
            practice_revision project project_milestone project_partner project_update publication publication_edition
            publication_publisher role_grant session topic
        };
        // What the core keeps beside the records.
        let core = ["name_key", "facet", "authorship", "slug_redirect", "idempotency_key"];
        let mut known: BTreeSet<String> = core.map(str::to_owned).into();
        for (module, table) in entities {
            assert_eq!(module, table, "a module is called as its table");
            known.insert(table);
        }
        for link in LINKS {
            let columns: BTreeSet<&str> = tables[link.table].keys().map(String::as_str).collect();
            assert_eq!(columns, BTreeSet::from([link.from, link.to]), "{}", link.table);
            assert!(tables[link.table].values().all(|(_, nullable)| !nullable));
            known.insert(link.table.to_owned());
        }
        let there: BTreeSet<String> = tables.keys().cloned().collect();
        assert_eq!(there, known, "every table is an entity, a link, or the core’s own");
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../entity/src")).unwrap();
        for file in files {
            let name = file.unwrap().file_name().into_string().unwrap().replace(".rs", "");
            assert!(known.contains(&name) || ["ids", "lib", "text", "values"].contains(&name.as_str()), "{name} is compared above");
        }
    }

    async fn every_record_is_valid_once_and_its_key_is_its_own(backend) {
        let (_fresh, mut bench) = bench(backend).await;
        let parliament = bench.record("parliament", &[]).await.unwrap();
        for (table, key) in [("topic", "code"), ("country", "code"), ("country", "alpha3"), ("country", "m49"), ("organisation", "slug"), ("parliament", "code"), ("chamber", "code"), ("hub", "slug"), ("contact", "slug"), ("event", "slug"), ("project", "slug"), ("practice", "slug"), ("publication", "slug")] {
            let own: &[(&str, &str)] = match table {
                "chamber" | "contact" => &[("parliament_id", &parliament)],
                _ => &[],
            };
            let with = |key: &'static str, value: &'static str| own.iter().copied().chain([(key, value)]).collect::<Vec<_>>();
            bench.record(table, &with(key, "'taken'")).await.unwrap();
            refused(bench.record(table, &with(key, "'taken'")).await, "unique", &format!("{table}.{key} twice"));
            // Bytewise: another letter case is another key.
            bench.record(table, &with(key, "'TAKEN'")).await.unwrap();
            refused(bench.record(table, &with(key, "NULL")).await, "null", &format!("{table} without {key}"));
            refused(bench.record(table, &with("version", "0")).await, "check", &format!("{table} of version 0"));
            refused(bench.record(table, &with("sources", "NULL")).await, "null", &format!("{table} without sources"));
        }
        bench.record("event", &[("series", "'s'"), ("edition", "1")]).await.unwrap();
        refused(bench.record("event", &[("series", "'s'"), ("edition", "1")]).await, "unique", "an edition twice");
        bench.record("event", &[("series", "'s'"), ("edition", "2")]).await.unwrap();
    }

    async fn closed_lists_take_no_other_value(backend) {
        let (_fresh, mut bench) = bench(backend).await;
        let parliament = bench.record("parliament", &[]).await.unwrap();
        let own = ("parliament_id", parliament.as_str());
        let lists: &[(&str, &[&str])] = &[
            ("country", &["region", "subregion"]),
            ("organisation", &["kind"]),
            ("parliament", &["kind", "structure", "status"]),
            ("chamber", &["kind", "renewal"]),
            ("hub", &["kind", "status"]),
            ("contact", &["visibility", "name_visibility", "mailbox_visibility", "phone_visibility", "appointment", "appointment_status"]),
            ("event", &["kind", "mode", "status"]),
            ("project", &["status", "health"]),
            ("practice", &["kind", "status", "stage"]),
            ("publication", &["kind"]),
        ];
        for (table, columns) in lists {
            for column in *columns {
                let mut fields = vec![(*column, "'SOMETHING'")];
                if ["chamber", "contact"].contains(table) {
                    fields.push(own);
                }
                refused(bench.record(table, &fields).await, "check", &format!("{table}.{column}"));
            }
        }
        let hub = bench.record("hub", &[]).await.unwrap();
        refused(bench.part("hub_membership", &[("hub_id", &hub), own, ("role", "'GUEST'")]).await, "check", "hub_membership.role");
        let project = bench.record("project", &[]).await.unwrap();
        refused(bench.part("project_partner", &[("project_id", &project), own, ("role", "'GUEST'")]).await, "check", "project_partner.role");
        let change = |action: &str, scope: &str, seq: i32| format!("INSERT INTO change (seq, at, kind, record, action, fields, before, after, actor_kind, actor, deed, audience_before, audience_after) VALUES ({seq}, '2026-01-01 00:00:00+00:00', 'HUB', {hub}, '{action}', '[]', '{{}}', '{{}}', 'SYSTEM', 'test', 'test', 'NOBODY', '{scope}')");
        bench.run(&change("CREATED", "PUBLIC", 1)).await.unwrap();
        refused(bench.run(&change("INVENTED", "PUBLIC", 2)).await, "check", "change.action");
        refused(bench.run(&change("CREATED", "EVERYBODY", 2)).await, "check", "change.audience_after");
        refused(bench.run(&change("CREATED", "PUBLIC", 1)).await, "unique", "a number of the log twice");
    }

    async fn the_database_spells_closed_lists_as_the_program_does(backend) {
        use hemicycle_entity::values::*;
        let (_fresh, mut bench) = bench(backend).await;
        let parliament = bench.record("parliament", &[]).await.unwrap();
        let country = bench.record("country", &[]).await.unwrap();
        macro_rules! all {
            ($($table:literal . $column:literal : $list:ident),* $(,)?) => {$(
                for value in $list::ALL {
                    let value = format!("'{}'", value.as_str());
                    let mut fields = vec![($column, value.as_str())];
                    match $table {
                        "chamber" | "contact" => fields.push(("parliament_id", &parliament)),
                        "parliament" => fields.push(("country_id", &country)),
                        _ => {}
                    }
                    bench.record($table, &fields).await.unwrap();
                }
            )*};
        }
        all! {
            "country"."region": Region, "country"."subregion": Subregion, "organisation"."kind": OrganisationType,
            "parliament"."kind": ParliamentKind, "parliament"."structure": ParliamentStructure, "parliament"."status": ParliamentStatus,
            "chamber"."kind": ChamberType, "chamber"."renewal": Renewal, "hub"."kind": HubType, "hub"."status": HubStatus,
            "contact"."visibility": Visibility, "contact"."appointment": Appointment, "contact"."appointment_status": AppointmentStatus,
            "event"."kind": EventKind, "event"."mode": EventMode, "event"."status": EventStatus,
            "project"."status": ProjectStatus, "project"."health": ProjectHealth,
            "practice"."kind": PracticeKind, "practice"."status": PracticeStatus, "practice"."stage": PracticeStage,
            "publication"."kind": PublicationType,
        }
    }

    async fn references_lead_somewhere_and_what_is_pointed_at_stays(backend) {
        let (_fresh, mut bench) = bench(backend).await;
        let nowhere = bench.id();
        let parliament = bench.record("parliament", &[]).await.unwrap();
        let hub = bench.record("hub", &[]).await.unwrap();
        let project = bench.record("project", &[("lead_parliament_id", &parliament)]).await.unwrap();
        let practice = bench.record("practice", &[]).await.unwrap();
        let event = bench.record("event", &[]).await.unwrap();
        for (table, column) in [("topic", "broader_id"), ("topic", "replaced_by_id"), ("parliament", "country_id"), ("chamber", "parliament_id"), ("contact", "organisation_id"), ("event", "country_id"), ("event", "contact_id"), ("project", "lead_parliament_id"), ("project", "lead_chamber_id"), ("practice", "parliament_id"), ("practice", "chamber_id"), ("practice", "adopted_from_id")] {
            refused(bench.record(table, &[(column, &nowhere)]).await, "foreign key", &format!("{table}.{column}"));
        }
        for (table, from, own, to) in [("project_hub", "project_id", &project, "hub_id"), ("practice_topic", "practice_id", &practice, "topic_id"), ("practice_project", "practice_id", &practice, "project_id"), ("event_hub", "event_id", &event, "hub_id")] {
            refused(bench.insert(table, &[(from, own), (to, &nowhere)]).await, "foreign key", table);
            refused(bench.insert(table, &[(from, own), (to, "NULL")]).await, "null", table);
        }
        let link = [("project_id", project.as_str()), ("hub_id", hub.as_str())];
        bench.insert("project_hub", &link).await.unwrap();
        refused(bench.insert("project_hub", &link).await, "unique", "a link twice");
        refused(bench.run(&format!("DELETE FROM parliament WHERE id = {parliament}")).await, "foreign key", "a parliament that leads a project");
        let body = [("project_id", project.as_str()), ("posted_at", "'2026-01-01 00:00:00+00:00'"), ("body", "'{}'")];
        bench.part("project_update", &body).await.unwrap();
        bench.run(&format!("DELETE FROM project WHERE id = {project}")).await.unwrap();
        for table in ["project_hub", "project_update"] {
            assert!(query(&bench.database, &format!("SELECT 1 AS one FROM {table}")).await.is_empty(), "{table} goes with its project");
        }
    }

    async fn a_party_is_exactly_one_of_three(backend) {
        let (_fresh, mut bench) = bench(backend).await;
        let parliament = bench.record("parliament", &[]).await.unwrap();
        let organisation = bench.record("organisation", &[]).await.unwrap();
        let hub = bench.record("hub", &[]).await.unwrap();
        let project = bench.record("project", &[]).await.unwrap();
        let event = bench.record("event", &[]).await.unwrap();
        let publication = bench.record("publication", &[]).await.unwrap();
        let one = ("parliament_id", parliament.as_str());
        let other = ("organisation_id", organisation.as_str());
        let places: [(&str, &[(&str, &str)]); 4] = [
            ("hub_membership", &[("hub_id", &hub), ("role", "'HOST'")]),
            ("project_partner", &[("project_id", &project), ("role", "'LEAD'")]),
            ("event_organiser", &[("event_id", &event), ("position", "0")]),
            ("publication_publisher", &[("publication_id", &publication), ("position", "0")]),
        ];
        for (table, fields) in places {
            let with = |parties: &[(&'static str, &str)]| -> Vec<(String, String)> {
                let all = fields.iter().map(|(name, value)| (name.to_string(), value.to_string()));
                all.chain(parties.iter().map(|(name, value)| (name.to_string(), value.to_string()))).collect()
            };
            for (parties, valid) in [(&[][..], false), (&[one, other][..], false), (&[one][..], true)] {
                let values = with(parties);
                let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let done = bench.part(table, &values).await;
                if valid {
                    done.unwrap();
                } else {
                    refused(done, "check", table);
                }
            }
        }
        refused(bench.record("contact", &[]).await, "check", "a contact of nobody");
        refused(bench.record("contact", &[one, other]).await, "check", "a contact of two");
        bench.record("contact", &[other]).await.unwrap();
    }

    async fn numbers_and_dates_make_sense(backend) {
        let (_fresh, mut bench) = bench(backend).await;
        let parliament = bench.record("parliament", &[]).await.unwrap();
        let own = ("parliament_id", parliament.as_str());
        let (early, late) = ("'2025-01-01'", "'2026-01-01'");
        let (before, after) = ("'2025-01-01 00:00:00+00:00'", "'2026-01-01 00:00:00+00:00'");
        let bad: &[(&str, &[(&str, &str)])] = &[
            ("parliament", &[("kind", "'NATIONAL'")]),
            ("chamber", &[own, ("seats", "-1")]),
            ("chamber", &[own, ("term_years", "0")]),
            ("chamber", &[own, ("term_years", "21")]),
            ("project", &[("progress", "101")]),
            ("project", &[("progress", "-1")]),
            ("project", &[("started_on", late), ("completed_on", early)]),
            ("project", &[("planned_start_on", late), ("planned_end_on", early)]),
            ("event", &[("edition", "0")]),
            ("event", &[("starts_on", late), ("ends_on", early)]),
            ("event", &[("starts_at", after), ("ends_at", before)]),
            ("contact", &[own, ("appointed_on", late), ("ends_on", early)]),
            ("contact", &[own, ("consent_from", after), ("consent_until", before)]),
            ("publication", &[("year", "1788")]),
            ("practice", &[("kind", "'GOOD_PRACTICE'"), ("use_case", "'{}'")]),
        ];
        for (table, fields) in bad {
            refused(bench.record(table, fields).await, "check", &format!("{table} {fields:?}"));
        }
        let good: &[(&str, &[(&str, &str)])] = &[
            ("chamber", &[own, ("seats", "0"), ("term_years", "20")]),
            ("project", &[("progress", "100"), ("started_on", early), ("completed_on", early), ("planned_start_on", late)]),
            ("event", &[("edition", "1"), ("starts_on", early), ("ends_on", early)]),
            ("practice", &[("kind", "'USE_CASE'"), ("use_case", "'{}'")]),
        ];
        for (table, fields) in good {
            bench.record(table, fields).await.unwrap();
        }
        let hub = bench.record("hub", &[]).await.unwrap();
        let lasts = |since, until| [("hub_id", hub.as_str()), own, ("role", "'HOST'"), ("since", since), ("until", until)];
        for (since, until) in [("'2021-05'", "'2021'"), ("'2021'", "'2021-05-01'"), ("'2021-05'", "'2021-05-01'"), ("'2020-12-31'", "'2021'")] {
            bench.part("hub_membership", &lasts(since, until)).await.unwrap();
        }
        for (since, until) in [("'2021-05'", "'2020'"), ("'2022'", "'2021-05-01'"), ("'2021-05-02'", "'2021-05-01'")] {
            let ended = bench.part("hub_membership", &lasts(since, until)).await;
            refused(ended, "check", "a membership that ends before it began");
        }
    }

    async fn parts_stand_once_in_their_place(backend) {
        let (_fresh, mut bench) = bench(backend).await;
        let parliament = bench.record("parliament", &[]).await.unwrap();
        let event = bench.record("event", &[]).await.unwrap();
        let publication = bench.record("publication", &[]).await.unwrap();
        let practice = bench.record("practice", &[]).await.unwrap();
        let other = bench.record("practice", &[]).await.unwrap();
        let session = [("event_id", event.as_str()), ("position", "0"), ("title", "'{}'"), ("kind", "'DEBATE'"), ("audiences", "'[]'")];
        let session_id = bench.part("event_session", &session).await.unwrap();
        refused(bench.part("event_session", &session).await, "unique", "two sessions in one place");
        refused(bench.part("event_speaker", &[("session_id", &session_id), ("position", "0")]).await, "check", "a speaker without a name");
        let named = [("session_id", session_id.as_str()), ("position", "0"), ("name", "'Ada'")];
        refused(bench.part("event_speaker", &named).await, "check", "a speaker named without consent");
        let agreed = ("consented_at", "'2026-01-01 00:00:00+00:00'");
        bench.part("event_speaker", &[named[0], named[1], named[2], agreed]).await.unwrap();
        let edition = [("publication_id", publication.as_str()), ("language", "'fr'")];
        bench.part("publication_edition", &edition).await.unwrap();
        refused(bench.part("publication_edition", &edition).await, "unique", "two editions in one language");
        let known = |practice| [("practice_id", practice), ("system", "'ipu'"), ("external_id", "'1'")];
        bench.part("practice_external_id", &known(practice.as_str())).await.unwrap();
        refused(bench.part("practice_external_id", &known(other.as_str())).await, "unique", "two practices known by one id");
        let delegation = [("event_id", event.as_str()), ("parliament_id", parliament.as_str()), ("registered_at", "'2026-01-01 00:00:00+00:00'")];
        bench.part("event_delegation", &delegation).await.unwrap();
        refused(bench.part("event_delegation", &delegation).await, "unique", "two delegations of one parliament");
    }

    async fn a_newer_program_tells_what_is_still_to_do(backend) {
        let fresh = Fresh::empty(backend).await;
        assert_eq!(fresh.network.pending_migrations().await.unwrap(), [""; 0]);
        fresh.network.migrate_down(1).await.unwrap();
        let pending = fresh.network.pending_migrations().await.unwrap();
        assert_eq!(pending.len(), 1);
        assert_eq!(fresh.network.migrate_up().await.unwrap(), pending);
    }
}

#[tokio::test]
async fn gateways_that_migrate_at_once_do_it_once() {
    for _ in 0..3 {
        let fresh = Fresh::bare(Backend::Postgres).await;
        let mut gateways = Vec::new();
        for _ in 0..4 {
            gateways.push(
                Network::open(&fresh.url, 3, Clock::fixed(noon(), 9))
                    .await
                    .unwrap(),
            );
        }
        let work: Vec<_> = gateways
            .iter()
            .cloned()
            .map(|network| tokio::spawn(async move { network.migrate_up().await }))
            .collect();
        let mut ran = Vec::new();
        for one in work {
            ran.push(
                one.await
                    .unwrap()
                    .unwrap_or_else(|failure| panic!("{failure:?}"))
                    .len(),
            );
        }
        ran.sort_unstable();
        assert_eq!(
            ran,
            [0, 0, 0, Migrator::migrations().len()],
            "one of them did it"
        );
        assert_eq!(fresh.network.pending_migrations().await.unwrap(), [""; 0]);
        for gateway in gateways {
            gateway.close().await.unwrap();
        }
    }
}
