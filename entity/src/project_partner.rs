//! Table `project_partner`: a party’s role in a project.

use sea_orm::entity::prelude::*;

use crate::ids::{ChamberId, OrganisationId, ParliamentId, PartnerId, ProjectId};
use crate::values::PartnerRole;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_partner")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PartnerId,
    pub project_id: ProjectId,
    pub parliament_id: Option<ParliamentId>,
    pub chamber_id: Option<ChamberId>,
    pub organisation_id: Option<OrganisationId>,
    pub role: PartnerRole,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
