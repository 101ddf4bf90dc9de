//! `/.well-known/oauth-protected-resource` (RFC 9728): where tokens for this service come from, for programs that do not know it yet.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use url::Url;

use super::provider::Provider;

pub(super) const PATH: &str = "/.well-known/oauth-protected-resource";

/// Where the document is.
pub(super) fn address(public: &Url) -> String {
    format!("{}{PATH}", root(public))
}

/// The service's own address, without the slash that an empty path has.
pub(super) fn root(public: &Url) -> &str {
    public.as_str().trim_end_matches('/')
}

pub(super) fn of(public: &Url, providers: &[Arc<Provider>]) -> Value {
    let mut document = json!({
        "resource": root(public),
        "resource_name": "Hemicycle",
        "bearer_methods_supported": ["header"],
        "api_tokens": {
            "scheme": "Bearer",
            "prefix": "hemi_",
            "description": "Tokens of the service itself, given out by its administrators (hemicycle token issue).",
        },
    });
    if providers.is_empty() {
        return document;
    }
    let settings = || providers.iter().map(|provider| &provider.settings);
    let issuers: Vec<&str> = settings().map(|one| one.issuer.as_str()).collect();
    let mut scopes: Vec<&str> = settings()
        .flat_map(|one| one.scopes.iter().map(String::as_str))
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    // What the command line needs to ask for a device code.
    let devices: Map<String, Value> = settings()
        .map(|one| {
            let device = json!({
                "issuer": one.issuer,
                "client_id": one.device_client_id,
                "scopes": one.scopes,
                "audience": one.audience,
            });
            (one.name.clone(), device)
        })
        .collect();
    document["authorization_servers"] = json!(issuers);
    document["scopes_supported"] = json!(scopes);
    document["hemicycle_device_clients"] = Value::Object(devices);
    document
}
