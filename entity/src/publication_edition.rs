//! Table `publication_edition`: a publication in one language.

use sea_orm::entity::prelude::*;

use crate::ids::{EditionId, PublicationId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication_edition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EditionId,
    pub publication_id: PublicationId,
    pub language: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub licence: Option<String>,
    /// Partial date.
    pub published_on: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
