//! Those who ask, and what they get.

use hemicycle::auth::use_ring;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::log::{self, Line};

/// An HTTP client like any user's.
pub fn client() -> Client {
    use_ring();
    Client::new()
}

#[derive(Clone)]
pub struct Caller {
    pub client: Client,
    pub endpoint: String,
    language: Option<String>,
    token: Option<String>,
}

/// An answer with everything a test looks at.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub body: Value,
    /// As they came, compressed or not.
    pub bytes: Vec<u8>,
}

impl Caller {
    pub fn new(endpoint: String) -> Self {
        Self {
            client: client(),
            endpoint,
            language: None,
            token: None,
        }
    }

    /// The same, reading these languages (as Accept-Language says it).
    #[must_use]
    pub fn reading(mut self, languages: &str) -> Self {
        self.language = Some(languages.to_owned());
        self
    }

    /// The same, with this token.
    #[must_use]
    pub fn bearing(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub fn request(&self) -> RequestBuilder {
        let mut request = self.client.post(&self.endpoint);
        if let Some(language) = &self.language {
            request = request.header("accept-language", language);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request
    }

    /// Does one deed: a mutation field with its arguments and what to ask of its payload besides the errors. Gives the payload.
    pub async fn deed(&self, field: &str, arguments: Value, asked: &str) -> Value {
        let answer = self.try_deed(field, arguments, asked).await;
        assert_eq!(answer.status, 200, "{field}: {}", answer.text);
        answer.body["data"][field].clone()
    }

    /// The same, expecting that nothing is wrong.
    pub async fn done(&self, field: &str, arguments: Value, asked: &str) -> Value {
        let payload = self.deed(field, arguments, asked).await;
        assert_eq!(payload["errors"], json!([]), "{field}");
        payload
    }

    /// The same, expecting that it is refused: the code and path of everything that is wrong, such as `FORBIDDEN project`.
    pub async fn refused(&self, field: &str, arguments: Value) -> Vec<String> {
        let payload = self.deed(field, arguments, "").await;
        let errors = payload["errors"].as_array().unwrap();
        assert!(!errors.is_empty(), "{field} was not refused");
        let told = errors.iter().map(|error| {
            let steps = error["path"].as_array().cloned().unwrap_or_default();
            let steps: Vec<&str> = steps.iter().map(|step| step.as_str().unwrap()).collect();
            assert!(
                steps.iter().all(|step| !step.contains('.')),
                "{field}: {error}"
            );
            format!("{} {}", error["code"].as_str().unwrap(), steps.join("."))
        });
        told.map(|line| line.trim().to_owned()).collect()
    }

    /// Sends one mutation field and gives the whole answer.
    pub async fn try_deed(&self, field: &str, arguments: Value, asked: &str) -> Answer {
        let query = format!(
            "mutation {{ {field}{} {{ {asked} errors {{ code path message }} }} }}",
            literal_arguments(&arguments)
        );
        self.ask(&query, json!({})).await
    }

    /// Asks with variables and gives the whole answer.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        Answer::of(self.request().json(&body).send().await.unwrap()).await
    }

    /// What caches are told of an answer by GET, and the answer.
    pub async fn cached(&self, query: &str) -> (String, Answer) {
        let address = reqwest::Url::parse_with_params(&self.endpoint, [("query", query)]).unwrap();
        let answer = Answer::of(self.client.get(address).send().await.unwrap()).await;
        assert_eq!(answer.status, 200, "{query}\n{}", answer.text);
        (answer.header("cache-control").to_owned(), answer)
    }

    /// Asks, expects no error, and gives the data.
    pub async fn data(&self, query: &str) -> Value {
        self.data_with(query, json!({})).await
    }

    pub async fn data_with(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        assert_eq!(answer.status, 200, "{query}\n{}", answer.text);
        assert!(
            answer.body.get("errors").is_none(),
            "{query}\n{}",
            answer.text
        );
        answer.body["data"].clone()
    }
}

/// A word that stands without quotation marks in a literal: an enum's value.
pub const ENUM: &str = "enum:";

fn literal_arguments(arguments: &Value) -> String {
    let members = arguments.as_object().unwrap();
    if members.is_empty() {
        return String::new();
    }
    let written = members
        .iter()
        .map(|(name, value)| format!("{name}: {}", literal(value)));
    format!("({})", written.collect::<Vec<_>>().join(", "))
}

/// A value as documents write it: strings that begin with `enum:` are values of enums.
fn literal(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let written = members
                .iter()
                .map(|(name, value)| format!("{name}: {}", literal(value)));
            format!("{{{}}}", written.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let written: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", written.join(", "))
        }
        Value::String(text) => match text.strip_prefix(ENUM) {
            Some(word) => word.to_owned(),
            None => value.to_string(),
        },
        other => other.to_string(),
    }
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
            bytes,
        }
    }

    /// The body without what it cost.
    pub fn said(&self) -> Value {
        let mut body = self.body.clone();
        if let Some(members) = body.as_object_mut() {
            members.remove("extensions");
        }
        body
    }

    /// All values of a header, as one list in lower case.
    pub fn all(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        let values: Vec<&str> = values.map(|value| value.to_str().unwrap()).collect();
        values.join(", ").to_lowercase()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The codes of its errors.
    pub fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array();
        errors
            .into_iter()
            .flatten()
            .map(|error| error["extensions"]["code"].as_str().unwrap_or("?"))
            .collect()
    }

    /// Its line in the service's log.
    pub fn line(&self) -> Line {
        log::line(self.header("x-request-id"))
    }
}
