//! Inputs that many lists share: any-of filters, ranges, orders.

use async_graphql::{Enum, ID, InputObject, InputType};
use chrono::NaiveDate;
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::filter::{self, Span};
use hemicycle_domain::page;
use hemicycle_domain::values;

use super::enums::{
    AccountKind, Appointment, Audience, ChamberType, EventKind, EventMode, EventStatus,
    GeopoliticalGroup, HubRole, HubStatus, HubType, ImpactArea, Kind, OrganisationType,
    ParliamentKind, ParliamentStatus, ParliamentStructure, PracticeKind, PracticeStage,
    PracticeStatus, ProjectHealth, ProjectStatus, PublicationType, Region, Renewal, Role,
    SessionKind, Subregion,
};
use super::scalars::{Date, LanguageTag};

/// Keeps what has any of these values.
#[derive(InputObject, Clone)]
#[graphql(
    concrete(name = "CodeFilter", params(String)),
    concrete(name = "LanguageFilter", params(LanguageTag)),
    concrete(name = "RegionFilter", params(Region)),
    concrete(name = "SubregionFilter", params(Subregion)),
    concrete(name = "OrganisationTypeFilter", params(OrganisationType)),
    concrete(name = "ParliamentKindFilter", params(ParliamentKind)),
    concrete(name = "ParliamentStructureFilter", params(ParliamentStructure)),
    concrete(name = "ParliamentStatusFilter", params(ParliamentStatus)),
    concrete(name = "GeopoliticalGroupFilter", params(GeopoliticalGroup)),
    concrete(name = "ChamberTypeFilter", params(ChamberType)),
    concrete(name = "RenewalFilter", params(Renewal)),
    concrete(name = "HubTypeFilter", params(HubType)),
    concrete(name = "HubStatusFilter", params(HubStatus)),
    concrete(name = "HubRoleFilter", params(HubRole)),
    concrete(name = "EventKindFilter", params(EventKind)),
    concrete(name = "EventModeFilter", params(EventMode)),
    concrete(name = "EventStatusFilter", params(EventStatus)),
    concrete(name = "SessionKindFilter", params(SessionKind)),
    concrete(name = "AudienceFilter", params(Audience)),
    concrete(name = "PublicationTypeFilter", params(PublicationType)),
    concrete(name = "ImpactAreaFilter", params(ImpactArea)),
    concrete(name = "ProjectStatusFilter", params(ProjectStatus)),
    concrete(name = "ProjectHealthFilter", params(ProjectHealth)),
    concrete(name = "PracticeKindFilter", params(PracticeKind)),
    concrete(name = "PracticeStatusFilter", params(PracticeStatus)),
    concrete(name = "PracticeStageFilter", params(PracticeStage)),
    concrete(name = "AppointmentFilter", params(Appointment)),
    concrete(name = "IdFilter", params(ID)),
    concrete(name = "KindFilter", params(Kind)),
    concrete(name = "AccountKindFilter", params(AccountKind)),
    concrete(name = "RoleFilter", params(Role))
)]
pub struct AnyOf<T: InputType> {
    /// Any of these, at most 200. An empty list keeps nothing.
    #[graphql(name = "in")]
    values: Vec<T>,
}

/// What an any-of filter asks, in the domain's values.
pub fn any_of<T: InputType + Into<U>, U>(asked: Option<AnyOf<T>>) -> filter::AnyOf<U> {
    asked.map(|asked| asked.values.into_iter().map(Into::into).collect())
}

/// What an any-of filter of ids asks, with a note for each that is none.
pub fn ids<T>(
    asked: Option<AnyOf<ID>>,
    field: &str,
    decode: impl Fn(&ID) -> Result<T, Refusal>,
    problems: &mut Vec<Refusal>,
) -> filter::AnyOf<T> {
    let mut ids = Vec::new();
    for (place, id) in asked?.values.iter().enumerate() {
        match decode(id) {
            Ok(id) => ids.push(id),
            Err(refusal) => {
                let steps = [
                    place.to_string(),
                    "in".into(),
                    field.into(),
                    "filter".into(),
                ];
                problems.push(steps.into_iter().fold(refusal, Refusal::at));
            }
        }
    }
    Some(ids)
}

impl From<LanguageTag> for values::LanguageTag {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

/// From one day to another, both included.
#[derive(InputObject, Clone)]
pub struct DateRange {
    /// The first day; absent: from the beginning.
    from: Option<Date>,
    /// The last day; absent: without end.
    to: Option<Date>,
}

impl From<DateRange> for Span<NaiveDate> {
    fn from(range: DateRange) -> Self {
        Self {
            from: range.from.map(|date| date.0),
            to: range.to.map(|date| date.0),
        }
    }
}

/// From one whole number to another, both included.
#[derive(InputObject, Clone)]
pub struct IntRange {
    /// The smallest; absent: no lower bound.
    from: Option<i32>,
    /// The largest; absent: no upper bound.
    to: Option<i32>,
}

impl From<IntRange> for Span<i32> {
    fn from(range: IntRange) -> Self {
        Self {
            from: range.from,
            to: range.to,
        }
    }
}

/// Which way a list is ordered.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderDirection {
    /// From small to large, early to late, A to Z.
    #[default]
    #[graphql(name = "ASC")]
    Ascending,
    /// From large to small, late to early, Z to A.
    #[graphql(name = "DESC")]
    Descending,
}

impl From<OrderDirection> for page::Direction {
    fn from(direction: OrderDirection) -> Self {
        match direction {
            OrderDirection::Ascending => Self::Ascending,
            OrderDirection::Descending => Self::Descending,
        }
    }
}

use super::account::AccountOrderField;
use super::audit::AuditEntryOrderField;
use super::chamber::ChamberOrderField;
use super::contact::ContactOrderField;
use super::country::CountryOrderField;
use super::event::EventOrderField;
use super::hub::HubOrderField;
use super::organisation::OrganisationOrderField;
use super::parliament::ParliamentOrderField;
use super::practice::PracticeOrderField;
use super::project::ProjectOrderField;
use super::publication::PublicationOrderField;
use super::topic::TopicOrderField;

/// How a list is ordered: by one field, ties by id in the same direction, records without a value always last.
#[derive(InputObject, Clone)]
#[graphql(
    concrete(name = "AccountOrder", params(AccountOrderField)),
    concrete(name = "AuditEntryOrder", params(AuditEntryOrderField)),
    concrete(name = "ChamberOrder", params(ChamberOrderField)),
    concrete(name = "ContactOrder", params(ContactOrderField)),
    concrete(name = "CountryOrder", params(CountryOrderField)),
    concrete(name = "EventOrder", params(EventOrderField)),
    concrete(name = "HubOrder", params(HubOrderField)),
    concrete(name = "OrganisationOrder", params(OrganisationOrderField)),
    concrete(name = "ParliamentOrder", params(ParliamentOrderField)),
    concrete(name = "PracticeOrder", params(PracticeOrderField)),
    concrete(name = "ProjectOrder", params(ProjectOrderField)),
    concrete(name = "PublicationOrder", params(PublicationOrderField)),
    concrete(name = "TopicOrder", params(TopicOrderField))
)]
pub struct OrderBy<F: InputType> {
    /// The field.
    pub field: F,
    /// Which way.
    #[graphql(default)]
    pub direction: OrderDirection,
}
