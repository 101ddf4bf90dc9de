//! Those who ask, and what they get.

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::log::{self, Line};

#[derive(Clone)]
pub struct Caller {
    pub client: Client,
    pub endpoint: String,
    language: Option<String>,
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
            client: Client::new(),
            endpoint,
            language: None,
        }
    }

    /// The same, reading these languages (as Accept-Language says it).
    #[must_use]
    pub fn reading(mut self, languages: &str) -> Self {
        self.language = Some(languages.to_owned());
        self
    }

    pub fn request(&self) -> RequestBuilder {
        let request = self.client.post(&self.endpoint);
        match &self.language {
            Some(language) => request.header("accept-language", language),
            None => request,
        }
    }

    /// Asks with variables and gives the whole answer.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        Answer::of(self.request().json(&body).send().await.unwrap()).await
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
