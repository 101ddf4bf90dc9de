//! How a GraphQL answer leaves: the status, the errors in the caller's language, and nothing that is ours alone. Faults are logged here,
//! whole and once, with the id the client gets.

use std::any::Any;
use std::collections::HashSet;
use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use async_graphql::{Pos, Response, ServerError, Value};
use hemicycle_domain::failure::{ErrorCode, Failure, Fault, FaultKind, Refusal, Tongue};
use hemicycle_entity::values::Closed;
use serde::Serialize;

use super::accept::Media;
use super::guard::{Problem, ProblemKind};
use super::params::Turned;
use crate::graphql::error::ApiError;

/// Below this an answer is not worth compressing.
const WORTH_COMPRESSING: usize = 1_024;
/// Seconds after which a client that was sent away may come back.
pub(super) const RETRY_AFTER: &str = "2";

/// How to speak to this caller.
#[derive(Clone)]
pub struct Speech {
    pub media: Media,
    pub tongue: Tongue,
    pub request_id: String,
}

/// Marks an answer without errors: the only one that may be kept by caches.
pub struct Clean;

/// What a request cost, as its answer tells. The same for everybody who asks the same of the same data: answers may be cached, so what
/// remains of a caller's own quota is in headers.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cost {
    /// What it was estimated to cost before it was executed.
    pub estimated: u64,
    /// What it was counted as in the end.
    pub charged: u64,
    /// What one request of a caller of this sort may cost.
    pub limit: u64,
}

#[derive(Serialize)]
struct Outer {
    cost: Cost,
}

#[derive(Serialize)]
struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<Said>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Outer>,
}

/// One error as the client gets it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Pos>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<async_graphql::PathSegment>,
    extensions: Extensions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    code: String,
    request_id: String,
    /// Where in the input, for a problem of an argument or a variable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    input_path: Vec<String>,
}

impl Speech {
    fn said(&self, code: &str, message: String) -> Said {
        Said {
            message,
            locations: Vec::new(),
            path: Vec::new(),
            extensions: Extensions {
                code: code.to_owned(),
                request_id: self.request_id.clone(),
                input_path: Vec::new(),
            },
        }
    }

    fn refusal(&self, refusal: &Refusal) -> Said {
        let mut said = self.said(
            refusal.code.as_str(),
            refusal.message.say(self.tongue).to_owned(),
        );
        said.extensions.input_path = refusal.path.clone();
        said
    }

    /// Logs a fault, whole.
    fn report(&self, fault: &Fault) {
        tracing::error!(request = %self.request_id, kind = ?fault.kind, cause = ?fault.cause, "fault");
    }

    /// Logs the faults among these errors: one that many fields share once.
    fn report_all(&self, errors: &[ServerError]) {
        let mut reported = HashSet::new();
        for ours in errors
            .iter()
            .filter_map(|error| api_error(error.source.as_ref()?))
        {
            if let Failure::Broke(fault) = &*ours.0
                && reported.insert(Arc::as_ptr(&ours.0))
            {
                self.report(fault);
            }
        }
    }

    fn fault(&self, fault: &Fault) -> Said {
        let (code, en, fr) = match fault.kind {
            FaultKind::Internal => (
                ErrorCode::Internal,
                "Something went wrong on our side. Tell us the request id if it happens again.",
                "Une erreur s’est produite de notre côté. Indiquez-nous l’identifiant de la requête si elle se répète.",
            ),
            FaultKind::Clash => (
                ErrorCode::Conflict,
                "Somebody else changed the same thing at the same moment. Look again, and try again.",
                "Quelqu’un d’autre a modifié la même chose au même moment. Vérifiez, puis réessayez.",
            ),
            FaultKind::Timeout => (
                ErrorCode::Timeout,
                "This took too long. Ask for less at once.",
                "Cela a pris trop de temps. Demandez moins de choses à la fois.",
            ),
            FaultKind::Unavailable => (
                ErrorCode::Unavailable,
                "The service cannot answer right now. Try again in a moment.",
                "Le service ne peut pas répondre pour le moment. Réessayez dans un instant.",
            ),
        };
        let message = match self.tongue {
            Tongue::English => en,
            Tongue::French => fr,
        };
        self.said(code.as_str(), message.to_owned())
    }

    fn failure(&self, failure: &Failure) -> Vec<Said> {
        match failure {
            Failure::Refused(refusals) => refusals.iter().map(|one| self.refusal(one)).collect(),
            Failure::Broke(fault) => vec![self.fault(fault)],
        }
    }

    /// What async-graphql itself has to say is in English; a reader of French is told at least what sort of problem it is.
    fn own_words(&self, error: &ServerError, executing: bool) -> Said {
        let (code, prefix) = if executing {
            (ErrorCode::InvalidValue, "Valeur non valide : ")
        } else {
            (
                ErrorCode::ValidationFailed,
                "Le document ne correspond pas au schéma : ",
            )
        };
        let message = match self.tongue {
            Tongue::English => error.message.clone(),
            Tongue::French => format!("{prefix}{}", error.message),
        };
        self.said(code.as_str(), message)
    }

    fn server_error(&self, error: &ServerError, executing: bool) -> Vec<Said> {
        let ours = error.source.as_ref().and_then(api_error);
        let mut all = match ours {
            Some(ours) => self.failure(&ours.0),
            None => vec![self.own_words(error, executing)],
        };
        for said in &mut all {
            said.locations.clone_from(&error.locations);
            said.path.clone_from(&error.path);
        }
        all
    }

    fn respond(&self, status: StatusCode, body: &Body) -> HttpResponse {
        let status = if self.media == Media::Json && tells_graphql(status) {
            StatusCode::OK
        } else {
            status
        };
        self.send(HttpResponse::build(status), body)
    }

    fn send(&self, mut response: HttpResponseBuilder, body: &Body) -> HttpResponse {
        let text = serde_json::to_vec(body).unwrap_or_default();
        response.insert_header((header::CONTENT_TYPE, self.media.content_type()));
        if text.len() < WORTH_COMPRESSING {
            // Keeps the compressor away; the frame takes the header off again.
            response.insert_header(header::ContentEncoding::Identity);
        }
        response.body(text)
    }

    /// What GraphQL answered. `executed` says whether the document got as far as being executed.
    pub fn executed(&self, response: Response, executed: bool, cost: Cost) -> HttpResponse {
        self.report_all(&response.errors);
        let unavailable = broke(&response, FaultKind::Unavailable);
        let errors: Vec<Said> = response
            .errors
            .iter()
            .flat_map(|error| self.server_error(error, executed))
            .collect();
        if unavailable {
            return self.busy(errors);
        }
        let status = match (executed, errors.is_empty()) {
            (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (true, true) => StatusCode::OK,
            (true, false) => partial(),
        };
        let clean = executed && errors.is_empty();
        let body = Body {
            errors: Some(errors).filter(|errors| !errors.is_empty()),
            data: executed.then_some(response.data),
            extensions: executed.then_some(Outer { cost }),
        };
        let mut response = self.respond(status, &body);
        if clean {
            response.extensions_mut().insert(Clean);
        }
        response
    }

    /// Refused before GraphQL had a say: whatever the media type, the status tells.
    pub fn turned(&self, (status, refusals): Turned) -> HttpResponse {
        let mut response = HttpResponse::build(status);
        if matches!(
            status,
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT
        ) {
            // Nobody waits for the rest of the body.
            response.force_close();
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
        }
        self.send(response, &self.refusals(&refusals))
    }

    fn refusals(&self, refusals: &[Refusal]) -> Body {
        Body {
            errors: Some(refusals.iter().map(|one| self.refusal(one)).collect()),
            data: None,
            extensions: None,
        }
    }

    /// Refused by the guard.
    pub fn guarded(&self, problems: &[Problem]) -> HttpResponse {
        let syntax = problems.iter().any(|one| one.kind == ProblemKind::Syntax);
        let said = |problem: &Problem| {
            let message = match self.tongue {
                Tongue::English => problem.en.clone(),
                Tongue::French => problem.fr.clone(),
            };
            let mut said = self.said(problem.code.as_str(), message);
            said.locations.clone_from(&problem.locations);
            said.extensions.input_path.clone_from(&problem.path);
            said
        };
        let body = Body {
            errors: Some(problems.iter().map(said).collect()),
            data: None,
            extensions: None,
        };
        let status = if syntax {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        self.respond(status, &body)
    }

    pub fn method_not_allowed(&self, allow: &'static str) -> HttpResponse {
        let refusal = Refusal::new(
            ErrorCode::MethodNotAllowed,
            format!("This can be asked by {allow} only."),
            format!("Méthode admise ici : {allow}."),
        );
        let mut response = HttpResponse::MethodNotAllowed();
        response.insert_header((header::ALLOW, allow));
        self.send(response, &self.refusals(&[refusal]))
    }

    /// Credentials that are not valid; the challenge says where others come from.
    pub fn unauthenticated(&self, refusal: &Refusal, challenge: &str) -> HttpResponse {
        let mut response = HttpResponse::Unauthorized();
        response.insert_header((header::WWW_AUTHENTICATE, challenge));
        self.send(response, &self.refusals(std::slice::from_ref(refusal)))
    }

    /// It could not be found out who is asking.
    pub fn failed(&self, failure: &Failure) -> HttpResponse {
        match failure {
            Failure::Broke(fault) => {
                self.report(fault);
                self.busy(vec![self.fault(fault)])
            }
            Failure::Refused(refusals) => {
                self.turned((StatusCode::UNPROCESSABLE_ENTITY, refusals.clone()))
            }
        }
    }

    /// Too much to do, or too long.
    pub fn unavailable(&self, kind: FaultKind) -> HttpResponse {
        let fault = Fault {
            kind,
            cause: "the request was given up at the door".into(),
        };
        self.report(&fault);
        self.busy(vec![self.fault(&fault)])
    }

    fn busy(&self, errors: Vec<Said>) -> HttpResponse {
        let mut response = HttpResponse::ServiceUnavailable();
        response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
        let body = Body {
            errors: Some(errors),
            data: None,
            extensions: None,
        };
        self.send(response, &body)
    }
}

fn api_error(source: &Arc<dyn Any + Send + Sync>) -> Option<&ApiError> {
    // async-graphql wraps the error it was given once more.
    source
        .downcast_ref::<ApiError>()
        .or_else(|| source.downcast_ref::<Arc<ApiError>>().map(AsRef::as_ref))
}

/// Whether part of an answer is missing because of this sort of fault.
pub fn broke(response: &Response, kind: FaultKind) -> bool {
    let sources = response.errors.iter().filter_map(|one| one.source.as_ref());
    sources
        .filter_map(api_error)
        .any(|ours| matches!(&*ours.0, Failure::Broke(fault) if fault.kind == kind))
}

/// Data and errors: 294, of the draft of GraphQL over HTTP of August 2026.
fn partial() -> StatusCode {
    StatusCode::from_u16(294).unwrap_or(StatusCode::OK)
}

/// Statuses by which `application/graphql-response+json` tells what `application/json` leaves to the body.
fn tells_graphql(status: StatusCode) -> bool {
    matches!(status.as_u16(), 294 | 400 | 422)
}
