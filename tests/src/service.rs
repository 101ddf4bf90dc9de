//! A service on a real socket.

use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
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
        log::capture();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = startup::serve(network.clone(), any, Vec::new(), 1).unwrap();
        let handle = running.server.handle();
        tokio::spawn(running.server);
        Self {
            address: running.address,
            handle,
        }
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
