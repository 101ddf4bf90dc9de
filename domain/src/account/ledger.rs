//! Accounts with their roles and tokens as lists, for those on the machine itself.

use std::collections::HashMap;

use hemicycle_entity::account::{Entity, Model};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::AccountKind;
use hemicycle_entity::{account, api_token, hub, parliament, role_grant};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition};

use super::grants;
use crate::failure::Failure;
use crate::read::Reading;
use crate::record::{Part, RowOf};

/// A part of an account, with its account.
pub struct Line<P> {
    pub account: Model,
    pub part: P,
    /// Of a role: the slug of its hub or the code of its parliament.
    pub place: Option<String>,
}

/// Whether somebody is an administrator now.
pub async fn has_administrator(reading: &Reading) -> Result<bool, Failure> {
    grants::administered(reading, Condition::all()).await
}

/// All tokens, in the order they were issued.
pub async fn tokens(reading: &Reading) -> Result<Vec<Line<api_token::Model>>, Failure> {
    let mut lines = lines::<api_token::Entity>(reading, Condition::all()).await?;
    lines.sort_by_key(|line| line.part.id);
    Ok(lines)
}

/// All roles, in the order they were given.
pub async fn roles(reading: &Reading) -> Result<Vec<Line<role_grant::Model>>, Failure> {
    let mut lines = lines::<role_grant::Entity>(reading, Condition::all()).await?;
    lines.sort_by_key(|line| line.part.id);
    placed(reading, &mut lines).await?;
    Ok(lines)
}

/// All clients, in the order they were added, with the codes of the parliaments they contribute for.
pub async fn clients(reading: &Reading) -> Result<Vec<(Model, Vec<String>)>, Failure> {
    let is_client = || account::Column::Kind.eq(AccountKind::Client);
    let mut clients = reading
        .all::<Entity>(Condition::all().add(is_client()))
        .await?;
    clients.sort_by_key(|client| client.id);
    let ids = Query::select()
        .column((Entity, account::Column::Id))
        .from(Entity)
        .and_where(is_client())
        .to_owned();
    let theirs = Condition::all()
        .add(role_grant::Column::AccountId.in_subquery(ids))
        .add(grants::in_force(reading.now()));
    let mut grants = lines::<role_grant::Entity>(reading, theirs).await?;
    placed(reading, &mut grants).await?;
    let mut codes: HashMap<AccountId, Vec<String>> = HashMap::new();
    for line in grants {
        let code = line.place.into_iter();
        codes.entry(line.account.id).or_default().extend(code);
    }
    let with_codes = clients.into_iter().map(|client| {
        let mut codes = codes.remove(&client.id).unwrap_or_default();
        codes.sort();
        (client, codes)
    });
    Ok(with_codes.collect())
}

/// An account by its id, as it is now.
pub async fn account(reading: &Reading, id: AccountId) -> Result<Option<Model>, Failure> {
    Ok(reading.by_ids::<Entity>(&[id]).await?.remove(&id))
}

/// The account of a part.
pub async fn account_of<P: Part<Owner = Entity>>(
    reading: &Reading,
    id: P::Id,
) -> Result<Option<Model>, Failure> {
    match reading.by_ids::<P>(&[id]).await?.remove(&id) {
        Some(part) => account(reading, P::owner(&part)).await,
        None => Ok(None),
    }
}

async fn lines<P: Part<Owner = Entity>>(
    reading: &Reading,
    condition: Condition,
) -> Result<Vec<Line<RowOf<P>>>, Failure> {
    let parts = reading.all::<P>(condition).await?;
    let accounts: Vec<AccountId> = parts.iter().map(P::owner).collect();
    let accounts = reading.by_ids::<Entity>(&accounts).await?;
    let line = |part: RowOf<P>| {
        Some(Line {
            account: accounts.get(&P::owner(&part))?.clone(),
            part,
            place: None,
        })
    };
    Ok(parts.into_iter().filter_map(line).collect())
}

async fn placed(reading: &Reading, lines: &mut [Line<role_grant::Model>]) -> Result<(), Failure> {
    let hubs: Vec<_> = lines.iter().filter_map(|line| line.part.hub_id).collect();
    let parliaments: Vec<_> = lines
        .iter()
        .filter_map(|line| line.part.parliament_id)
        .collect();
    let hubs = reading.by_ids::<hub::Entity>(&hubs).await?;
    let parliaments = reading.by_ids::<parliament::Entity>(&parliaments).await?;
    for line in lines {
        let hub = line.part.hub_id.and_then(|id| hubs.get(&id));
        let parliament = line.part.parliament_id.and_then(|id| parliaments.get(&id));
        line.place = hub
            .map(|hub| hub.slug.clone())
            .or_else(|| parliament.map(|parliament| parliament.code.clone()));
    }
    Ok(())
}
