//! Wires the parts of the service together; decides nothing.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{HttpServer, web};
use hemicycle_domain::endings::end_what_is_over;
use hemicycle_domain::network::Network;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::auth::{Door, Setup};
use crate::http::{self, Gateway, Terms};

/// How long requests that are under way may go on when the service is stopped.
const SHUTDOWN_SECONDS: u64 = 10;
/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How often it is looked at what is over by its date.
const LOOK_AT_THE_CLOCK: Duration = Duration::from_secs(60);

/// A service that listens.
pub struct Running {
    pub address: SocketAddr,
    pub server: Server,
}

/// Starts to listen and to answer. The service runs while `server` is awaited.
pub fn serve(
    network: Network,
    listen: SocketAddr,
    terms: Terms,
    setup: Setup,
    workers: usize,
) -> Result<Running, String> {
    let listener =
        TcpListener::bind(listen).map_err(|error| format!("Cannot listen on {listen}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let gateway = Gateway::new(network, terms, Door::new(setup, address)?)
        .map_err(|error| format!("The schema cannot be read: {error:?}"))?;
    let gateway = web::Data::new(gateway);
    let server = HttpServer::new(move || http::app(gateway.clone()))
        .workers(workers)
        .client_request_timeout(HEAD_TIME)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .listen(listener)
        .map_err(|error| error.to_string())?
        .run();
    Ok(Running { address, server })
}

/// Ends what is over by its date, at once and every minute, until it is aborted. Several processes on one database can do so beside each other.
pub fn follow_the_clock(network: Network) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut minutes = interval(LOOK_AT_THE_CLOCK);
        minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            minutes.tick().await;
            match end_what_is_over(&network).await {
                Ok(ended) => tracing::debug!(?ended, "looked at the clock"),
                Err(failure) => tracing::error!(cause = ?failure, "what is over was not ended"),
            }
        }
    })
}
