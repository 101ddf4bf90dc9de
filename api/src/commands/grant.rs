//! `grant add | list | end`.

use hemicycle_domain::account::grants;
use hemicycle_domain::account::ledger;
use hemicycle_domain::deed::Selector;
use hemicycle_domain::network::Network;
use hemicycle_entity::ids::GrantId;
use hemicycle_entity::role_grant;

use super::ledger::{
    Table, account, at, at_or_hyphen, decoded, looking, or_hyphen, perform, selected,
};
use super::token::giving;
use super::{Outcome, told};
use crate::cli::accounts::{Grant, GrantAdd, spelled};
use crate::graphql::id::{self, IdKind};

pub async fn run(network: &Network, what: Grant) -> Outcome {
    match what {
        Grant::Add(what) => add(network, what).await,
        Grant::List => list(network).await,
        Grant::End { id } => end(network, &id).await,
    }
}

async fn add(network: &Network, what: GrantAdd) -> Outcome {
    let (selector, version) = account(network, &what.account).await?;
    let mut giving = giving(what.role, what.place);
    giving.starts_at = what.from;
    giving.ends_at = what.until;
    let grant = perform(network, "grantAdd", move |writing| {
        Box::pin(grants::add(writing, selector, giving, version))
    })
    .await?;
    println!("grant\t{}", id::encode(IdKind::RoleGrant, grant).as_str());
    Ok(())
}

async fn list(network: &Network) -> Outcome {
    let reading = looking(network);
    let now = reading.now();
    let mut table = Table::of(&[
        "grant", "account", "kind", "name", "role", "place", "state", "from", "until",
    ]);
    for line in ledger::roles(&reading).await.map_err(told)? {
        let state = match (line.part.valid_from > now, line.part.valid_until) {
            (_, Some(until)) if until <= now => "ended",
            (true, _) => "to come",
            (false, _) => "in force",
        };
        table.line(&[
            id::encode(IdKind::RoleGrant, line.part.id).to_string(),
            id::encode(IdKind::Account, line.account.id).to_string(),
            spelled(line.account.kind),
            or_hyphen(line.account.name.as_deref()),
            spelled(line.part.role),
            or_hyphen(line.place.as_deref()),
            state.to_owned(),
            at(line.part.valid_from),
            at_or_hyphen(line.part.valid_until),
        ]);
    }
    table.print();
    Ok(())
}

async fn end(network: &Network, text: &str) -> Outcome {
    let grant: GrantId = decoded(IdKind::RoleGrant, text)?;
    let found = ledger::account_of::<role_grant::Entity>(&looking(network), grant).await;
    let (_, version) = selected(found.map_err(told)?)?;
    perform(network, "grantEnd", move |writing| {
        Box::pin(grants::end(writing, Selector::Id(grant.0), version))
    })
    .await?;
    println!("Ended.");
    Ok(())
}
