//! What the provider answers.

use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::keys::{base64url, sha256};
use super::{CLIENT, Code, DEVICE_CLIENT, Device, SECRET, Shared, State};

type Form = web::Form<HashMap<String, String>>;
type Query = web::Query<HashMap<String, String>>;

pub fn all(routes: &mut web::ServiceConfig) {
    routes
        .route("/.well-known/openid-configuration", web::get().to(metadata))
        .route("/keys", web::get().to(keys))
        .route("/authorize", web::get().to(authorize))
        .route("/token", web::post().to(token))
        .route("/introspect", web::post().to(introspect))
        .route("/device", web::post().to(device))
        .route("/revoke", web::post().to(revoke));
}

/// Counts the call and does the work, unless the provider is down.
fn answer(
    shared: &Shared,
    endpoint: &str,
    work: impl FnOnce(&mut State) -> HttpResponse,
) -> HttpResponse {
    let mut state = shared.lock();
    *state.calls.entry(endpoint.to_owned()).or_default() += 1;
    if !state.up {
        return HttpResponse::ServiceUnavailable().finish();
    }
    work(&mut state)
}

fn refusal(code: &str) -> HttpResponse {
    let status = if code == "invalid_client" {
        HttpResponse::Unauthorized
    } else {
        HttpResponse::BadRequest
    };
    status()
        .json(json!({ "error": code, "error_description": "words that belong to the provider" }))
}

/// Which client asks: with its secret, or a public one by its name.
fn client(request: &HttpRequest, form: &HashMap<String, String>) -> Option<&'static str> {
    let known = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    match request.headers().get(header::AUTHORIZATION) {
        Some(said) => (said.to_str().unwrap() == known).then_some(CLIENT),
        None => (form.get("client_id")? == DEVICE_CLIENT).then_some(DEVICE_CLIENT),
    }
}

async fn metadata(shared: web::Data<Shared>) -> HttpResponse {
    answer(&shared, "metadata", |state| {
        let at = |path: &str| format!("{}{path}", state.issuer);
        HttpResponse::Ok().json(json!({
            "issuer": state.issuer,
            "jwks_uri": at("/keys"),
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "introspection_endpoint": at("/introspect"),
            "revocation_endpoint": at("/revoke"),
            "device_authorization_endpoint": at("/device"),
            "authorization_response_iss_parameter_supported": true,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }))
    })
}

async fn keys(shared: web::Data<Shared>) -> HttpResponse {
    answer(&shared, "keys", |state| {
        let mut keys: Vec<Value> = state.keys.iter().map(super::Key::jwk).collect();
        // What a service must not stumble over, and must not use.
        keys.push(json!({ "kty": "oct", "kid": "shared", "k": base64url(b"a secret that was published") }));
        keys.push(json!({ "kty": "new", "kid": "strange" }));
        HttpResponse::Ok().json(json!({ "keys": keys }))
    })
}

/// Sends the browser back at once: whoever sits there is logged in already.
async fn authorize(shared: web::Data<Shared>, query: Query) -> HttpResponse {
    answer(&shared, "authorize", |state| {
        let get = |name: &str| query.get(name).cloned().unwrap_or_default();
        assert_eq!(get("response_type"), "code");
        assert_eq!(get("client_id"), CLIENT);
        assert_eq!(get("code_challenge_method"), "S256");
        assert!(get("scope").split(' ').any(|scope| scope == "openid"));
        let mut back = reqwest::Url::parse(&get("redirect_uri")).unwrap();
        back.query_pairs_mut().append_pair("state", &get("state"));
        if let Some(issuer) = &state.names_itself {
            back.query_pairs_mut().append_pair("iss", issuer);
        }
        if state.removed.contains(&state.subject) {
            back.query_pairs_mut().append_pair("error", "access_denied");
        } else {
            let code = state.word("code");
            back.query_pairs_mut().append_pair("code", &code);
            let given = Code {
                subject: state.subject.clone(),
                scope: get("scope"),
                nonce: get("nonce"),
                challenge: get("code_challenge"),
                redirect: get("redirect_uri"),
            };
            state.codes.insert(code, given);
        }
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, back.as_str()))
            .finish()
    })
}

async fn token(request: HttpRequest, shared: web::Data<Shared>, form: Form) -> HttpResponse {
    answer(&shared, "token", |state| {
        let Some(client) = client(&request, &form) else {
            return refusal("invalid_client");
        };
        let get = |name: &str| form.get(name).cloned().unwrap_or_default();
        match get("grant_type").as_str() {
            "authorization_code" => {
                let Some(code) = state.codes.remove(&get("code")) else {
                    return refusal("invalid_grant");
                };
                let challenge = base64url(&sha256(get("code_verifier").as_bytes()));
                if challenge != code.challenge || get("redirect_uri") != code.redirect {
                    return refusal("invalid_grant");
                }
                tokens(
                    state,
                    (&code.subject, &code.scope),
                    client,
                    Some(&code.nonce),
                )
            }
            "refresh_token" => match state.refresh.remove(&get("refresh_token")) {
                Some((subject, scope)) => tokens(state, (&subject, &scope), client, None),
                None => refusal("invalid_grant"),
            },
            "urn:ietf:params:oauth:grant-type:device_code" => {
                if state.slow_down > 0 {
                    state.slow_down -= 1;
                    return refusal("slow_down");
                }
                match state.devices.get(&get("device_code")) {
                    None => refusal("expired_token"),
                    Some(device) if device.refused => refusal("access_denied"),
                    Some(Device { subject: None, .. }) => refusal("authorization_pending"),
                    Some(Device {
                        subject: Some(subject),
                        scope,
                        ..
                    }) => {
                        let (subject, scope) = (subject.clone(), scope.clone());
                        tokens(state, (&subject, &scope), client, None)
                    }
                }
            }
            _ => refusal("unsupported_grant_type"),
        }
    })
}

fn tokens(
    state: &mut State,
    (subject, scope): (&str, &str),
    client: &str,
    nonce: Option<&str>,
) -> HttpResponse {
    if state.removed.iter().any(|removed| removed == subject) {
        return refusal("invalid_grant");
    }
    let mut answer = json!({
        "access_token": state.access(subject, client, scope).signed(&state.keys[0]),
        "token_type": "Bearer",
        "expires_in": 300,
    });
    if nonce.is_some() || state.identifies_again {
        answer["id_token"] = state.id_token(subject, client, nonce).into();
    }
    if state.gives_refresh {
        let refresh = state.word("refresh");
        let given = (subject.to_owned(), scope.to_owned());
        state.refresh.insert(refresh.clone(), given);
        answer["refresh_token"] = refresh.into();
    }
    HttpResponse::Ok().json(answer)
}

async fn introspect(request: HttpRequest, shared: web::Data<Shared>, form: Form) -> HttpResponse {
    answer(&shared, "introspect", |state| {
        if client(&request, &form) != Some(CLIENT) {
            return refusal("invalid_client");
        }
        let known = form.get("token").and_then(|token| state.opaque.get(token));
        let unknown = json!({ "active": false });
        HttpResponse::Ok().json(known.unwrap_or(&unknown))
    })
}

async fn device(request: HttpRequest, shared: web::Data<Shared>, form: Form) -> HttpResponse {
    answer(&shared, "device", |state| {
        if client(&request, &form) != Some(DEVICE_CLIENT) {
            return refusal("invalid_client");
        }
        let code = state.word("device");
        state.devices.insert(
            code.clone(),
            Device {
                subject: None,
                scope: form.get("scope").cloned().unwrap_or_default(),
                refused: false,
            },
        );
        // The user types the same word, so that a test can confirm what it reads on the terminal.
        HttpResponse::Ok().json(json!({
            "device_code": code, "user_code": code, "verification_uri": format!("{}/confirm", state.issuer),
            "expires_in": 300, "interval": 1,
        }))
    })
}

async fn revoke(request: HttpRequest, shared: web::Data<Shared>, form: Form) -> HttpResponse {
    answer(&shared, "revoke", |state| {
        if client(&request, &form).is_none() {
            return refusal("invalid_client");
        }
        let token = form.get("token").cloned().unwrap_or_default();
        state.refresh.remove(&token);
        state.revoked.push(token);
        HttpResponse::Ok().finish()
    })
}
