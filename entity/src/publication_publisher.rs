//! Table `publication_publisher`: a party that publishes.

use sea_orm::entity::prelude::*;

use crate::ids::{ChamberId, OrganisationId, ParliamentId, PublicationId, PublisherId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication_publisher")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublisherId,
    pub publication_id: PublicationId,
    pub position: i32,
    pub parliament_id: Option<ParliamentId>,
    pub chamber_id: Option<ChamberId>,
    pub organisation_id: Option<OrganisationId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
