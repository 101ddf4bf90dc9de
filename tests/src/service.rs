//! A service on a real socket.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::{HttpServer, web};
use hemicycle::http::{self, Gateway};
use hemicycle::startup;
use hemicycle_domain::network::Network;

use crate::callers::Caller;
use crate::log;

pub struct Service {
    pub address: SocketAddr,
    handle: ServerHandle,
}

impl Service {
    /// Serves a network until dropped.
    pub fn of(network: &Network) -> Self {
        Self::open_to(network, &[])
    }

    /// The same, for the pages of these sites only.
    pub fn open_to(network: &Network, origins: &[&str]) -> Self {
        log::capture();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let origins = origins.iter().map(ToString::to_string).collect();
        let running = startup::serve(network.clone(), any, origins, 1).unwrap();
        let handle = running.server.handle();
        tokio::spawn(running.server);
        Self {
            address: running.address,
            handle,
        }
    }

    /// Serves through a gateway that the test keeps in hand.
    pub fn through(gateway: &web::Data<Gateway>) -> Self {
        log::capture();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let gateway = gateway.clone();
        let server = HttpServer::new(move || http::app(gateway.clone()))
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { address, handle }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody without an account.
    pub fn visitor(&self) -> Caller {
        Caller::new(self.url("/graphql"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The command is sent at once; nobody needs to wait for it.
        drop(self.handle.stop(false));
    }
}
