//! The door: HTTP and nothing else. Knows requests, responses and the schema as a whole; knows no subject and no SQL.

use std::sync::Arc;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, Error, body::MessageBody, dev, web};
use hemicycle_domain::network::Network;
use ipnet::IpNet;
use tokio::sync::Semaphore;

use crate::auth::Door;
use crate::graphql::{self, ApiSchema};
use guard::{BadSdl, Guard};
use quota::{Allowances, Quotas};

mod accept;
mod answer;
mod arrange;
mod caller;
mod csrf;
mod frame;
mod graphql_handler;
pub mod guard;
mod health;
pub mod imports;
mod landing;
pub mod login;
mod params;
mod problem;
pub mod quota;

/// Where GraphQL is spoken.
pub const GRAPHQL_PATH: &str = "/graphql";
/// Bytes of a request's body.
pub const BODY_LIMIT: usize = 100_000;
/// Bytes of a request's address.
pub const URI_LIMIT: usize = 8_192;
/// How long a client may take to send its body.
pub const BODY_TIME: Duration = Duration::from_secs(10);
/// How long a request may take to be executed.
pub const REQUEST_TIME: Duration = Duration::from_secs(10);
/// Requests that are executed at the same time; more are sent away.
pub const REQUESTS_AT_ONCE: usize = 256;
/// Seconds for which the answer to a GET may be kept by caches.
pub const CACHE_SECONDS: u32 = 60;

/// On which terms the service is offered: to whom, and how much.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Origins whose pages may read; empty: all.
    pub origins: Vec<String>,
    /// Proxies whose word on callers' addresses is believed.
    pub proxies: Vec<IpNet>,
    /// What callers may spend.
    pub allowances: Allowances,
}

/// What all workers share.
pub struct Gateway {
    pub network: Network,
    pub schema: ApiSchema,
    pub guard: Guard,
    pub sdl: String,
    pub slots: Arc<Semaphore>,
    /// Files that come in.
    pub files: Semaphore,
    /// Who asked in the last seconds.
    pub faces: caller::Faces,
    pub quotas: Arc<Quotas>,
    /// Origins whose pages may read; empty: all.
    pub origins: Vec<String>,
    /// Proxies whose word on callers' addresses is believed.
    pub proxies: Vec<IpNet>,
    pub door: Door,
}

impl Gateway {
    pub fn new(network: Network, terms: Terms, door: Door) -> Result<Self, BadSdl> {
        let sdl = graphql::sdl();
        Ok(Self {
            network,
            schema: graphql::schema(),
            guard: Guard::new(&sdl)?,
            sdl,
            slots: Arc::new(Semaphore::new(REQUESTS_AT_ONCE)),
            files: Semaphore::new(imports::FILES_AT_ONCE),
            faces: caller::Faces::default(),
            quotas: Quotas::new(terms.allowances),
            origins: terms.origins,
            proxies: terms.proxies,
            door,
        })
    }

    /// Which pages of other sites may read: all by default, since nothing here depends on a browser's credentials.
    fn cors(&self) -> Cors {
        let cors = Cors::default()
            .allowed_methods([Method::GET, Method::POST])
            .allowed_headers([
                header::ACCEPT,
                header::ACCEPT_LANGUAGE,
                header::AUTHORIZATION,
                header::CONTENT_TYPE,
                frame::REQUEST_ID,
                graphql_handler::IDEMPOTENCY_KEY,
            ])
            .expose_headers([
                frame::REQUEST_ID,
                header::RETRY_AFTER,
                quota::LIMIT,
                quota::POLICY,
            ])
            .max_age(3_600);
        if self.origins.is_empty() {
            return cors.allow_any_origin().send_wildcard();
        }
        self.origins
            .iter()
            .fold(cors, |cors, origin| cors.allowed_origin(origin))
    }
}

/// The service's routes with everything around them.
pub fn app(
    gateway: web::Data<Gateway>,
) -> App<
    impl dev::ServiceFactory<
        dev::ServiceRequest,
        Config = (),
        Response = dev::ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let cors = gateway.cors();
    App::new()
        .app_data(gateway)
        .service(
            web::resource(GRAPHQL_PATH)
                .route(web::get().to(graphql_handler::get))
                .route(web::post().to(graphql_handler::post))
                .default_service(web::to(graphql_handler::other)),
        )
        .service(problem::only(
            imports::PATH,
            Method::POST,
            web::route().to(imports::post),
        ))
        .service(problem::only_get(
            "/schema.graphql",
            web::route().to(health::schema),
        ))
        .service(problem::only_get(
            "/healthz",
            web::route().to(health::alive),
        ))
        .service(problem::only_get("/readyz", web::route().to(health::ready)))
        .service(problem::only_get("/", web::route().to(landing::page)))
        .service(problem::only_get(
            "/.well-known/oauth-protected-resource",
            web::route().to(login::resource_metadata),
        ))
        .service(login::scope().wrap(from_fn(quota::door)))
        .default_service(web::to(problem::not_found))
        .wrap(from_fn(quota::wary))
        .wrap(Compress::default())
        .wrap(cors)
        .wrap(from_fn(frame::around))
}
