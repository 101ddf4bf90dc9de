//! `/graphql`: from a request to an answer. async-graphql's own integration is not used: it takes what browsers' forms can send, reads bodies
//! without a limit, and answers 200 to what was never executed.

use std::sync::Arc;

use actix_web::http::header::HeaderName;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use async_graphql::Request;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::{ErrorCode, FaultKind, Refusal};
use hemicycle_domain::values::LanguageTag;

use super::accept::{self, Media};
use super::answer::{Clean, Speech};
use super::arrange::Plan;
use super::caller::{self, Unknown};
use super::frame::{Facts, request_id};
use super::guard::Inspected;
use super::params::{self, Params};
use super::{ACCOUNT_BUDGET, CACHE_SECONDS, Gateway, REQUEST_TIME, URI_LIMIT, VISITOR_BUDGET};
use crate::graphql::Execution;
use crate::graphql::context::{Asking, Manner};

/// Everything known of a request before its parameters.
struct Arrived {
    actor: Actor,
    languages: Vec<LanguageTag>,
    speech: Speech,
}

/// How to speak to this caller, even one who accepts nothing we have.
fn speech(request: &HttpRequest) -> Speech {
    Speech {
        media: accept::media(request).unwrap_or(Media::GraphqlResponse),
        tongue: accept::languages(request).1,
        request_id: request_id(request),
    }
}

/// Looks at the request's head; an answer already, if it cannot be served.
async fn arrive(request: &HttpRequest, gateway: &Gateway) -> Result<Arrived, Box<HttpResponse>> {
    let speech = speech(request);
    if request.uri().to_string().len() > URI_LIMIT {
        let refusal = vec![uri_too_long()];
        return Err(Box::new(speech.turned((StatusCode::URI_TOO_LONG, refusal))));
    }
    if accept::media(request).is_none() {
        let refusal = vec![not_acceptable()];
        return Err(Box::new(
            speech.turned((StatusCode::NOT_ACCEPTABLE, refusal)),
        ));
    }
    let actor = caller::actor(request, gateway).await.map_err(|unknown| {
        Box::new(match unknown {
            Unknown::Refused(refusal) => speech.unauthenticated(&refusal),
            Unknown::Failed(failure) => speech.failed(&failure),
        })
    })?;
    Ok(Arrived {
        actor,
        languages: accept::languages(request).0,
        speech,
    })
}

fn uri_too_long() -> Refusal {
    Refusal::new(
        ErrorCode::UriTooLong,
        "The address is longer than 8 kB. Use POST.",
        "L’adresse dépasse 8 ko. Utilisez POST.",
    )
}

fn not_acceptable() -> Refusal {
    Refusal::new(
        ErrorCode::NotAcceptable,
        "Answers are application/graphql-response+json or application/json.",
        "Les réponses sont en application/graphql-response+json ou application/json.",
    )
}

pub async fn get(request: HttpRequest, gateway: web::Data<Gateway>) -> HttpResponse {
    let arrived = match arrive(&request, &gateway).await {
        Ok(arrived) => arrived,
        Err(answer) => return *answer,
    };
    let visiting = arrived.actor == Actor::Visitor;
    let mut response = match params::from_query(request.query_string()) {
        Ok(params) => execute(&request, &gateway, arrived, params, true).await,
        Err(turned) => arrived.speech.turned(turned),
    };
    let clean = response.extensions().contains::<Clean>();
    let cache = if clean && visiting {
        format!("public, max-age={CACHE_SECONDS}")
    } else {
        "no-store".to_owned()
    };
    if let Ok(cache) = header::HeaderValue::from_str(&cache) {
        response.headers_mut().insert(header::CACHE_CONTROL, cache);
    }
    response
}

pub async fn post(
    request: HttpRequest,
    gateway: web::Data<Gateway>,
    payload: web::Payload,
) -> HttpResponse {
    let arrived = match arrive(&request, &gateway).await {
        Ok(arrived) => arrived,
        Err(answer) => return *answer,
    };
    if let Err(turned) = params::check_media(&request) {
        return arrived.speech.turned(turned);
    }
    let params = match params::body(payload).await {
        Ok(body) => params::from_body(&body),
        Err(turned) => Err(turned),
    };
    match params {
        Ok(params) => execute(&request, &gateway, arrived, params, false).await,
        Err(turned) => arrived.speech.turned(turned),
    }
}

/// Any other method.
pub async fn other(request: HttpRequest) -> HttpResponse {
    speech(&request).method_not_allowed("GET, POST")
}

/// What one request of this caller may cost.
const fn budget(actor: &Actor) -> u64 {
    match actor {
        Actor::Visitor => VISITOR_BUDGET,
        Actor::Account(_) | Actor::System(_) => ACCOUNT_BUDGET,
    }
}

pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The `Idempotency-Key` header: shorthand for the argument where the request has one mutation field. Queries have no use for it.
fn idempotency_key(
    request: &HttpRequest,
    inspected: &Inspected,
) -> Result<Option<String>, Refusal> {
    let Some(key) = request.headers().get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match (inspected.operation, inspected.one_field) {
        (OperationType::Mutation, true) => {}
        (OperationType::Mutation, false) => return Err(several_fields()),
        _ => return Ok(None),
    }
    // What is not text cannot be a key: the deed says so.
    Ok(Some(String::from_utf8_lossy(key.as_bytes()).into_owned()))
}

fn several_fields() -> Refusal {
    Refusal::new(
        ErrorCode::BadRequest,
        "The Idempotency-Key header is for requests with one mutation field. Use the argument idempotencyKey of each.",
        "L’en-tête Idempotency-Key vaut pour les requêtes à un seul champ de mutation. Utilisez l’argument idempotencyKey de chacun.",
    )
}

/// The name of a document's only operation.
fn only_name(document: &ExecutableDocument) -> Option<String> {
    let (name, _) = document.operations.iter().next()?;
    name.map(ToString::to_string)
}

async fn execute(
    request: &HttpRequest,
    gateway: &Gateway,
    arrived: Arrived,
    params: Params,
    reading_only: bool,
) -> HttpResponse {
    let Arrived {
        actor,
        languages,
        speech,
    } = arrived;
    let mut facts = Facts {
        operation: params.operation_name.clone(),
        caller: caller::kind(&actor),
        statements: 0,
        cost: 0,
    };
    request.extensions_mut().insert(facts.clone());
    let name = params.operation_name.as_deref();
    let inspected =
        match gateway
            .guard
            .inspect(&params.query, name, &params.variables, budget(&actor))
        {
            Ok(inspected) => inspected,
            Err(problems) => return speech.guarded(&problems),
        };
    if reading_only && inspected.operation != OperationType::Query {
        return speech.method_not_allowed("POST");
    }
    let Ok(_slot) = gateway.slots.try_acquire() else {
        return speech.unavailable(FaultKind::Unavailable);
    };
    let idempotency_key = match idempotency_key(request, &inspected) {
        Ok(key) => key,
        Err(refusal) => return speech.turned((StatusCode::UNPROCESSABLE_ENTITY, vec![refusal])),
    };
    let manner = Manner {
        languages,
        tongue: speech.tongue,
        request: speech.request_id.clone(),
        idempotency_key,
    };
    let asking = Arc::new(Asking::new(gateway.network.clone(), actor, manner));
    let execution = Execution::default();
    let mut document = Request::new(params.query)
        .variables(async_graphql::Variables::from_json(params.variables.into()))
        .data(asking.clone())
        .data(execution.clone());
    document.operation_name = params.operation_name.clone();
    facts.operation = params
        .operation_name
        .clone()
        .or_else(|| only_name(&inspected.document));
    facts.cost = inspected.cost;
    let plan = Plan::of(&inspected.document, params.operation_name.as_deref());
    document.set_parsed_query(inspected.document);
    let answered = tokio::time::timeout(REQUEST_TIME, gateway.schema.execute(document)).await;
    facts.statements = asking.reading().statements();
    request.extensions_mut().insert(facts);
    match answered {
        Ok(mut response) => {
            plan.arrange(&mut response.data);
            speech.executed(response, execution.started())
        }
        Err(_) => speech.unavailable(FaultKind::Timeout),
    }
}
