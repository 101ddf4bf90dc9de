//! Values of one form each: codes, dates, numbers, links, closed lists; and what all records have.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use hemicycle_entity::text::{Source, Sources, Tags};
use hemicycle_entity::values::Closed;

use super::super::draft::Node;
use super::Fields;
use crate::failure::{ErrorCode, Refusal};
use crate::values::{
    LanguageTag, Slug, TITLE_LIMIT, code, date, fixed_code, in_order, licence, mailbox,
    partial_date, partial_in_order, time_zone, web_address, whole,
};

/// What all records have.
pub struct Common {
    pub original_language: String,
    pub licence: String,
    pub sources: Sources,
}

impl Fields<'_> {
    /// Reads what all records have. First of all: the texts of a record are in its original language.
    pub fn common(&mut self) -> Common {
        if let Some(language) = self.language("original_language") {
            self.original = language;
        }
        let licence = self.licence("licence");
        let sources = self.tables("sources", |part, _| Source {
            title: part.required_plain("title", TITLE_LIMIT),
            url: part.link("url"),
        });
        let stated = (!sources.is_empty()).then_some(sources);
        let sources = self.needed("sources", stated).unwrap_or_default();
        Common {
            original_language: self.original.clone(),
            licence: licence.unwrap_or_else(|| "CC-BY-4.0".to_owned()),
            sources: Sources(sources),
        }
    }

    /// Like `required`, of a list that must not be empty either.
    fn needed<T>(&mut self, name: &'static str, value: Option<T>) -> Option<T> {
        let is_empty = |node: &Node| node.list().is_ok_and(<[Node]>::is_empty);
        if self.table.get(name).is_some_and(is_empty) {
            self.refuse(name, super::missing());
        }
        self.required(name, value)
    }

    /// An SPDX licence expression.
    pub fn licence(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |node| licence(node.text()?))
    }

    pub fn required_plain(&mut self, name: &'static str, limit: usize) -> String {
        let text = self.plain(name, limit);
        self.required(name, text).unwrap_or_default()
    }

    pub fn optional_slug(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |node| {
            Slug::parse(node.text()?).map(Slug::into_string)
        })
    }

    pub fn slug(&mut self, name: &'static str) -> String {
        let slug = self.optional_slug(name);
        self.required(name, slug).unwrap_or_default()
    }

    /// The code of a parliament or chamber.
    pub fn code(&mut self, name: &'static str) -> String {
        let value = self.one(name, |node| code(node.text()?));
        self.required(name, value).unwrap_or_default()
    }

    pub fn fixed_code(&mut self, name: &'static str, length: usize, digits: bool) -> String {
        let value = self.one(name, |node| fixed_code(node.text()?, length, digits));
        self.required(name, value).unwrap_or_default()
    }

    pub fn one_of<T: Closed>(&mut self, name: &'static str) -> Option<T> {
        self.one(name, closed)
    }

    pub fn required_one_of<T: Closed>(&mut self, name: &'static str) -> T {
        let value = self.one_of(name);
        self.required(name, value).unwrap_or(T::ALL[0])
    }

    /// Several values of a closed list, in the order given.
    pub fn many_of<T: Closed + PartialEq>(&mut self, name: &'static str) -> Tags {
        let values: Vec<T> = self.many(name, closed);
        Tags(values.iter().map(|one| one.as_str().to_owned()).collect())
    }

    pub fn language(&mut self, name: &'static str) -> Option<String> {
        self.one(name, language)
    }

    pub fn required_language(&mut self, name: &'static str) -> String {
        let value = self.language(name);
        self.required(name, value).unwrap_or_default()
    }

    pub fn languages(&mut self, name: &'static str) -> Tags {
        Tags(self.many(name, language))
    }

    pub fn link(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |node| web_address(node.text()?))
    }

    pub fn required_link(&mut self, name: &'static str) -> String {
        let value = self.link(name);
        self.required(name, value).unwrap_or_default()
    }

    pub fn mailbox(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |node| mailbox(node.text()?))
    }

    pub fn date(&mut self, name: &'static str) -> Option<NaiveDate> {
        self.one(name, |node| date(node.text()?))
    }

    pub fn partial_date(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |node| partial_date(node.text()?))
    }

    pub fn instant(&mut self, name: &'static str) -> Option<DateTime<Utc>> {
        self.one(name, |node| instant(node.text()?))
    }

    pub fn required_instant(&mut self, name: &'static str) -> DateTime<Utc> {
        let value = self.instant(name);
        self.required(name, value).unwrap_or_default()
    }

    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.one(name, Node::flag)
    }

    pub fn whole(&mut self, name: &'static str, range: RangeInclusive<i32>) -> Option<i32> {
        self.one(name, |node| {
            let number = i32::try_from(node.whole()?).unwrap_or(i32::MIN);
            whole(number, range)
        })
    }

    /// An IANA name of a time zone.
    pub fn time_zone(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |node| time_zone(node.text()?))
    }

    /// Notes that the second lies before the first, as the database would.
    pub fn in_order<T: PartialOrd>(
        &mut self,
        first: (&'static str, &Option<T>),
        last: (&'static str, &Option<T>),
    ) {
        let order = in_order(first.1.as_ref(), last.1.as_ref());
        self.note_order(first.0, last.0, order.is_err());
    }

    /// The same for partial dates, as exactly as both are known.
    pub fn partial_in_order(
        &mut self,
        first: (&'static str, &Option<String>),
        last: (&'static str, &Option<String>),
    ) {
        let order = partial_in_order(first.1.as_deref(), last.1.as_deref());
        self.note_order(first.0, last.0, order.is_err());
    }

    fn note_order(&mut self, first: &'static str, last: &'static str, wrong: bool) {
        if wrong {
            let refusal = invalid(
                format!("This lies before “{first}”."),
                format!("Ceci précède « {first} »."),
            );
            self.refuse(last, refusal);
        }
    }

    /// Notes the values of a field of parts that stand there twice.
    pub fn distinct<T: PartialEq>(&mut self, name: &'static str, values: &[T]) {
        for (place, value) in values.iter().enumerate() {
            if values[..place].contains(value) {
                self.refuse(name, super::twice().at(place.to_string()));
            }
        }
    }
}

fn invalid(en: impl Into<String>, fr: impl Into<String>) -> Refusal {
    Refusal::new(ErrorCode::InvalidValue, en, fr)
}

fn language(node: &Node) -> Result<String, Refusal> {
    LanguageTag::parse(node.text()?).map(|tag| tag.as_str().to_owned())
}

fn closed<T: Closed>(node: &Node) -> Result<T, Refusal> {
    let text = node.text()?;
    T::parse(text).ok_or_else(|| listed::<T>(text))
}

/// The refusal of a value that is not on a closed list.
pub(super) fn listed<T: Closed>(text: &str) -> Refusal {
    let values: Vec<&str> = T::ALL.iter().map(|value| value.as_str()).collect();
    let values = values.join(", ");
    invalid(
        format!("“{text}” is not one of: {values}."),
        format!("« {text} » n’est pas l’une des valeurs : {values}."),
    )
}

/// In whole microseconds, as the databases keep them.
fn instant(text: &str) -> Result<DateTime<Utc>, Refusal> {
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.to_utc().trunc_subsecs(6))
        .map_err(|_| {
            invalid(
                "This is not an instant with its offset, such as “2021-06-16T10:00:00Z”.",
                "Ce n’est pas un instant avec son décalage, comme « 2021-06-16T10:00:00Z ».",
            )
        })
}
