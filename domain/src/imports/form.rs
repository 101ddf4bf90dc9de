//! What a row of a file says, as the deeds of practices take it. The columns are called as in the dataset's files.

use hemicycle_entity::values::Closed;
use serde_json::{Map, Value as Json};

use crate::deed::Selector;
use crate::failure::{ErrorCode, Refusal};
use crate::practice::deeds::{Draft, Known};
use crate::practice::edit::{Edit, UseCaseEdit};
use crate::problems::Problems;
use crate::wording::Patch;

/// What a row can say.
pub(super) const COLUMNS: [&str; 32] = [
    "external_system",
    "external_id",
    "language",
    "slug",
    "title",
    "summary",
    "kind",
    "stage",
    "parliament",
    "chamber",
    "hubs",
    "topics",
    "projects",
    "problem",
    "solution",
    "results",
    "lessons",
    "effort",
    "impact_areas",
    "audiences",
    "open_source_url",
    "open_to_contact",
    "started_on",
    "ended_on",
    "use_case_objective",
    "use_case_actors",
    "use_case_prerequisites",
    "use_case_steps",
    "use_case_data",
    "use_case_integrations",
    "use_case_success_metrics",
    "use_case_risks",
];

/// Most columns of a file, and keys of a row: enough to tell each of those that are not known.
pub(super) const NAMES: usize = 2 * COLUMNS.len();
/// Most values of a list in one cell. Fields may take fewer.
const VALUES: usize = 200;
/// Between the values of a list in one cell.
const BETWEEN: char = '|';

/// Told at the column itself: its name is one step, whatever is written in it.
pub(super) fn unknown_column(name: &str) -> Refusal {
    let name: String = name.chars().take(40).collect();
    let refusal = Refusal::new(
        ErrorCode::UnknownField,
        format!("There is no column “{name}”."),
        format!("Il n’y a pas de colonne « {name} »."),
    );
    refusal.at(name)
}

/// The practice that a row is about, and what it says of it. What is wrong is noted under the column's name.
pub(super) fn draft(values: &Map<String, Json>, problems: &mut Problems) -> Draft {
    for name in values.keys() {
        if !COLUMNS.contains(&name.as_str()) {
            problems.note("", unknown_column(name));
        }
    }
    let mut form = Form { values, problems };
    let known = Known {
        system: form.text("external_system").flatten().unwrap_or_default(),
        id: form.text("external_id").flatten().unwrap_or_default(),
    };
    Draft {
        parliament: form.text("parliament").flatten().map(Selector::Key),
        external_id: Some(known),
        content: edit(&mut form),
    }
}

fn edit(form: &mut Form<'_>) -> Edit {
    Edit {
        language: form.text("language").flatten(),
        slug: form.text("slug").flatten(),
        title: form.text("title"),
        summary: form.text("summary"),
        kind: form.one_of("kind").flatten(),
        stage: form.one_of("stage"),
        problem: form.text("problem"),
        solution: form.text("solution"),
        results: form.text("results"),
        lessons: form.text("lessons"),
        effort: form.text("effort"),
        use_case: use_case(form),
        impact_areas: form.many_of("impact_areas"),
        audiences: form.many_of("audiences"),
        open_source_url: form.text("open_source_url"),
        open_to_contact: form.flag("open_to_contact"),
        started_on: form.text("started_on"),
        ended_on: form.text("ended_on"),
        chamber: form.text("chamber").map(|code| code.map(Selector::Key)),
        hubs: form.keys("hubs"),
        topics: form.keys("topics"),
        projects: form.keys("projects"),
        sources: None,
        on_behalf_of: None,
    }
}

/// The section of use cases; left alone where no cell of it says anything, since other kinds have none.
fn use_case(form: &mut Form<'_>) -> Patch<UseCaseEdit> {
    let edit = UseCaseEdit {
        objective: form.text("use_case_objective"),
        actors: form.text("use_case_actors"),
        prerequisites: form.text("use_case_prerequisites"),
        steps: form.text("use_case_steps"),
        data: form.text("use_case_data"),
        integrations: form.text("use_case_integrations"),
        success_metrics: form.text("use_case_success_metrics"),
        risks: form.text("use_case_risks"),
    };
    (edit != UseCaseEdit::default()).then_some(Some(edit))
}

/// The column of a row with these values that a deed's path is about; none where it is about the whole row.
pub(super) fn column(path: &[String], values: &Map<String, Json>) -> Option<String> {
    let steps = path.iter().filter(|step| step.parse::<usize>().is_err());
    let mut words: Vec<String> = steps.map(|step| snake(step)).collect();
    if words.first().is_some_and(|first| first == "input") {
        words.remove(0);
    }
    let name = words.join("_");
    let name = match name.as_str() {
        "external_id_system" => "external_system",
        "external_id_id" => "external_id",
        "use_case" if path.len() > 1 => of_section(values)?,
        // A key that no row should have is named as it was written.
        _ if path.len() == 1 && !COLUMNS.contains(&name.as_str()) => {
            return path.first().filter(|one| !is_argument(one)).cloned();
        }
        other => other,
    };
    COLUMNS.contains(&name).then(|| name.to_owned())
}

/// The column by which a row has the section of use cases: the first of them in which something is written. Where there is none, the practice had the section
/// before, and what does not go with it is the kind.
fn of_section(values: &Map<String, Json>) -> Option<&'static str> {
    let section = COLUMNS.iter().filter(|name| name.starts_with("use_case_"));
    let mut written = section.filter(|name| values.get(**name).is_some_and(|cell| !is_empty(cell)));
    let kind = || values.contains_key("kind").then_some("kind");
    written.next().copied().or_else(kind)
}

fn is_empty(cell: &Json) -> bool {
    match cell {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// What deeds call the record itself.
fn is_argument(step: &str) -> bool {
    matches!(step, "practice" | "expectedVersion" | "import" | "")
}

fn snake(step: &str) -> String {
    let mut name = String::new();
    for letter in step.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

struct Form<'f> {
    values: &'f Map<String, Json>,
    problems: &'f mut Problems,
}

impl Form<'_> {
    /// What a cell says: nothing where its column is not there, that the field is empty where it is empty.
    fn text(&mut self, column: &str) -> Patch<String> {
        match self.values.get(column)? {
            cell if is_empty(cell) => Some(None),
            Json::String(text) => Some(Some(text.trim().replace("\r\n", "\n"))),
            // Ids are numbers in many systems.
            Json::Number(number) => Some(Some(number.to_string())),
            _ => self.wrong(column, not_text()),
        }
    }

    fn wrong<T>(&mut self, column: &str, refusal: Refusal) -> Option<T> {
        self.problems.note(column, refusal);
        None
    }

    fn one_of<T: Closed>(&mut self, column: &str) -> Patch<T> {
        let Some(text) = self.text(column)? else {
            return Some(None);
        };
        match T::parse(&text) {
            Some(value) => Some(Some(value)),
            None => self.wrong(column, not_one_of::<T>(&text)),
        }
    }

    fn flag(&mut self, column: &str) -> Patch<bool> {
        if let Some(Json::Bool(flag)) = self.values.get(column) {
            return Some(Some(*flag));
        }
        match self.text(column)?.as_deref() {
            None => Some(None),
            Some("true") => Some(Some(true)),
            Some("false") => Some(Some(false)),
            Some(_) => self.wrong(column, not_a_flag()),
        }
    }

    fn list(&mut self, column: &str) -> Option<Vec<String>> {
        let Some(Json::Array(items)) = self.values.get(column) else {
            let cell = self.text(column)?.unwrap_or_default();
            let items = cell.split(BETWEEN).map(str::trim);
            let written = items.filter(|item| !item.is_empty()).map(str::to_owned);
            // One more than there may be tells that it is too long.
            let texts: Vec<String> = written.take(VALUES + 1).collect();
            return self.few(column, texts);
        };
        let items = items.iter().take(VALUES + 1);
        let texts = items.map(|item| item.as_str().map(str::to_owned));
        match texts.collect::<Option<Vec<_>>>() {
            Some(texts) => self.few(column, texts),
            None => self.wrong(column, not_text()),
        }
    }

    fn few(&mut self, column: &str, texts: Vec<String>) -> Option<Vec<String>> {
        if texts.len() > VALUES {
            return self.wrong(column, too_long());
        }
        Some(texts)
    }

    /// Of a list with wrong values the first is told: there is one problem for each column.
    fn many_of<T: Closed>(&mut self, column: &str) -> Option<Vec<T>> {
        let mut values = Vec::new();
        for text in self.list(column)? {
            match T::parse(&text) {
                Some(value) => values.push(value),
                None => return self.wrong(column, not_one_of::<T>(&text)),
            }
        }
        Some(values)
    }

    fn keys(&mut self, column: &str) -> Option<Vec<Selector>> {
        let keys = self.list(column)?;
        Some(keys.into_iter().map(Selector::Key).collect())
    }
}

fn too_long() -> Refusal {
    Refusal::new(
        ErrorCode::LimitExceeded,
        format!("A list has at most {VALUES} values."),
        format!("Une liste compte au plus {VALUES} valeurs."),
    )
}

fn not_text() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This takes a text, or texts.",
        "Ce champ attend un texte, ou des textes.",
    )
}

fn not_a_flag() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This is true or false.",
        "Ce champ vaut true ou false.",
    )
}

fn not_one_of<T: Closed>(text: &str) -> Refusal {
    let values: Vec<&str> = T::ALL.iter().map(|value| value.as_str()).collect();
    let (text, values) = (text.chars().take(40).collect::<String>(), values.join(", "));
    Refusal::new(
        ErrorCode::InvalidValue,
        format!("“{text}” is none of {values}."),
        format!("« {text} » ne figure pas parmi {values}."),
    )
}

#[cfg(test)]
mod tests {
    use hemicycle_entity::values::PracticeKind;
    use serde_json::json;

    use super::*;

    fn read(values: Json) -> (Draft, Vec<String>) {
        let mut problems = Problems::default();
        let draft = draft(values.as_object().unwrap(), &mut problems);
        let columns = problems.into_refusals().into_iter();
        (draft, columns.map(|one| one.path.join("/")).collect())
    }

    #[test]
    fn an_empty_cell_empties_and_a_column_left_out_says_nothing() {
        let (draft, wrong) = read(json!({
            "external_system": "partner", "external_id": 7, "kind": "USE_CASE", "summary": " ", "hubs": "a | b|", "impact_areas": ["PEOPLE"], "open_to_contact": "true",
        }));
        assert_eq!(wrong, [""; 0]);
        assert_eq!(draft.external_id.unwrap().id, "7");
        assert_eq!(draft.content.kind, Some(PracticeKind::UseCase));
        assert_eq!(draft.content.summary, Some(None));
        assert_eq!(draft.content.problem, None);
        assert_eq!(draft.content.use_case, None);
        assert_eq!(draft.content.open_to_contact, Some(Some(true)));
        let keys = ["a", "b"].map(|key| Selector::Key(key.to_owned()));
        assert_eq!(draft.content.hubs, Some(keys.to_vec()));
    }

    #[test]
    fn what_is_wrong_is_told_by_column() {
        let (_, wrong) = read(
            json!({ "kind": "NICE", "open_to_contact": "perhaps", "audiences": "WEB|MOON", "title": {}, "colour": "red" }),
        );
        assert_eq!(
            wrong,
            ["colour", "title", "kind", "audiences", "open_to_contact"]
        );
        for (path, name) in [
            ("input.externalId.id", Some("external_id")),
            ("input.openSourceUrl", Some("open_source_url")),
            (
                "input.useCase.successMetrics",
                Some("use_case_success_metrics"),
            ),
            ("input.hubs.0", Some("hubs")),
            ("colour", Some("colour")),
            ("use_case", Some("use_case")),
            ("practice", None),
            ("input.onBehalfOf", None),
        ] {
            let steps: Vec<String> = path.split('.').map(str::to_owned).collect();
            assert_eq!(column(&steps, &Map::new()).as_deref(), name, "{path}");
        }
    }

    #[test]
    fn a_section_that_does_not_go_with_the_kind_is_told_at_the_column_that_gives_it() {
        let path = ["input", "useCase"].map(str::to_owned);
        for (row, name) in [
            (
                json!({ "kind": "CASE_STUDY", "use_case_objective": " ", "use_case_steps": "x", "use_case_data": "y" }),
                Some("use_case_steps"),
            ),
            (
                json!({ "kind": "CASE_STUDY", "use_case_objective": null }),
                Some("kind"),
            ),
            (json!({ "title": "x" }), None),
        ] {
            let values = row.as_object().unwrap();
            assert_eq!(column(&path, values).as_deref(), name, "{row}");
        }
    }

    #[test]
    fn a_key_is_one_step_of_the_path_whatever_is_written_in_it() {
        let dots = "a.".repeat(100_000);
        let (_, wrong) = read(json!({ "title.text": "x", dots.clone(): 1 }));
        assert_eq!(wrong, [&dots[..40], "title.text"]);
        assert_eq!(
            column(&["title.text".to_owned()], &Map::new()).as_deref(),
            Some("title.text")
        );
    }

    #[test]
    fn a_list_that_is_too_long_is_told_once_and_not_read() {
        let cell = |count: usize| vec!["MOON"; count].join("|");
        let (draft, wrong) = read(
            json!({ "hubs": cell(201), "topics": vec!["data"; 201], "projects": cell(200), "audiences": cell(201), "impact_areas": cell(200) }),
        );
        assert_eq!(wrong, ["impact_areas", "audiences", "hubs", "topics"]);
        assert_eq!((draft.content.hubs, draft.content.topics), (None, None));
        assert_eq!(draft.content.projects.map(|all| all.len()), Some(200));
    }
}
