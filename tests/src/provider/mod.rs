//! An OpenID provider on a real socket, with real keys. It does what providers do, and what a test tells it: rotate its keys, go down, forget a
//! person. It counts what it is asked.

mod keys;
mod routes;

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use hemicycle_domain::clock::Clock;
use serde_json::{Value, json};

pub use keys::{Draft, Key};

/// What tokens for the service are addressed to.
pub const AUDIENCE: &str = "https://hemicycle.example";
/// The service's client and its secret.
pub const CLIENT: &str = "hemicycle";
pub const SECRET: &str = "known-to-both-sides-only";
/// The command line's client, a public one.
pub const DEVICE_CLIENT: &str = "hemicycle-cli";
/// What tokens are for where nobody asked for more.
const SCOPE: &str = "openid profile";

/// A code that was given out.
struct Code {
    subject: String,
    scope: String,
    nonce: String,
    challenge: String,
    redirect: String,
}

/// A device that asks for a token.
struct Device {
    subject: Option<String>,
    scope: String,
    refused: bool,
}

struct State {
    issuer: String,
    clock: Clock,
    up: bool,
    keys: Vec<Key>,
    calls: HashMap<String, usize>,
    /// Who sits in front of the browser.
    subject: String,
    removed: Vec<String>,
    roles: Value,
    codes: HashMap<String, Code>,
    /// Whose each is, and what for.
    refresh: HashMap<String, (String, String)>,
    gives_refresh: bool,
    /// Whether it says anew who somebody is when a login is renewed.
    identifies_again: bool,
    opaque: HashMap<String, Value>,
    devices: HashMap<String, Device>,
    slow_down: usize,
    revoked: Vec<String>,
    names_itself: Option<String>,
    id_token: Box<dyn Fn(Draft) -> Draft + Send>,
    made: usize,
}

#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

pub struct Provider {
    pub issuer: String,
    state: Shared,
    handle: ServerHandle,
}

impl Provider {
    /// A provider that lives by this clock, with an RSA key, one on P-256 and an Ed25519 one.
    pub fn start(clock: &Clock) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let state = Shared(Arc::new(Mutex::new(State {
            issuer: issuer.clone(),
            clock: clock.clone(),
            up: true,
            keys: vec![Key::rsa("rsa-1"), Key::ec("ec-1"), Key::ed("ed-1")],
            calls: HashMap::new(),
            subject: "sonia".to_owned(),
            removed: Vec::new(),
            roles: Value::Null,
            codes: HashMap::new(),
            refresh: HashMap::new(),
            gives_refresh: true,
            identifies_again: true,
            opaque: HashMap::new(),
            devices: HashMap::new(),
            slow_down: 0,
            revoked: Vec::new(),
            names_itself: Some(issuer.clone()),
            id_token: Box::new(|draft| draft),
            made: 0,
        })));
        let served = state.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(served.clone()))
                .configure(routes::all)
        })
        .workers(1)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self {
            issuer,
            state,
            handle,
        }
    }

    /// Its table in the providers' file, and what a test adds to it.
    pub fn table(&self, name: &str, more: &str) -> String {
        format!(
            "[[provider]]\nname = \"{name}\"\nissuer = \"{}\"\naudience = \"{AUDIENCE}\"\nclient_id = \"{CLIENT}\"\n\
             client_secret_file = \"secret\"\ndevice_client_id = \"{DEVICE_CLIENT}\"\n{more}\n",
            self.issuer
        )
    }

    /// An access token for the service, good for five minutes, not signed yet.
    pub fn access(&self, subject: &str) -> Draft {
        self.state.lock().access(subject, CLIENT, SCOPE)
    }

    /// The same, as the provider signs it.
    pub fn token(&self, subject: &str) -> String {
        let state = self.state.lock();
        state.access(subject, CLIENT, SCOPE).signed(&state.keys[0])
    }

    /// Signs with one of its keys.
    pub fn signed(&self, draft: &Draft, key: usize) -> String {
        draft.signed(&self.state.lock().keys[key])
    }

    /// The bytes that everybody may know of its first key.
    pub fn public_key(&self) -> Vec<u8> {
        self.state.lock().keys[0].public()
    }

    /// Gives out a token that says nothing itself. What its introspection answers can be changed.
    pub fn opaque(&self, token: &str, more: &Value) {
        let mut state = self.state.lock();
        let now = state.clock.now().timestamp();
        let mut answer = json!({
            "active": true, "iss": state.issuer, "aud": AUDIENCE, "sub": "sonia", "client_id": CLIENT, "token_type": "Bearer",
            "scope": "openid", "iat": now, "exp": now + 300,
        });
        for (name, value) in more.as_object().unwrap() {
            answer[name] = value.clone();
        }
        state.opaque.insert(token.to_owned(), answer);
    }

    pub fn withdraw(&self, token: &str) {
        self.state.lock().opaque.remove(token);
    }

    /// How often an endpoint was asked.
    pub fn calls(&self, endpoint: &str) -> usize {
        let state = self.state.lock();
        state.calls.get(endpoint).copied().unwrap_or_default()
    }

    /// Answers nothing but 503 from now on, or is back.
    pub fn go(&self, up: bool) {
        self.state.lock().up = up;
    }

    /// From now on another key signs, and only that is published.
    pub fn rotate(&self, key: Key) {
        self.state.lock().keys = vec![key];
    }

    /// Who logs in next.
    pub fn seat(&self, subject: &str) {
        subject.clone_into(&mut self.state.lock().subject);
    }

    /// What the claim `roles` says of everybody.
    pub fn give_roles(&self, roles: Value) {
        self.state.lock().roles = roles;
    }

    /// The person is gone: no token for them any more.
    pub fn remove(&self, subject: &str) {
        self.state.lock().removed.push(subject.to_owned());
    }

    /// Gives out refresh tokens, or not.
    pub fn give_refresh(&self, gives: bool) {
        self.state.lock().gives_refresh = gives;
    }

    /// Says anew who somebody is when a login is renewed, or not.
    pub fn identify_again(&self, does: bool) {
        self.state.lock().identifies_again = does;
    }

    /// What it says of itself when it sends a browser back.
    pub fn name_itself(&self, issuer: Option<&str>) {
        self.state.lock().names_itself = issuer.map(str::to_owned);
    }

    /// Changes the ID tokens of logins before they are signed.
    pub fn spoil(&self, id_token: impl Fn(Draft) -> Draft + Send + 'static) {
        self.state.lock().id_token = Box::new(id_token);
    }

    /// How often a device is told to ask more slowly.
    pub fn slow_down(&self, times: usize) {
        self.state.lock().slow_down = times;
    }

    /// The user types the code of a device, and confirms or refuses.
    pub fn confirm(&self, code: &str, subject: Option<&str>) {
        let mut state = self.state.lock();
        let device = state.devices.get_mut(code).unwrap();
        device.subject = subject.map(str::to_owned);
        device.refused = subject.is_none();
    }

    /// The tokens that were given back.
    pub fn revoked(&self) -> Vec<String> {
        self.state.lock().revoked.clone()
    }

    /// The refresh tokens in force.
    pub fn refresh_tokens(&self) -> Vec<String> {
        self.state.lock().refresh.keys().cloned().collect()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // The command is sent at once; nobody needs to wait for it.
        drop(self.handle.stop(false));
    }
}

impl State {
    /// A new word, different each time.
    fn word(&mut self, what: &str) -> String {
        self.made += 1;
        let port = self.issuer.rsplit(':').next().unwrap_or_default();
        format!("{what}-{port}-{}", self.made)
    }

    fn access(&self, subject: &str, client: &str, scope: &str) -> Draft {
        let now = self.clock.now().timestamp();
        let claims = json!({
            "iss": self.issuer, "aud": AUDIENCE, "sub": subject, "client_id": client, "name": format!("Name of {subject}"),
            "iat": now, "exp": now + 300, "jti": format!("{subject}-{now}"), "scope": scope,
        });
        Draft::new("at+jwt", claims).claim("roles", self.roles.clone())
    }

    fn id_token(&self, subject: &str, client: &str, nonce: Option<&str>) -> String {
        let now = self.clock.now().timestamp();
        let claims = json!({
            "iss": self.issuer, "aud": client, "sub": subject, "name": format!("Name of {subject}"), "iat": now, "exp": now + 300,
        });
        let draft = Draft::new("JWT", claims)
            .claim("nonce", nonce)
            .claim("roles", self.roles.clone());
        (self.id_token)(draft).signed(&self.keys[0])
    }
}
