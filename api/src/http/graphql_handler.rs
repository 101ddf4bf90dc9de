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
use super::answer::{self, Clean, Cost, Speech};
use super::arrange::Plan;
use super::caller::{self, Unknown};
use super::frame::{Facts, request_id};
use super::guard::Inspected;
use super::params::{self, Params, Turned};
use super::quota::{self, Visit};
use super::{CACHE_SECONDS, Gateway, REQUEST_TIME, URI_LIMIT};
use crate::graphql::Execution;
use crate::graphql::context::{Asking, Manner, Quota};

/// Everything known of a request before its parameters.
struct Arrived {
    actor: Actor,
    languages: Vec<LanguageTag>,
    speech: Speech,
}

/// How to speak to this caller, even one who accepts nothing we have.
pub fn speech(request: &HttpRequest) -> Speech {
    Speech {
        media: accept::media(request).unwrap_or(Media::GraphqlResponse),
        tongue: accept::languages(request).1,
        request_id: request_id(request),
    }
}

/// Looks at the request's head; an answer already, if it cannot be served. From here on the request counts as under way.
async fn arrive(
    request: &HttpRequest,
    gateway: &Gateway,
) -> Result<(Arrived, Visit), Box<HttpResponse>> {
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
            Unknown::Refused(refusal) => {
                speech.unauthenticated(&refusal, &gateway.door.challenge(true))
            }
            Unknown::Turned(turned) => speech.turned(turned),
            Unknown::Failed(failure) => speech.failed(&failure),
        })
    })?;
    let payer = quota::payer(&actor, request);
    let visit = gateway.quotas.enter(payer, gateway.network.clock().now());
    let visit = visit.map_err(|denied| Box::new(quota::refuse(request, &denied)))?;
    let arrived = Arrived {
        actor,
        languages: accept::languages(request).0,
        speech,
    };
    Ok((arrived, visit))
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
    let (arrived, mut visit) = match arrive(&request, &gateway).await {
        Ok(arrived) => arrived,
        Err(answer) => return *answer,
    };
    let visiting = arrived.actor == Actor::Visitor;
    let mut response = match params::from_query(request.query_string()) {
        Ok(params) => execute(&request, &gateway, arrived, &mut visit, params, true).await,
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
    visit.tell(response.headers_mut(), gateway.network.clock().now());
    response
}

pub async fn post(
    request: HttpRequest,
    gateway: web::Data<Gateway>,
    payload: web::Payload,
) -> HttpResponse {
    let (arrived, mut visit) = match arrive(&request, &gateway).await {
        Ok(arrived) => arrived,
        Err(answer) => return *answer,
    };
    let mut response = match posted(&request, payload).await {
        Ok(params) => execute(&request, &gateway, arrived, &mut visit, params, false).await,
        Err(turned) => arrived.speech.turned(turned),
    };
    visit.tell(response.headers_mut(), gateway.network.clock().now());
    response
}

async fn posted(request: &HttpRequest, payload: web::Payload) -> Result<Params, Turned> {
    params::check_media(request)?;
    params::from_body(&params::body(payload).await?)
}

/// Any other method.
pub async fn other(request: HttpRequest) -> HttpResponse {
    speech(&request).method_not_allowed("GET, POST")
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

/// What the caller may spend, as resolvers are told.
fn quota(visit: &Visit, cost: u64, gateway: &Gateway) -> Quota {
    let standing = visit.standing(gateway.network.clock().now());
    let allowance = visit.allowance();
    Quota {
        limit: allowance.minute,
        remaining: allowance.minute.saturating_sub(standing.spent),
        resets_at: standing.resets_at(),
        cost,
        request_limit: allowance.request,
        at_once: allowance.at_once,
        under_way: standing.under_way,
    }
}

async fn execute(
    request: &HttpRequest,
    gateway: &Gateway,
    arrived: Arrived,
    visit: &mut Visit,
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
    let budget = visit.allowance().request;
    let inspected = gateway
        .guard
        .inspect(&params.query, name, &params.variables, budget);
    let inspected = match inspected {
        Ok(inspected) => inspected,
        Err(problems) => return speech.guarded(&problems),
    };
    if reading_only && inspected.operation != OperationType::Query {
        return speech.method_not_allowed("POST");
    }
    let idempotency_key = match idempotency_key(request, &inspected) {
        Ok(key) => key,
        Err(refusal) => return speech.turned((StatusCode::UNPROCESSABLE_ENTITY, vec![refusal])),
    };
    if let Err(denied) = visit.charge(inspected.cost, gateway.network.clock().now()) {
        return quota::refuse(request, &denied);
    }
    let Ok(_slot) = gateway.slots.try_acquire() else {
        visit.settle(0);
        return speech.unavailable(FaultKind::Unavailable);
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
        .data(quota(visit, inspected.cost, gateway))
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
    // Given up, or with a statement that was, it has cost what was estimated.
    let Ok(mut answer) = answered else {
        return speech.unavailable(FaultKind::Timeout);
    };
    plan.arrange(&mut answer.data);
    let spent = if answer::broke(&answer, FaultKind::Timeout) {
        inspected.cost
    } else {
        gateway.guard.spent(&inspected.priced, &answer.data)
    };
    let cost = Cost {
        estimated: inspected.cost,
        charged: visit.settle(spent),
        limit: budget,
    };
    let mut response = speech.executed(answer, execution.started(), cost);
    if execution.is_callers_own() {
        response.extensions_mut().remove::<Clean>();
    }
    response
}
