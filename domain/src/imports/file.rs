//! Files of practices as they come: CSV or JSON Lines, read a line at a time. What their columns mean is in `form`.

use std::fmt::Formatter;

use csv::{Reader, ReaderBuilder, StringRecord};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value as Json};

use super::Problem;
use super::form::{COLUMNS, NAMES, unknown_column};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::problems::Problems;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    JsonLines,
}

/// A row and the line on which it begins.
pub(super) struct Line {
    pub number: usize,
    pub content: Content,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Content {
    /// By column.
    Values(Map<String, Json>),
    /// Nothing that can be read.
    Malformed(Problem),
}

pub(super) type Lines<'t> = Box<dyn Iterator<Item = Line> + Send + 't>;

/// The rows of a file. A file whose header is wrong has none.
pub(super) fn lines(format: Format, text: &str) -> Result<Lines<'_>, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    match format {
        Format::Csv => csv_lines(text),
        Format::JsonLines => Ok(Box::new(json_lines(text))),
    }
}

fn malformed(en: impl Into<String>, fr: impl Into<String>) -> Content {
    let refusal = Refusal::new(ErrorCode::ParseError, en, fr);
    Content::Malformed(Problem::of(None, &refusal))
}

fn json_lines(text: &str) -> impl Iterator<Item = Line> + Send + '_ {
    let lines = text.lines().zip(1..);
    let written = lines.filter(|(line, _)| !line.trim().is_empty());
    written.map(|(line, number)| Line {
        number,
        content: json_row(line),
    })
}

fn json_row(line: &str) -> Content {
    match serde_json::from_str::<Json>(line) {
        Ok(json) if has_nul(&json) => unfit(),
        Ok(Json::Object(values)) if values.len() > NAMES => {
            Content::Malformed(Problem::of(None, &too_many_keys()))
        }
        Ok(Json::Object(values)) => match given_twice(line) {
            Some(name) => Content::Malformed(Problem::of(Some(name.to_owned()), &twice(name))),
            None => Content::Values(values),
        },
        Ok(_) => malformed(
            "This line is not a JSON object.",
            "Cette ligne n’est pas un objet JSON.",
        ),
        Err(error) => {
            let column = error.column();
            malformed(
                format!("This line is not well-formed JSON (at character {column})."),
                format!("Cette ligne n’est pas du JSON bien formé (au caractère {column})."),
            )
        }
    }
}

/// The first column that an object says twice. Read as a value, an object keeps the last alone.
fn given_twice(line: &str) -> Option<&'static str> {
    let Keys(keys) = serde_json::from_str(line).ok()?;
    let times = |name: &str| keys.iter().filter(|key| *key == name).count();
    COLUMNS.into_iter().find(|name| times(name) > 1)
}

/// The keys of an object as they are written, each as often as it is there.
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_map(KeysOnly)
    }
}

struct KeysOnly;

impl<'de> Visitor<'de> for KeysOnly {
    type Value = Keys;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Keys, M::Error> {
        let mut keys = Vec::new();
        while let Some((key, IgnoredAny)) = members.next_entry()? {
            keys.push(key);
        }
        Ok(Keys(keys))
    }
}

/// A character that no database keeps in JSON.
fn has_nul(json: &Json) -> bool {
    match json {
        Json::String(text) => text.contains('\0'),
        Json::Array(items) => items.iter().any(has_nul),
        Json::Object(members) => members
            .iter()
            .any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

fn unfit() -> Content {
    malformed(
        "This line contains control characters.",
        "Cette ligne contient des caractères de contrôle.",
    )
}

/// Spreadsheets of half the world separate by semicolons: the header tells.
fn separator(text: &str) -> u8 {
    let header = text.split(['\r', '\n']).next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') {
        b';'
    } else {
        b','
    }
}

fn csv_lines(text: &str) -> Result<Lines<'_>, Failure> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = header(&mut reader)?;
    let mut count = LineCount {
        text: text.as_bytes(),
        at: 0,
        line: 1,
    };
    let lines = reader
        .into_records()
        .filter(|record| !record.as_ref().is_ok_and(is_blank))
        .map(move |record| csv_row(&header, record, &mut count));
    Ok(Box::new(lines))
}

/// Counts lines from the places of records, one after the other. The parser counts line feeds only, and begins a record before the line feed of the one above.
struct LineCount<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl LineCount<'_> {
    /// The line of what is written first from this place on.
    fn of(&mut self, place: Option<&csv::Position>) -> usize {
        let from = place.and_then(|place| usize::try_from(place.byte()).ok());
        let begins = |byte: u8| byte != b'\r' && byte != b'\n';
        let until = from.unwrap_or(self.at).max(self.at);
        while self.at < self.text.len() && (self.at < until || !begins(self.text[self.at])) {
            let two = self.text[self.at..].starts_with(b"\r\n");
            self.line += usize::from(!two && !begins(self.text[self.at]));
            self.at += 1;
        }
        self.line
    }
}

/// The columns, or everything that is wrong with them.
fn header(reader: &mut Reader<&[u8]>) -> Result<Vec<String>, Failure> {
    let unreadable = || {
        Refusal::new(
            ErrorCode::ParseError,
            "The first line does not name the columns.",
            "La première ligne ne nomme pas les colonnes.",
        )
    };
    let header = reader.headers().map_err(|_| unreadable())?;
    if header.len() > NAMES {
        return Err(too_many_columns().into());
    }
    let mut problems = Problems::default();
    let mut columns: Vec<String> = Vec::new();
    for name in header.iter().map(str::trim) {
        if !COLUMNS.contains(&name) {
            problems.note("", unknown_column(name));
        } else if columns.iter().any(|known| known == name) {
            problems.note(name, twice(name));
        }
        columns.push(name.to_owned());
    }
    if columns.is_empty() {
        return Err(unreadable().into());
    }
    for name in ["external_system", "external_id"] {
        if !columns.iter().any(|known| known == name) {
            problems.note(name, not_there(name));
        }
    }
    problems.settled()?;
    Ok(columns)
}

fn too_many_columns() -> Refusal {
    Refusal::new(
        ErrorCode::LimitExceeded,
        format!("The first line names more than {NAMES} columns."),
        format!("La première ligne nomme plus de {NAMES} colonnes."),
    )
}

fn too_many_keys() -> Refusal {
    Refusal::new(
        ErrorCode::LimitExceeded,
        format!("This line has more than {NAMES} keys."),
        format!("Cette ligne compte plus de {NAMES} clés."),
    )
}

fn twice(name: &str) -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        format!("The column “{name}” is there twice."),
        format!("La colonne « {name} » figure deux fois."),
    )
}

fn not_there(name: &str) -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        format!("The column “{name}” is missing."),
        format!("La colonne « {name} » manque."),
    )
}

/// What spreadsheets leave below a table: separators and nothing between them.
fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

fn csv_row(
    columns: &[String],
    record: Result<StringRecord, csv::Error>,
    count: &mut LineCount<'_>,
) -> Line {
    let record = match record {
        Ok(record) => record,
        Err(error) => {
            return Line {
                number: count.of(error.position()),
                content: malformed(
                    "This line is not well-formed CSV.",
                    "Cette ligne n’est pas du CSV bien formé.",
                ),
            };
        }
    };
    let number = count.of(record.position());
    let (cells, wanted) = (record.len(), columns.len());
    if cells != wanted {
        let content = malformed(
            format!("This line has {cells} cells, the first line {wanted}."),
            format!("Cette ligne compte {cells} cellules, la première {wanted}."),
        );
        return Line { number, content };
    }
    if record.iter().any(|cell| cell.contains('\0')) {
        return Line {
            number,
            content: unfit(),
        };
    }
    let cells = record.iter().map(Json::from);
    let values = columns.iter().cloned().zip(cells).collect();
    Line {
        number,
        content: Content::Values(values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(format: Format, text: &str) -> Vec<(usize, bool)> {
        let all = lines(format, text).unwrap_or_else(|failure| panic!("{failure:?}"));
        all.map(|line| (line.number, matches!(line.content, Content::Values(_))))
            .collect()
    }

    #[test]
    fn rows_know_the_line_on_which_they_begin_and_a_bad_one_does_not_hide_the_others() {
        let text =
            "\u{feff}external_system,external_id,title\na,1,\"two\nlines\"\na,2\n,,\na,3,x\n";
        assert_eq!(
            numbers(Format::Csv, text),
            [(2, true), (4, false), (6, true)]
        );
        // However lines end, also where a file was put together from several.
        let text = "external_system,external_id,title\na,1,\"two\nlines\"\n\na,2\na,3,x";
        for ends in [
            text.to_owned(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
            text.replacen('\n', "\r\n", 3),
            text.replacen('\n', "\r", 4),
        ] {
            let expected = [(2, true), (5, false), (6, true)];
            assert_eq!(numbers(Format::Csv, &ends), expected, "{ends:?}");
        }
        let text = "{\"title\":\"a\"}\n\n{oops\n[]\n";
        assert_eq!(
            numbers(Format::JsonLines, text),
            [(1, true), (3, false), (4, false)]
        );
    }

    #[test]
    fn a_header_is_told_everything_that_is_wrong_with_it() {
        let Err(Failure::Refused(refusals)) =
            lines(Format::Csv, "external_id;title;title;colour\n").map(|_| ())
        else {
            panic!("the header is wrong")
        };
        let told: Vec<(ErrorCode, &str)> = refusals
            .iter()
            .map(|one| (one.code, one.path[0].as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (ErrorCode::Duplicate, "title"),
                (ErrorCode::UnknownField, "colour"),
                (ErrorCode::Required, "external_system"),
            ]
        );
        assert!(lines(Format::Csv, "").is_err());
    }

    /// Code and path of each.
    fn refused(text: &str) -> Vec<(ErrorCode, Vec<String>)> {
        let Err(Failure::Refused(refusals)) = lines(Format::Csv, text).map(|_| ()) else {
            panic!("the header is wrong")
        };
        let told = refusals.into_iter().map(|one| (one.code, one.path));
        told.collect()
    }

    #[test]
    fn a_header_with_too_many_columns_is_told_so_and_nothing_else() {
        let header = |count: usize| {
            let names: Vec<String> = (0..count).map(|number| format!("c{number}")).collect();
            names.join(",")
        };
        let too_many = [(ErrorCode::LimitExceeded, Vec::new())];
        assert_eq!(refused(&header(NAMES + 1)), too_many);
        assert_eq!(refused(&header(300_000)), too_many);
        // Each that is not known, and the two that are missing.
        assert_eq!(refused(&header(NAMES)).len(), NAMES + 2);
    }

    #[test]
    fn the_name_of_a_column_is_one_step_of_the_path_whatever_is_written_in_it() {
        let name = "a.".repeat(100_000);
        let told = refused(&format!("external_system,external_id,{name}\n"));
        let step = vec![name[..40].to_owned()];
        assert_eq!(told, [(ErrorCode::UnknownField, step)]);
    }

    #[test]
    fn a_row_with_too_many_keys_is_not_read() {
        let row = |count: usize| {
            let keys: Vec<String> = (0..count)
                .map(|number| format!("\"k{number}\":1"))
                .collect();
            format!("{{{}}}", keys.join(","))
        };
        let text = format!("{}\n{}\n", row(NAMES), row(NAMES + 1));
        assert_eq!(numbers(Format::JsonLines, &text), [(1, true), (2, false)]);
        let told = Content::Malformed(Problem::of(None, &too_many_keys()));
        assert_eq!(json_row(&row(NAMES + 1)), told);
    }

    #[test]
    fn a_row_that_says_a_column_twice_is_not_read() {
        let told = Content::Malformed(Problem::of(Some("title".to_owned()), &twice("title")));
        for row in [
            r#"{"title":"a","title":"b"}"#,
            r#"{"title":null,"summary":"x","t\u0069tle":["b"]}"#,
        ] {
            assert_eq!(json_row(row), told, "{row}");
        }
        // What stands below a key is another matter.
        let row = r#"{"title":{"title":1},"summary":"title"}"#;
        assert!(matches!(json_row(row), Content::Values(_)));
    }
}
