//! Who asks and what they may do: accounts, their identities at providers, roles, tokens, sessions; and what deeds leave beside the records.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, add_columns, drop_columns, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        accounts(manager).await?;
        doors(manager).await?;
        traces(manager).await?;
        add_columns(
            manager,
            "change",
            vec![
                // The OAuth client a person acted through.
                ColumnDef::new("client").text().take(),
                // The account of the person a client acted for.
                ColumnDef::new("person").uuid().take(),
            ],
        )
        .await?;
        let by_actor = Index::create()
            .name("change_by_actor_seq")
            .table("change")
            .col("actor")
            .col("seq")
            .to_owned();
        manager.create_index(by_actor).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_actor = Index::drop()
            .name("change_by_actor_seq")
            .table("change")
            .to_owned();
        manager.drop_index(by_actor).await?;
        drop_columns(manager, "change", &["person", "client"]).await?;
        drop_tables(
            manager,
            &[
                "slug_redirect",
                "authorship",
                "idempotency_key",
                "login_attempt",
                "session",
                "api_token",
                "role_grant",
                "account_identity",
                "account",
            ],
        )
        .await
    }
}

async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Sketch::rows(manager, "account")
        .one_of("kind", &["PERSON", "CLIENT"])
        .text_or_null("name")
        .instant_or_null("ended_at")
        .int("version")
        .instant("created_at")
        .instant("updated_at")
        .index(&["kind", "id"])
        .index(&["created_at", "id"])
        .index(&["updated_at", "id"])
        .create(manager)
        .await?;
    Sketch::rows(manager, "account_identity")
        .owned("account_id", "account")
        .code("issuer")
        .code("subject")
        .instant("linked_at")
        .unique(&["issuer", "subject"])
        .index(&["account_id", "id"])
        .create(manager)
        .await?;
    Sketch::rows(manager, "role_grant")
        .owned("account_id", "account")
        .one_of(
            "role",
            &[
                "CONTRIBUTOR",
                "FOCAL_POINT",
                "COORDINATOR",
                "EDITOR",
                "ADMINISTRATOR",
            ],
        )
        .refers_or_null("hub_id", "hub")
        .refers_or_null("parliament_id", "parliament")
        .instant("valid_from")
        .instant_or_null("valid_until")
        .text("granted_by")
        .in_order("valid_from", "valid_until")
        .index(&["account_id", "id"])
        .create(manager)
        .await
}

async fn doors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Sketch::rows(manager, "api_token")
        .owned("account_id", "account")
        .text("label")
        .bytes("hash")
        .text("hint")
        .one_of("scope", &["READ", "WRITE"])
        .instant("issued_at")
        .instant_or_null("expires_at")
        .instant_or_null("revoked_at")
        .instant_or_null("last_used_at")
        .unique(&["hash"])
        .index(&["account_id", "id"])
        .create(manager)
        .await?;
    Sketch::rows(manager, "session")
        .owned("account_id", "account")
        .bytes("hash")
        .code("issuer")
        .code("subject")
        .bytes_or_null("sealed")
        .instant("started_at")
        .instant("checked_at")
        .instant("expires_at")
        .unique(&["hash"])
        .index(&["account_id", "id"])
        .index(&["expires_at"])
        .create(manager)
        .await?;
    Sketch::rows(manager, "login_attempt")
        .bytes("hash")
        .code("issuer")
        .text("nonce")
        .text("verifier")
        .text_or_null("return_to")
        .instant("expires_at")
        .unique(&["hash"])
        .index(&["expires_at"])
        .create(manager)
        .await
}

async fn traces(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Sketch::bare(manager, "idempotency_key")
        .owned("account_id", "account")
        .code("field")
        .code("key")
        .bytes("input_hash")
        .uuid_or_null("record")
        .instant("at")
        .primary(&["account_id", "field", "key"])
        .index(&["at"])
        .create(manager)
        .await?;
    Sketch::bare(manager, "authorship")
        .text("kind")
        .uuid("record")
        .uuid("account_id")
        .primary(&["record", "account_id"])
        .index(&["account_id", "kind", "record"])
        .create(manager)
        .await?;
    Sketch::bare(manager, "slug_redirect")
        .code("kind")
        .code("slug")
        .uuid("record")
        .instant("at")
        .primary(&["kind", "slug"])
        .index(&["record"])
        .create(manager)
        .await
}
