//! `token issue | list | revoke`.

use chrono::TimeDelta;
use hemicycle_domain::account::deeds::{self, Founding};
use hemicycle_domain::account::grants::Giving;
use hemicycle_domain::account::tokens::{self, Issue, has_effect};
use hemicycle_domain::account::{Handover, ledger};
use hemicycle_domain::deed::Selector;
use hemicycle_domain::network::Network;
use hemicycle_entity::api_token;
use hemicycle_entity::ids::TokenId;
use hemicycle_entity::values::Role;

use super::ledger::{
    Table, account, at, at_or_hyphen, decoded, looking, or_hyphen, perform, secret, selected,
};
use super::{Outcome, told};
use crate::cli::accounts::{Place, Token, TokenIssue, spelled};
use crate::graphql::id::{self, IdKind};

pub async fn run(network: &Network, what: Token) -> Outcome {
    match what {
        Token::Issue(what) => issue(network, what).await,
        Token::List => list(network).await,
        Token::Revoke { id } => revoke(network, &id).await,
    }
}

async fn issue(network: &Network, what: TokenIssue) -> Outcome {
    match (what.role, &what.account) {
        (Some(role), _) => found(network, role, what).await,
        (None, Some(id)) => {
            let id = id.clone();
            issue_for(network, &id, what).await
        }
        (None, None) => Err("Give --role, or --account.".to_owned()),
    }
}

async fn found(network: &Network, role: Role, what: TokenIssue) -> Outcome {
    let expires_at = network.clock().now() + TimeDelta::days(what.days.into());
    let founding = Founding {
        name: what.name,
        giving: giving(role, what.place),
        label: what.label,
        scope: what.scope,
        expires_at: Some(expires_at),
    };
    let handover = Handover::default();
    let left = handover.clone();
    let account = perform(network, "accountOpen", move |writing| {
        Box::pin(deeds::found(writing, founding, left))
    })
    .await?;
    println!("account\t{}", id::encode(IdKind::Account, account).as_str());
    println!("expires\t{}", at(expires_at));
    print!("{}", secret(&handover));
    Ok(())
}

/// A role in its place, from now on.
pub fn giving(role: Role, place: Place) -> Giving {
    Giving {
        role,
        hub: place.hub.map(Selector::Key),
        parliament: place.parliament.map(Selector::Key),
        starts_at: None,
        ends_at: None,
    }
}

async fn issue_for(network: &Network, id: &str, what: TokenIssue) -> Outcome {
    let (selector, version) = account(network, id).await?;
    let expires_at = network.clock().now() + TimeDelta::days(what.days.into());
    let issue = Issue {
        label: what.label,
        scope: what.scope,
        expires_at: Some(expires_at),
    };
    let handover = Handover::default();
    let left = handover.clone();
    let token = perform(network, "tokenIssue", move |writing| {
        Box::pin(tokens::issue(writing, selector, issue, version, left))
    })
    .await?;
    println!("token\t{}", id::encode(IdKind::ApiToken, token).as_str());
    println!("expires\t{}", at(expires_at));
    print!("{}", secret(&handover));
    Ok(())
}

async fn list(network: &Network) -> Outcome {
    let reading = looking(network);
    let mut table = Table::of(&[
        "token", "account", "kind", "name", "hint", "scope", "state", "issued", "expires", "used",
        "label",
    ]);
    for line in ledger::tokens(&reading).await.map_err(told)? {
        let state = match (has_effect(&line.part, reading.now()), line.part.revoked_at) {
            (true, _) => "valid",
            (false, Some(_)) => "revoked",
            (false, None) => "expired",
        };
        table.line(&[
            id::encode(IdKind::ApiToken, line.part.id).to_string(),
            id::encode(IdKind::Account, line.account.id).to_string(),
            spelled(line.account.kind),
            or_hyphen(line.account.name.as_deref()),
            line.part.hint,
            spelled(line.part.scope),
            state.to_owned(),
            at(line.part.issued_at),
            at_or_hyphen(line.part.expires_at),
            at_or_hyphen(line.part.last_used_at),
            line.part.label,
        ]);
    }
    table.print();
    Ok(())
}

async fn revoke(network: &Network, text: &str) -> Outcome {
    let token: TokenId = decoded(IdKind::ApiToken, text)?;
    let found = ledger::account_of::<api_token::Entity>(&looking(network), token).await;
    let (_, version) = selected(found.map_err(told)?)?;
    perform(network, "tokenRevoke", move |writing| {
        Box::pin(tokens::revoke(writing, Selector::Id(token.0), version))
    })
    .await?;
    println!("Revoked.");
    Ok(())
}
