//! What the commands about tokens, roles and clients have in common. They do the same deeds as the contract, on the database itself.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use hemicycle_domain::account::{Handover, ledger};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::deed::{self, Ask, Selector, Step};
use hemicycle_domain::network::Network;
use hemicycle_domain::read::Reading;
use hemicycle_domain::write::Writing;
use hemicycle_entity::account;
use hemicycle_entity::ids::AccountId;
use uuid::Uuid;

use super::{refused, told};
use crate::graphql::id::{self, IdKind};

/// Who the log says it was.
const COMMAND_LINE: Actor = Actor::System("command line");

/// The right to look, on the machine itself.
pub fn looking(network: &Network) -> Reading {
    network.read(COMMAND_LINE)
}

/// Does a deed under the contract's name for it.
pub async fn perform<T>(
    network: &Network,
    name: &str,
    deed: impl for<'w> FnOnce(&'w mut Writing) -> Step<'w, T> + Send,
) -> Result<T, String>
where
    T: Copy + Send + Into<Uuid> + From<Uuid>,
{
    let ask = Ask {
        name: name.to_owned(),
        ..Ask::default()
    };
    let reading = looking(network);
    let done = deed::perform(network, &reading, ask, deed).await;
    // Only what is merely checked gives nothing.
    done.map_err(told)?
        .ok_or_else(|| "Nothing was done.".to_owned())
}

/// An id as the contract has it.
pub fn decoded<T: From<Uuid>>(kind: IdKind, text: &str) -> Result<T, String> {
    id::decode_as(kind, text.trim()).map_err(|refusal| refused(&refusal))
}

/// The account with this id, and its version, on which nobody else is at work from here on who does not say so.
pub async fn account(network: &Network, text: &str) -> Result<(Selector, i32), String> {
    let id: AccountId = decoded(IdKind::Account, text)?;
    let found = ledger::account(&looking(network), id).await;
    selected(found.map_err(told)?)
}

/// An account that was looked up.
pub fn selected(found: Option<account::Model>) -> Result<(Selector, i32), String> {
    let row = found.ok_or_else(|| refused(&deed::not_found()))?;
    Ok((Selector::Id(row.id.0), row.version))
}

/// The lines that tell a new token: to be kept, for it is told this once.
pub fn secret(handover: &Handover) -> String {
    match handover.take() {
        Some(secret) => format!("secret\t{secret}\n"),
        None => String::new(),
    }
}

/// A table whose columns stay where they are: separated by tabs, the first line says what they are.
pub struct Table(String);

impl Table {
    pub fn of(columns: &[&str]) -> Self {
        Self(format!("{}\n", columns.join("\t")))
    }

    pub fn line(&mut self, cells: &[String]) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{}", cells.join("\t"));
    }

    pub fn print(self) {
        print!("{}", self.0);
    }
}

/// What is not there is a hyphen, so that every line has all its cells.
pub fn or_hyphen(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty())
        .unwrap_or("-")
        .to_owned()
}

pub fn at(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub fn at_or_hyphen(instant: Option<DateTime<Utc>>) -> String {
    or_hyphen(instant.map(at).as_deref())
}
