//! What providers say of somebody.

use chrono::{DateTime, Utc};
use hemicycle_entity::values::{Role, TokenScope};
use serde_json::{Map, Value};

use super::settings::Settings;

/// Characters of a name, at most.
const NAME_LIMIT: usize = 200;

pub(super) type Claims = Map<String, Value>;

/// A caller that a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub issuer: String,
    pub subject: String,
    /// The program the token was given to.
    pub client_id: String,
    pub name: Option<String>,
    /// From the configured claim; none when none is configured.
    pub roles: Vec<Role>,
    /// What the token is for: where the provider has a scope for writing, only with that scope it writes.
    pub scope: TokenScope,
    pub expires_at: DateTime<Utc>,
}

pub(super) fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    let text = claims.get(name)?.as_str()?;
    Some(text).filter(|text| !text.is_empty())
}

/// The end of the year 9999: what claims to be later is no time.
const LAST: i64 = 253_402_300_799;

/// A time in seconds, whole or not.
pub(super) fn instant(claims: &Claims, name: &str) -> Option<DateTime<Utc>> {
    let value = claims.get(name)?;
    let seconds = value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
    DateTime::from_timestamp(seconds, 0).filter(|_| (0..=LAST).contains(&seconds))
}

/// How the person is called.
pub(super) fn name(claims: &Claims) -> Option<String> {
    let name = text(claims, "name").or_else(|| text(claims, "preferred_username"))?;
    let name: String = name
        .chars()
        .filter(|one| !one.is_control())
        .take(NAME_LIMIT)
        .collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// What a token with these scopes is for. `scp` is what some providers call the claim.
pub(super) fn scope<'a>(
    claims: &'a Claims,
    more: impl Iterator<Item = &'a str>,
    settings: &Settings,
) -> TokenScope {
    let Some(needed) = &settings.write_scope else {
        return TokenScope::Write;
    };
    let said = ["scope", "scp"].into_iter();
    let said = said.filter_map(|name| claims.get(name)).flat_map(words);
    if said.chain(more).any(|scope| scope == needed) {
        TokenScope::Write
    } else {
        TokenScope::Read
    }
}

/// The roles that the configured claim gives: a word, words in one text, or a list.
pub(super) fn roles(claims: &Claims, settings: &Settings) -> Vec<Role> {
    let Some(path) = &settings.roles_claim else {
        return Vec::new();
    };
    let said = at(claims, path).map(words).unwrap_or_default();
    let mut roles: Vec<Role> = settings
        .roles
        .iter()
        .filter(|(word, _)| said.contains(&word.as_str()))
        .map(|(_, role)| *role)
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

/// The claim of this name or, if there is none, at this path of names with dots between.
fn at<'a>(claims: &'a Claims, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let mut steps = path.split('.');
    let first = claims.get(steps.next()?)?;
    steps.try_fold(first, |value, step| value.get(step))
}

fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => text.split(' ').collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_writes_with_the_scope_that_is_named_for_it_or_where_none_is_named() {
        let mut settings = Settings::for_tests();
        let scope = |said: Value, more: Option<&str>, settings: &Settings| {
            let Value::Object(claims) = said else {
                panic!()
            };
            scope(&claims, more.into_iter(), settings) == TokenScope::Write
        };
        assert!(scope(json!({}), None, &settings));
        settings.write_scope = Some("write".to_owned());
        for (said, writes) in [
            (json!({}), false),
            (json!({ "scope": "openid" }), false),
            (json!({ "scope": "openid rewrite" }), false),
            (json!({ "scope": "openid write" }), true),
            (json!({ "scope": ["write"] }), true),
            (json!({ "scp": "openid write" }), true),
            (json!({ "scope": "openid", "scp": ["write"] }), true),
            (json!({ "scopes": "write" }), false),
        ] {
            assert_eq!(scope(said.clone(), None, &settings), writes, "{said}");
        }
        assert!(scope(json!({}), Some("write"), &settings));
    }

    #[test]
    fn roles_come_from_the_configured_claim_and_no_other() {
        let mut settings = Settings::for_tests();
        let Value::Object(claims) = json!({
            "groups": ["staff", "editors"],
            "realm_access": { "roles": ["boss"] },
            "https://claims.example/roles": "boss editors",
        }) else {
            panic!()
        };
        settings.roles = vec![
            ("editors".to_owned(), Role::Editor),
            ("boss".to_owned(), Role::Administrator),
        ];
        assert_eq!(roles(&claims, &settings), []);
        for (claim, expected) in [
            ("groups", vec![Role::Editor]),
            ("realm_access.roles", vec![Role::Administrator]),
            (
                "https://claims.example/roles",
                vec![Role::Editor, Role::Administrator],
            ),
            ("elsewhere.roles", vec![]),
        ] {
            settings.roles_claim = Some(claim.to_owned());
            assert_eq!(roles(&claims, &settings), expected, "{claim}");
        }
    }
}
