//! The providers' file: which OpenID providers vouch for people and programs here. Read once, at start; everything wrong with it is told at once.

use std::fmt::Write;
use std::path::Path;

use hemicycle_entity::values::{Closed, Role};
use jsonwebtoken::Algorithm;
use openidconnect::ClientSecret;
use toml::{Table, Value};
use url::{Host, Url};

/// Algorithms a provider may sign with; never a symmetric one, never none.
const ALGORITHMS: [(&str, Algorithm); 9] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];
const DEFAULT_ALGORITHMS: [Algorithm; 4] = [
    Algorithm::RS256,
    Algorithm::PS256,
    Algorithm::ES256,
    Algorithm::EdDSA,
];
const KEYS: [&str; 12] = [
    "name",
    "issuer",
    "audience",
    "client_id",
    "client_secret_file",
    "device_client_id",
    "scopes",
    "write_scope",
    "roles_claim",
    "roles",
    "algorithms",
    "introspection",
];

/// One configured provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What logins call it: `/auth/login?provider=NAME`.
    pub name: String,
    /// Exactly as the provider writes it in its tokens.
    pub issuer: String,
    /// What access tokens for this service are addressed to.
    pub audience: String,
    /// This service's own client at the provider.
    pub client_id: String,
    /// Its secret; printed nowhere.
    pub client_secret: Option<ClientSecret>,
    /// The client of the command line, a public one.
    pub device_client_id: String,
    /// What logins ask for.
    pub scopes: Vec<String>,
    /// The scope without which a token only reads; none: every token writes.
    pub write_scope: Option<String>,
    pub roles_claim: Option<String>,
    /// Which word of the claim gives which role.
    pub roles: Vec<(String, Role)>,
    pub algorithms: Vec<Algorithm>,
    /// Whether the provider gives out opaque tokens, and tells what they are.
    pub introspection: bool,
}

/// How an algorithm is spelled.
pub(super) fn spelled(algorithm: Algorithm) -> &'static str {
    let mut known = ALGORITHMS.iter();
    known
        .find(|(_, one)| *one == algorithm)
        .map_or("?", |(name, _)| name)
}

/// Whether an address is safe to send secrets to: https, or this machine itself.
pub fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

/// Roles that a claim can give: those that belong to no parliament and no hub.
const CLAIMED: [Role; 2] = [Role::Editor, Role::Administrator];

/// The providers that a file names.
pub fn read(path: &Path) -> Result<Vec<Settings>, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("Cannot read {}: {error}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    parse(&text, folder).map_err(|problems| {
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}: {problem}", path.display()))
            .collect();
        lines.join("\n")
    })
}

fn parse(text: &str, folder: &Path) -> Result<Vec<Settings>, Vec<String>> {
    let file: Table = text
        .parse()
        .map_err(|error| vec![format!("not readable as TOML: {error}")])?;
    let mut problems: Vec<String> = file
        .keys()
        .filter(|key| *key != "provider")
        .map(|key| format!("{key} is not known here; providers are [[provider]] tables"))
        .collect();
    let tables = match file.get("provider") {
        Some(Value::Array(tables)) => tables.as_slice(),
        _ => &[],
    };
    if tables.is_empty() {
        problems.push("there is no [[provider]] table".to_owned());
    }
    let mut all: Vec<Settings> = Vec::new();
    for (place, table) in tables.iter().enumerate() {
        let Value::Table(table) = table else {
            problems.push(format!("provider {}: is not a table", place + 1));
            continue;
        };
        let mut reader = Reader {
            table,
            who: format!("provider {}", place + 1),
            folder,
            problems: &mut problems,
        };
        let one = reader.settings();
        let twice = |problem: &str| format!("provider {}: {problem}", place + 1);
        if all.iter().any(|other| other.name == one.name) {
            problems.push(twice("another provider has this name"));
        }
        if all.iter().any(|other| other.issuer == one.issuer) {
            problems.push(twice("another provider has this issuer"));
        }
        // An opaque token does not say whose it is: the others would be shown tokens that are not theirs.
        if one.introspection && all.iter().any(|other| other.introspection) {
            problems.push(twice("another provider has introspection: only one can"));
        }
        all.push(one);
    }
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(problems)
    }
}

/// Reads one table, and goes on after a problem.
struct Reader<'a> {
    table: &'a Table,
    who: String,
    folder: &'a Path,
    problems: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn problem(&mut self, problem: impl std::fmt::Display) {
        self.problems.push(format!("{}: {problem}", self.who));
    }

    fn settings(&mut self) -> Settings {
        let name = self.name();
        let unknown = self
            .table
            .keys()
            .filter(|key| !KEYS.contains(&key.as_str()));
        for key in unknown.cloned().collect::<Vec<_>>() {
            self.problem(format!("{key} is not known here"));
        }
        let issuer = self.issuer();
        let client_id = self.required("client_id");
        let client_secret = self.secret();
        let introspection = self.yes("introspection");
        if introspection && client_secret.is_none() {
            self.problem("introspection needs a client_secret_file");
        }
        let device_client_id = self.text("device_client_id");
        let write_scope = self.write_scope();
        let (roles_claim, roles) = (self.text("roles_claim"), self.roles());
        if roles_claim.is_none() && !roles.is_empty() {
            self.problem("roles needs roles_claim, the claim to look in");
        }
        Settings {
            name,
            issuer,
            audience: self.required("audience"),
            device_client_id: device_client_id.unwrap_or_else(|| client_id.clone()),
            client_id,
            client_secret,
            scopes: self.scopes(write_scope.as_ref()),
            write_scope,
            roles_claim,
            roles,
            algorithms: self.algorithms(),
            introspection,
        }
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.table.get(key)? {
            Value::String(text) if !text.trim().is_empty() => return Some(text.trim().to_owned()),
            Value::String(_) => self.problem(format!("{key} is empty")),
            _ => self.problem(format!("{key} is a text")),
        }
        None
    }

    fn required(&mut self, key: &str) -> String {
        if !self.table.contains_key(key) {
            self.problem(format!("{key} is missing"));
        }
        self.text(key).unwrap_or_default()
    }

    fn yes(&mut self, key: &str) -> bool {
        match self.table.get(key) {
            None => false,
            Some(Value::Boolean(yes)) => *yes,
            Some(_) => {
                self.problem(format!("{key} is true or false"));
                false
            }
        }
    }

    fn list(&mut self, key: &str) -> Option<Vec<String>> {
        let value = self.table.get(key)?;
        let words = value.as_array().and_then(|list| {
            let words = list.iter().map(|word| word.as_str().map(str::to_owned));
            words.collect::<Option<Vec<String>>>()
        });
        if words.as_ref().is_none_or(Vec::is_empty) {
            self.problem(format!("{key} is a list of texts"));
        }
        words
    }

    fn name(&mut self) -> String {
        let name = self.required("name");
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !name.bytes().all(plain) {
            self.problem("name is made of small letters, digits and hyphens");
        }
        if !name.is_empty() {
            self.who = format!("{} ({name})", self.who);
        }
        name
    }

    fn issuer(&mut self) -> String {
        let issuer = self.required("issuer");
        if issuer.is_empty() {
            return issuer;
        }
        match Url::parse(&issuer) {
            Ok(url) if url.query().is_some() || url.fragment().is_some() => {
                self.problem("issuer has neither ? nor #");
            }
            Ok(url) if is_safe(&url) => {}
            Ok(_) => {
                self.problem("issuer begins with https:// (http:// on this machine itself only)")
            }
            Err(error) => self.problem(format!("issuer is not an address: {error}")),
        }
        issuer
    }

    fn secret(&mut self) -> Option<ClientSecret> {
        let path = self.folder.join(self.text("client_secret_file")?);
        match std::fs::read_to_string(&path) {
            Ok(secret) if secret.trim().is_empty() => {
                self.problem(format!("client_secret_file {} is empty", path.display()));
                None
            }
            Ok(secret) => Some(ClientSecret::new(secret.trim().to_owned())),
            Err(error) => {
                self.problem(format!("client_secret_file {}: {error}", path.display()));
                None
            }
        }
    }

    /// One word, as RFC 6749 has scopes.
    fn write_scope(&mut self) -> Option<String> {
        let scope = self.text("write_scope")?;
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        if !scope.bytes().all(plain) {
            self.problem("write_scope is one scope: a word without spaces");
        }
        Some(scope)
    }

    /// Whoever logs in asks for the scope to write with, too.
    fn scopes(&mut self, write_scope: Option<&String>) -> Vec<String> {
        let mut scopes = self
            .list("scopes")
            .unwrap_or_else(|| vec!["openid".to_owned(), "profile".to_owned()]);
        if !scopes.iter().any(|scope| scope == "openid") {
            scopes.insert(0, "openid".to_owned());
        }
        if let Some(scope) = write_scope.filter(|scope| !scopes.contains(scope)) {
            scopes.push(scope.clone());
        }
        scopes
    }

    fn algorithms(&mut self) -> Vec<Algorithm> {
        let Some(names) = self.list("algorithms") else {
            return DEFAULT_ALGORITHMS.to_vec();
        };
        let mut algorithms = Vec::new();
        for name in names {
            match ALGORITHMS.iter().find(|(known, _)| *known == name) {
                Some((_, algorithm)) => algorithms.push(*algorithm),
                None => {
                    let known: Vec<&str> = ALGORITHMS.iter().map(|(name, _)| *name).collect();
                    self.problem(format!(
                        "algorithms: {name} is not one of {}",
                        known.join(", ")
                    ));
                }
            }
        }
        algorithms
    }

    fn roles(&mut self) -> Vec<(String, Role)> {
        let Some(value) = self.table.get("roles") else {
            return Vec::new();
        };
        let Value::Table(table) = value else {
            self.problem("roles is a table: a word of the claim = a role");
            return Vec::new();
        };
        let mut roles = Vec::new();
        for (word, role) in table {
            let known = role.as_str().and_then(Role::parse);
            match known.filter(|role| CLAIMED.contains(role)) {
                Some(role) => roles.push((word.clone(), role)),
                None => {
                    let known = CLAIMED.map(Closed::as_str).join(" or ");
                    self.problem(format!("roles: {word} is {known}"));
                }
            }
        }
        roles
    }
}

/// The providers as `config` prints them: everything but secrets.
pub fn printed(providers: &[Settings]) -> String {
    let mut text = String::new();
    for one in providers {
        let secret = one.client_secret.as_ref().map_or("none", |_| "***");
        let algorithms: Vec<&str> = one.algorithms.iter().copied().map(spelled).collect();
        let roles: Vec<String> = one
            .roles
            .iter()
            .map(|(word, role)| format!("{word} = {}", role.as_str()))
            .collect();
        let lines = [
            ("provider", one.name.clone()),
            ("  issuer", one.issuer.clone()),
            ("  audience", one.audience.clone()),
            ("  client", one.client_id.clone()),
            ("  secret", secret.to_owned()),
            ("  device client", one.device_client_id.clone()),
            ("  scopes", one.scopes.join(" ")),
            (
                "  write scope",
                one.write_scope.clone().unwrap_or_else(|| "none".to_owned()),
            ),
            (
                "  roles claim",
                one.roles_claim.clone().unwrap_or_else(|| "none".to_owned()),
            ),
            (
                "  roles",
                if roles.is_empty() {
                    "none".to_owned()
                } else {
                    roles.join(", ")
                },
            ),
            ("  algorithms", algorithms.join(" ")),
            ("  introspection", one.introspection.to_string()),
        ];
        for (name, value) in lines {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:<17} {value}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Settings {
        pub(in crate::auth) fn for_tests() -> Self {
            let text = "[[provider]]\nname = \"p\"\nissuer = \"https://p.example\"\naudience = \"a\"\nclient_id = \"c\"";
            parse(text, Path::new(".")).unwrap().remove(0)
        }
    }

    #[test]
    fn everything_wrong_with_the_file_is_told_at_once() {
        let text = r#"
            colour = "red"
            [[provider]]
            name = "One Two"
            issuer = "http://login.example.org"
            client_id = 7
            algorithms = ["HS256", "none", "RS256"]
            introspection = true
            roles = { boss = "KING", clerk = "FOCAL_POINT" }
            write_scope = "to write"
            isuer = "typo"
            [[provider]]
            name = "b"
            issuer = "https://login.example.org"
            audience = "x"
            client_id = "c"
            client_secret_file = "nowhere.secret"
            [[provider]]
            name = "b"
            issuer = "https://login.example.org"
            audience = "x"
            client_id = "c"
            introspection = true
        "#;
        let problems = parse(text, Path::new("/nonexistent"))
            .unwrap_err()
            .join("\n");
        for expected in [
            "colour is not known here",
            "provider 1 (One Two): isuer is not known here",
            "name is made of small letters",
            "issuer begins with https://",
            "client_id is a text",
            "audience is missing",
            "HS256 is not one of RS256",
            "none is not one of RS256",
            "introspection needs a client_secret_file",
            "roles: boss is EDITOR or ADMINISTRATOR",
            "roles: clerk is EDITOR or ADMINISTRATOR",
            "write_scope is one scope",
            "provider 2 (b): client_secret_file /nonexistent/nowhere.secret",
            "provider 3: another provider has this name",
            "provider 3: another provider has this issuer",
            "provider 3: another provider has introspection",
        ] {
            assert!(problems.contains(expected), "{expected}\n{problems}");
        }
        assert!(parse("", Path::new(".")).is_err());
        assert!(parse("provider = 3", Path::new(".")).is_err());
    }

    #[test]
    fn issuers_are_https_but_on_this_machine() {
        for (address, safe) in [
            ("https://login.example.org/realm", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost:9", true),
            ("http://login.example.org", false),
            ("http://localhost.example.org", false),
            ("ftp://localhost", false),
        ] {
            assert_eq!(is_safe(&Url::parse(address).unwrap()), safe, "{address}");
        }
    }
}
