//! Twice is once: under one idempotency key a deed is done once.

use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use uuid::Uuid;

use super::KEY_LIFETIME;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::write::Writing;

pub(super) enum Once {
    First,
    /// Done before; to this record.
    Again(Uuid),
}

impl Writing {
    /// Takes an idempotency key for this deed, unless it was taken before. Two at the same moment wait for each other here.
    pub(super) async fn once(
        &self,
        field: &str,
        key: &str,
        input_hash: &[u8],
    ) -> Result<Once, Failure> {
        let Some(account) = self.actor().account() else {
            return Ok(Once::First);
        };
        let mine = |query: &mut sea_orm::sea_query::SelectStatement| {
            query
                .columns(["input_hash", "record", "at"].map(Alias::new))
                .from(Alias::new("idempotency_key"))
                .cond_where(one_key(account.0, field, key))
                .to_owned()
        };
        self.forget_keys(self.now() - KEY_LIFETIME, account.0)
            .await?;
        let take = Query::insert()
            .into_table(Alias::new("idempotency_key"))
            .columns(["account_id", "field", "key", "input_hash", "at"].map(Alias::new))
            .values_panic([
                Expr::val(account.0),
                Expr::val(field),
                Expr::val(key),
                Expr::val(input_hash.to_vec()),
                Expr::val(self.now()),
            ])
            .on_conflict(
                OnConflict::columns(["account_id", "field", "key"].map(Alias::new))
                    .do_nothing()
                    .to_owned(),
            )
            .to_owned();
        if self.execute(&take).await? == 1 {
            return Ok(Once::First);
        }
        let rows = self.rows(&mine(&mut Query::select())).await?;
        let Some(row) = rows.first() else {
            return Ok(Once::First);
        };
        let (known, record): (Vec<u8>, Option<Uuid>) =
            (row.try_get("", "input_hash")?, row.try_get("", "record")?);
        match record {
            Some(record) if known == input_hash => Ok(Once::Again(record)),
            _ => Err(Refusal::new(
                ErrorCode::IdempotencyMismatch,
                "This idempotency key was used before with another input.",
                "Cette clé d’idempotence a déjà servi avec d’autres données.",
            )
            .at("idempotencyKey")
            .into()),
        }
    }

    async fn forget_keys(&self, before: DateTime<Utc>, account: Uuid) -> Result<(), Failure> {
        let old = Query::delete()
            .from_table(Alias::new("idempotency_key"))
            .and_where(Expr::col(Alias::new("account_id")).eq(account))
            .and_where(Expr::col(Alias::new("at")).lt(before))
            .to_owned();
        self.execute(&old).await?;
        Ok(())
    }

    pub(super) async fn done(&self, field: &str, key: &str, record: Uuid) -> Result<(), Failure> {
        let Some(account) = self.actor().account() else {
            return Ok(());
        };
        let statement = Query::update()
            .table(Alias::new("idempotency_key"))
            .value(Alias::new("record"), record)
            .cond_where(one_key(account.0, field, key))
            .to_owned();
        self.execute(&statement).await?;
        Ok(())
    }
}

fn one_key(account: Uuid, field: &str, key: &str) -> Condition {
    Condition::all()
        .add(Expr::col(Alias::new("account_id")).eq(account))
        .add(Expr::col(Alias::new("field")).eq(field))
        .add(Expr::col(Alias::new("key")).eq(key))
}
