//! `client add | list | rotate | end`.

use chrono::TimeDelta;
use hemicycle_domain::account::clients::{self, NewClient, Rotation};
use hemicycle_domain::account::{Handover, ledger};
use hemicycle_domain::deed::Selector;
use hemicycle_domain::network::Network;

use super::ledger::{Table, account, at, at_or_hyphen, looking, or_hyphen, perform, secret};
use super::{Outcome, told};
use crate::cli::accounts::Client;
use crate::graphql::id::{self, IdKind};

pub async fn run(network: &Network, what: Client) -> Outcome {
    match what {
        Client::Add { name, parliaments } => add(network, name, parliaments).await,
        Client::List => list(network).await,
        Client::Rotate { id, overlap } => rotate(network, &id, overlap).await,
        Client::End { id } => end(network, &id).await,
    }
}

async fn add(network: &Network, name: String, parliaments: Vec<String>) -> Outcome {
    let input = NewClient {
        name,
        parliaments: parliaments.into_iter().map(Selector::Key).collect(),
        expires_at: None,
    };
    let handover = Handover::default();
    let left = handover.clone();
    let client = perform(network, "clientAdd", move |writing| {
        Box::pin(clients::add(writing, input, left))
    })
    .await?;
    println!("client\t{}", id::encode(IdKind::Account, client).as_str());
    print!("{}", secret(&handover));
    Ok(())
}

async fn list(network: &Network) -> Outcome {
    let mut table = Table::of(&["client", "name", "added", "ended", "parliaments"]);
    let clients = ledger::clients(&looking(network)).await.map_err(told)?;
    for (client, parliaments) in clients {
        table.line(&[
            id::encode(IdKind::Account, client.id).to_string(),
            or_hyphen(client.name.as_deref()),
            at(client.created_at),
            at_or_hyphen(client.ended_at),
            or_hyphen(Some(&parliaments.join(","))),
        ]);
    }
    table.print();
    Ok(())
}

async fn rotate(network: &Network, text: &str, overlap: TimeDelta) -> Outcome {
    let (selector, version) = account(network, text).await?;
    let rotation = Rotation {
        overlap,
        expires_at: None,
    };
    let handover = Handover::default();
    let left = handover.clone();
    let client = perform(network, "clientRotate", move |writing| {
        Box::pin(clients::rotate(writing, selector, rotation, version, left))
    })
    .await?;
    println!("client\t{}", id::encode(IdKind::Account, client).as_str());
    print!("{}", secret(&handover));
    Ok(())
}

async fn end(network: &Network, text: &str) -> Outcome {
    let (selector, version) = account(network, text).await?;
    perform(network, "clientEnd", move |writing| {
        Box::pin(clients::end(writing, selector, version))
    })
    .await?;
    println!("Ended.");
    Ok(())
}
