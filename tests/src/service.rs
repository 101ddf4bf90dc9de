//! A service on a real socket.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::{Server, ServerHandle};
use actix_web::{HttpServer, web};
use hemicycle::auth::Setup;
use hemicycle::http::quota::{ALLOWANCES, Allowance, Allowances};
use hemicycle::http::{self, Gateway, Terms};
use hemicycle::startup;
use hemicycle_domain::network::Network;

use crate::callers::Caller;
use crate::log;

/// All callers of a test come from one address, and its clock stands still: what they may ask in a minute is no matter but in `limits`.
pub fn generous() -> Terms {
    let endless = |allowance| Allowance {
        minute: u64::MAX,
        at_once: u32::MAX,
        ..allowance
    };
    let allowances = Allowances {
        visitor: endless(ALLOWANCES.visitor),
        account: endless(ALLOWANCES.account),
        logins: u64::MAX,
        failures: u64::MAX,
    };
    Terms {
        allowances,
        ..Terms::default()
    }
}

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
        let origins = origins.iter().map(ToString::to_string).collect();
        let terms = Terms {
            origins,
            ..generous()
        };
        Self::behind(network, terms)
    }

    /// The same, on terms of the test's own.
    pub fn behind(network: &Network, terms: Terms) -> Self {
        Self::set_up(network, terms, Setup::default())
    }

    /// The same, with logins from providers.
    pub fn with_logins(network: &Network, setup: Setup) -> Self {
        Self::set_up(network, generous(), setup)
    }

    /// The same, with both.
    pub fn set_up(network: &Network, terms: Terms, setup: Setup) -> Self {
        log::capture();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = startup::serve(network.clone(), any, terms, setup, 1).unwrap();
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
        Self::running(address, server)
    }

    /// The same for a server that the test has put together itself.
    pub fn running(address: SocketAddr, server: Server) -> Self {
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
