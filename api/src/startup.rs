//! Wires the parts of the service together; decides nothing.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{HttpServer, web};
use hemicycle_domain::network::Network;

use crate::auth::{Door, Setup};
use crate::http::{self, Gateway, Terms};

/// How long requests that are under way may go on when the service is stopped.
const SHUTDOWN_SECONDS: u64 = 10;
/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);

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
