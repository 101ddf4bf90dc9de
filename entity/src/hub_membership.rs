//! Table `hub_membership`: a party’s role in a hub.

use sea_orm::entity::prelude::*;

use crate::ids::{ChamberId, HubId, MembershipId, OrganisationId, ParliamentId};
use crate::values::HubRole;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hub_membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipId,
    pub hub_id: HubId,
    pub parliament_id: Option<ParliamentId>,
    pub chamber_id: Option<ChamberId>,
    pub organisation_id: Option<OrganisationId>,
    pub role: HubRole,
    /// Partial date.
    pub since: Option<String>,
    /// Partial date.
    pub until: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
