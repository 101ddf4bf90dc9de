//! How much each caller may ask: a cost a minute, so many requests at once, so many tries to prove who one is. Counted per gateway, in
//! memory, within bounds. The time is an argument everywhere here.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use hemicycle_domain::actor::Actor;
use uuid::Uuid;

use super::Gateway;
use ledger::Ledger;

pub mod address;
mod denied;
mod door;
mod ledger;
mod turn;
mod visit;

pub use denied::{Denied, LIMIT, POLICY, Why, refuse};
pub use door::{door, wary};
pub use ledger::Standing;
pub use turn::Turn;
pub use visit::Visit;

/// Callers that are kept in mind at the same time; beyond them the oldest are forgotten.
const CALLERS: usize = 100_000;

/// What callers of one sort may spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The cost of one request.
    pub request: u64,
    /// The cost of all requests of a minute.
    pub minute: u64,
    /// Requests under way at the same time.
    pub at_once: u32,
}

/// What everybody may spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowances {
    /// All visitors of one address.
    pub visitor: Allowance,
    /// One account: a person or a client, whatever its tokens and addresses.
    pub account: Allowance,
    /// Requests of an address to the routes where callers prove who they are, a minute.
    pub logins: u64,
    /// Credentials of an address that turn out not to be valid, a minute.
    pub failures: u64,
}

/// The allowances of this service: part of the contract.
pub const ALLOWANCES: Allowances = Allowances {
    visitor: Allowance {
        request: 2_000,
        minute: 20_000,
        at_once: 20,
    },
    account: Allowance {
        request: 10_000,
        minute: 200_000,
        at_once: 20,
    },
    logins: 20,
    failures: 30,
};

impl Default for Allowances {
    fn default() -> Self {
        ALLOWANCES
    }
}

/// Whose allowance a request is counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payer {
    Address(IpAddr),
    Account(Uuid),
}

impl Payer {
    /// Whoever is at an address. Of an IPv6 address the first 64 bits count: one connection is given all the rest.
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(six) => {
                let network = u128::from(six) >> 64 << 64;
                Ipv6Addr::from(network).into()
            }
            four => four,
        })
    }
}

/// Whose allowance this request is counted against.
pub fn payer(actor: &Actor, request: &HttpRequest) -> Payer {
    match actor {
        Actor::Account(caller) => Payer::Account(caller.account.0),
        Actor::Visitor | Actor::System(_) => Payer::at(address::of(request)),
    }
}

/// The counts of one gateway.
pub struct Quotas {
    allowances: Allowances,
    costs: Ledger,
    logins: Ledger,
    failures: Ledger,
    /// What providers are asked about credentials.
    questions: Ledger,
    /// Files that come in.
    files: Ledger,
}

impl Quotas {
    pub fn new(allowances: Allowances) -> Arc<Self> {
        Arc::new(Self {
            allowances,
            costs: Ledger::new(CALLERS),
            logins: Ledger::new(CALLERS),
            failures: Ledger::new(CALLERS),
            questions: Ledger::new(CALLERS),
            files: Ledger::new(CALLERS),
        })
    }

    fn allowance(&self, payer: Payer) -> Allowance {
        match payer {
            Payer::Address(_) => self.allowances.visitor,
            Payer::Account(_) => self.allowances.account,
        }
    }

    /// Lets a request in, unless the caller has too many under way or nothing left to spend. It counts 1 from here on.
    pub fn enter(self: &Arc<Self>, payer: Payer, now: DateTime<Utc>) -> Result<Visit, Denied> {
        Visit::begin(self.clone(), payer, now)
    }

    /// Counts one try of an address to prove who it is, unless there were too many.
    pub fn try_login(&self, address: IpAddr, now: DateTime<Utc>) -> Result<(), Denied> {
        let limit = self.allowances.logins;
        let spent = self.logins.spend(Payer::at(address), 1, limit, now);
        spent
            .map(drop)
            .map_err(|standing| Denied::new(Why::Logins, limit, standing, now))
    }

    /// Whether credentials from this address are looked at at all.
    pub fn may_fail(&self, address: IpAddr, now: DateTime<Utc>) -> Result<(), Denied> {
        let limit = self.allowances.failures;
        let standing = self.failures.look(Payer::at(address), now);
        if standing.spent < limit {
            return Ok(());
        }
        Err(Denied::new(Why::Failures, limit, standing, now))
    }

    /// Counts credentials that were not valid.
    pub fn failed(&self, address: IpAddr, now: DateTime<Utc>) {
        // Those that came at the same time may go beyond the limit together; then there is nothing left to count.
        let limit = self.allowances.failures;
        let _ = self.failures.spend(Payer::at(address), 1, limit, now);
    }
}

/// The gateway that answers this request.
fn gateway(request: &HttpRequest) -> Option<&web::Data<Gateway>> {
    request.app_data::<web::Data<Gateway>>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
    }

    #[test]
    fn ipv6_addresses_of_one_connection_pay_together_and_ipv4_addresses_each_for_itself() {
        let payer = |text| Payer::at(address(text));
        assert_eq!(payer("2001:db8:1:2::1"), payer("2001:db8:1:2:ffff::9"));
        assert_ne!(payer("2001:db8:1:2::1"), payer("2001:db8:1:3::1"));
        assert_ne!(payer("192.0.2.1"), payer("192.0.2.2"));
        assert_eq!(payer("::ffff:192.0.2.1"), payer("192.0.2.1"));
    }
}
