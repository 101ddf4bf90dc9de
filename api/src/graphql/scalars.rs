//! Scalars of the contract.

use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::values;

/// A scalar cannot know the caller's language: the guard has refused what it could, and this is the rest.
fn refused<T: InputType>(refusal: Refusal) -> InputValueError<T> {
    InputValueError::custom(refusal.message.en)
}

fn text<T: InputType>(value: &Value) -> Result<&str, InputValueError<T>> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(InputValueError::expected_type(other.clone())),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime(pub chrono::DateTime<Utc>);

impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(instant: DateTime) -> Self {
        instant.0
    }
}

/// An instant in UTC, as RFC 3339 with at most microseconds: `2026-11-22T09:30:00Z`. As input any offset is taken.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let parsed = chrono::DateTime::parse_from_rfc3339(text(&value)?).map_err(|_| {
            InputValueError::custom(
                "This is not an instant as RFC 3339 writes it, such as 2026-11-22T09:30:00Z.",
            )
        })?;
        Ok(Self(parsed.to_utc()))
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date(pub NaiveDate);

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        date.0
    }
}

/// A calendar day: `2026-11-22`.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        values::date(text(&value)?).map(Self).map_err(refused)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate(pub String);

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.0
    }
}

/// A day, month or year, as exact as its source: `2021-06-16`, `2019-12` or `2019`.
#[Scalar(name = "PartialDate")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        values::partial_date(text(&value)?)
            .map(Self)
            .map_err(refused)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageTag(pub values::LanguageTag);

/// A BCP 47 language tag: `fr`, `pt-BR`.
#[Scalar(
    name = "LanguageTag",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc5646"
)]
impl ScalarType for LanguageTag {
    fn parse(value: Value) -> InputValueResult<Self> {
        values::LanguageTag::parse(text(&value)?)
            .map(Self)
            .map_err(refused)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

impl LanguageTag {
    /// A tag that the database holds.
    pub fn stored(tag: &str) -> Self {
        Self(values::LanguageTag::stored(tag))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url(pub String);

/// An absolute https address.
#[Scalar(name = "Url", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        values::web_address(text(&value)?)
            .map(Self)
            .map_err(refused)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldValues(pub serde_json::Map<String, serde_json::Value>);

/// Remembered values of changed fields, by field name: a JSON object. Its shape follows the record's fields and may grow.
#[Scalar(name = "FieldValues")]
impl ScalarType for FieldValues {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value.into_json() {
            Ok(serde_json::Value::Object(map)) => Ok(Self(map)),
            _ => Err(InputValueError::custom("This is not an object.")),
        }
    }

    fn to_value(&self) -> Value {
        Value::from_json(serde_json::Value::Object(self.0.clone())).unwrap_or_default()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct PersonalExport(pub serde_json::Value);

/// All that is held of a person: a JSON object. `myData` describes its members; more may be added.
#[Scalar(name = "PersonalExport")]
impl ScalarType for PersonalExport {
    fn parse(value: Value) -> InputValueResult<Self> {
        let value = value.into_json();
        let value = value.map_err(|_| InputValueError::custom("This is not JSON."))?;
        Ok(Self(value))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}
