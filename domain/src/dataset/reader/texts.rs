//! Texts: plain ones, and those a person reads, in one or several languages.

use std::collections::BTreeMap;

use hemicycle_entity::text::{Localized, Wording};
use hemicycle_entity::values::{Closed, Origin};

use super::super::draft::{Node, Value};
use super::values::listed;
use super::{Fields, Found};
use crate::failure::{ErrorCode, Refusal};
use crate::values::{BODY_LIMIT, LanguageTag, SUMMARY_LIMIT, TITLE_LIMIT, written};

/// How long a text may be and whether it may have several lines.
#[derive(Clone, Copy)]
struct Form {
    limit: usize,
    lines: bool,
}

impl Fields<'_> {
    /// A required title or name.
    pub fn title(&mut self, name: &'static str) -> Localized {
        let title = self.short(name);
        self.required(name, title).unwrap_or_default()
    }

    /// A text as long as a title.
    pub fn short(&mut self, name: &'static str) -> Option<Localized> {
        self.localized(
            name,
            Form {
                limit: TITLE_LIMIT,
                lines: false,
            },
        )
    }

    /// A text of several paragraphs.
    pub fn body(&mut self, name: &'static str) -> Option<Localized> {
        self.localized(
            name,
            Form {
                limit: BODY_LIMIT,
                lines: true,
            },
        )
    }

    pub fn required_body(&mut self, name: &'static str) -> Localized {
        let body = self.body(name);
        self.required(name, body).unwrap_or_default()
    }

    /// A text that is shown in lists.
    pub fn summary(&mut self, name: &'static str) -> Option<Localized> {
        self.localized(
            name,
            Form {
                limit: SUMMARY_LIMIT,
                lines: true,
            },
        )
    }

    /// A text of one line without a language.
    pub fn plain(&mut self, name: &'static str, limit: usize) -> Option<String> {
        self.one(name, |node| written(node.text()?, limit, false))
    }

    fn localized(&mut self, name: &'static str, form: Form) -> Option<Localized> {
        let node = self.node(name)?;
        let original = self.original.clone();
        let mut found = Vec::new();
        let text = Localized(wordings(node, &original, form, &mut found));
        let wrong = !found.is_empty();
        for one in found {
            self.note(one.line, one.refusal.at(name));
        }
        (!wrong).then_some(text)
    }
}

fn wordings(
    node: &Node,
    original: &str,
    form: Form,
    found: &mut Vec<Found>,
) -> BTreeMap<String, Wording> {
    let mut wordings = BTreeMap::new();
    let mut note = |line, refusal| found.push(Found { line, refusal });
    match &node.value {
        Value::Text(text) => match written(text, form.limit, form.lines) {
            Ok(text) => {
                wordings.insert(original.to_owned(), worded(text, Origin::Original));
            }
            Err(refusal) => note(node.line, refusal),
        },
        Value::Table(table) if table.is_empty() => note(node.line, empty()),
        Value::Table(table) => {
            for (key, node) in table {
                match wording(key, node, original, form) {
                    Ok((tag, wording)) => {
                        wordings.insert(tag, wording);
                    }
                    Err(refusal) => note(node.line, refusal.at(key)),
                }
            }
        }
        _ => note(node.line, neither()),
    }
    wordings
}

fn worded(text: String, origin: Origin) -> Wording {
    Wording {
        text,
        origin,
        current: true,
    }
}

/// One language of a text: the text itself, or a table that also says how the translation came to be.
fn wording(
    key: &str,
    node: &Node,
    original: &str,
    form: Form,
) -> Result<(String, Wording), Refusal> {
    let tag = LanguageTag::parse(key)?.as_str().to_owned();
    let (text, stated) = match &node.value {
        Value::Table(table) => {
            let known = |key: &&String| !["text", "origin"].contains(&key.as_str());
            if let Some(other) = table.keys().find(known) {
                return Err(super::unknown(other).at(other));
            }
            let text = table.get("text").ok_or_else(super::missing);
            let stated = table.get("origin").map(origin).transpose();
            (
                text.and_then(Node::text)
                    .map_err(|refusal| refusal.at("text"))?,
                stated.map_err(|refusal| refusal.at("origin"))?,
            )
        }
        _ => (node.text()?, None),
    };
    let is_original = tag == original;
    let origin = match stated {
        None if is_original => Origin::Original,
        None => Origin::Human,
        Some(stated) if (stated == Origin::Original) == is_original => stated,
        Some(_) => return Err(misplaced().at("origin")),
    };
    let text = written(text, form.limit, form.lines)?;
    Ok((tag, worded(text, origin)))
}

fn origin(node: &Node) -> Result<Origin, Refusal> {
    let text = node.text()?;
    Origin::parse(text).ok_or_else(|| listed::<Origin>(text))
}

fn empty() -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        "The text is given in no language.",
        "Le texte n’est donné dans aucune langue.",
    )
}

fn neither() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "A text is given in quotation marks, or as a table from language to text.",
        "Un texte se donne entre guillemets, ou sous forme de table de la langue au texte.",
    )
}

fn misplaced() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "The wording in the original language, and no other, is ORIGINAL.",
        "La version en langue originale, et elle seule, est ORIGINAL.",
    )
}
