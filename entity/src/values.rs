//! Closed lists of values. Stored as text, spelled as in GraphQL and in the dataset's files.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// A closed list: its values in order and their spelling.
pub trait Closed: Copy + Sized + 'static {
    const ALL: &'static [Self];
    fn as_str(self) -> &'static str;

    /// The value spelled this way, if there is one.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|value| value.as_str() == text)
    }
}

macro_rules! closed {
    ($($(#[$doc:meta])* $name:ident { $($value:ident = $text:literal),+ $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name { $(#[sea_orm(string_value = $text)] #[serde(rename = $text)] $value),+ }

        impl Closed for $name {
            const ALL: &'static [Self] = &[$(Self::$value),+];

            fn as_str(self) -> &'static str {
                match self { $(Self::$value => $text),+ }
            }
        }
    )*};
}

closed! {
    /// How a wording came to be.
    Origin { Original = "ORIGINAL", Human = "HUMAN", Machine = "MACHINE" }
    /// UN M49 region.
    Region { Africa = "AFRICA", Americas = "AMERICAS", Asia = "ASIA", Europe = "EUROPE", Oceania = "OCEANIA" }
    /// UN M49 sub-region.
    Subregion { NorthernAfrica = "NORTHERN_AFRICA", SubSaharanAfrica = "SUB_SAHARAN_AFRICA", LatinAmericaAndTheCaribbean = "LATIN_AMERICA_AND_THE_CARIBBEAN", NorthernAmerica = "NORTHERN_AMERICA", CentralAsia = "CENTRAL_ASIA", EasternAsia = "EASTERN_ASIA", SouthEasternAsia = "SOUTH_EASTERN_ASIA", SouthernAsia = "SOUTHERN_ASIA", WesternAsia = "WESTERN_ASIA", EasternEurope = "EASTERN_EUROPE", NorthernEurope = "NORTHERN_EUROPE", SouthernEurope = "SOUTHERN_EUROPE", WesternEurope = "WESTERN_EUROPE", AustraliaAndNewZealand = "AUSTRALIA_AND_NEW_ZEALAND", Melanesia = "MELANESIA", Micronesia = "MICRONESIA", Polynesia = "POLYNESIA" }
    /// What sort of organisation.
    OrganisationType { Interparliamentary = "INTERPARLIAMENTARY", Intergovernmental = "INTERGOVERNMENTAL", UnitedNations = "UNITED_NATIONS", Network = "NETWORK", NonGovernmental = "NON_GOVERNMENTAL", Other = "OTHER" }
    ParliamentKind { National = "NATIONAL", Supranational = "SUPRANATIONAL", Subnational = "SUBNATIONAL" }
    ParliamentStructure { Unicameral = "UNICAMERAL", Bicameral = "BICAMERAL", Other = "OTHER" }
    ParliamentStatus { Functioning = "FUNCTIONING", Suspended = "SUSPENDED", Dissolved = "DISSOLVED", Transitional = "TRANSITIONAL" }
    /// The IPU’s geopolitical groups.
    GeopoliticalGroup { African = "AFRICAN", Arab = "ARAB", AsiaPacific = "ASIA_PACIFIC", Eurasia = "EURASIA", Grulac = "GRULAC", TwelvePlus = "TWELVE_PLUS" }
    ChamberType { Single = "SINGLE", Lower = "LOWER", Upper = "UPPER" }
    /// How a chamber’s seats are renewed.
    Renewal { Full = "FULL", Partial = "PARTIAL" }
    HubType { Regional = "REGIONAL", Linguistic = "LINGUISTIC", Thematic = "THEMATIC" }
    HubStatus { Proposed = "PROPOSED", Scoping = "SCOPING", Active = "ACTIVE", Dormant = "DORMANT", Closed = "CLOSED" }
    HubRole { Host = "HOST", CoHost = "CO_HOST", Coordinator = "COORDINATOR", Member = "MEMBER", Observer = "OBSERVER", Partner = "PARTNER" }
    ChannelKind { Website = "WEBSITE", Portal = "PORTAL", MailingList = "MAILING_LIST", SocialMedia = "SOCIAL_MEDIA" }
    EventKind { Conference = "CONFERENCE", Workshop = "WORKSHOP", Webinar = "WEBINAR", Meeting = "MEETING" }
    EventMode { Online = "ONLINE", InPerson = "IN_PERSON", Hybrid = "HYBRID" }
    EventStatus { Draft = "DRAFT", Announced = "ANNOUNCED", RegistrationOpen = "REGISTRATION_OPEN", RegistrationClosed = "REGISTRATION_CLOSED", Postponed = "POSTPONED", Cancelled = "CANCELLED", Held = "HELD" }
    SessionKind { Debate = "DEBATE", PracticeExchange = "PRACTICE_EXCHANGE", GuideWriting = "GUIDE_WRITING", Keynote = "KEYNOTE", Training = "TRAINING" }
    /// For whom.
    Audience { Members = "MEMBERS", SecretariesGeneral = "SECRETARIES_GENERAL", IctStaff = "ICT_STAFF", SocialMedia = "SOCIAL_MEDIA", Web = "WEB", Communications = "COMMUNICATIONS", LibraryResearch = "LIBRARY_RESEARCH", PublicEngagement = "PUBLIC_ENGAGEMENT", Procedure = "PROCEDURE", Other = "OTHER" }
    PublicationType { Guide = "GUIDE", Report = "REPORT", Guidelines = "GUIDELINES", Brief = "BRIEF", Framework = "FRAMEWORK", Collection = "COLLECTION", Periodical = "PERIODICAL" }
    /// The four impact areas of the guide to digital transformation.
    ImpactArea { Culture = "CULTURE", People = "PEOPLE", Process = "PROCESS", Technology = "TECHNOLOGY" }
    ProjectStatus { Proposed = "PROPOSED", Approved = "APPROVED", Active = "ACTIVE", OnHold = "ON_HOLD", Completed = "COMPLETED", Cancelled = "CANCELLED" }
    ProjectHealth { OnTrack = "ON_TRACK", AtRisk = "AT_RISK", OffTrack = "OFF_TRACK" }
    PartnerRole { Lead = "LEAD", Contributor = "CONTRIBUTOR", Funder = "FUNDER", Adviser = "ADVISER", Beneficiary = "BENEFICIARY" }
    PracticeKind { GoodPractice = "GOOD_PRACTICE", UseCase = "USE_CASE", CaseStudy = "CASE_STUDY" }
    PracticeStatus { Draft = "DRAFT", Submitted = "SUBMITTED", InReview = "IN_REVIEW", ChangesRequested = "CHANGES_REQUESTED", Published = "PUBLISHED", Rejected = "REJECTED", Withdrawn = "WITHDRAWN", Archived = "ARCHIVED" }
    PracticeStage { Idea = "IDEA", Pilot = "PILOT", InUse = "IN_USE", Scaled = "SCALED", Retired = "RETIRED" }
    /// Who gets a contact or one of its fields.
    Visibility { Private = "PRIVATE", Hub = "HUB", Network = "NETWORK", Public = "PUBLIC" }
    Appointment { FocalPoint = "FOCAL_POINT", Coordinator = "COORDINATOR", Expert = "EXPERT" }
    AppointmentStatus { Nominated = "NOMINATED", Confirmed = "CONFIRMED", Ended = "ENDED" }
    /// What a review says.
    ReviewVerdict { Comment = "COMMENT", TakenUp = "TAKEN_UP", ChangesRequested = "CHANGES_REQUESTED", Accepted = "ACCEPTED", Rejected = "REJECTED" }
    RevisionStatus { Pending = "PENDING", InReview = "IN_REVIEW", ChangesRequested = "CHANGES_REQUESTED", Accepted = "ACCEPTED", Rejected = "REJECTED", Withdrawn = "WITHDRAWN" }
    /// Where a batch of practices from a file stands.
    ImportStatus { Received = "RECEIVED", Checking = "CHECKING", Checked = "CHECKED", Refused = "REFUSED", Committing = "COMMITTING", Committed = "COMMITTED", Undone = "UNDONE" }
    /// What became of a row of a file.
    ImportAction { Created = "CREATED", Updated = "UPDATED", Unchanged = "UNCHANGED" }
    /// What happened to a record.
    ChangeAction { Created = "CREATED", Updated = "UPDATED", Removed = "REMOVED", Restored = "RESTORED" }
    /// Who belonged to the readers of a record at the time of a change.
    AudienceScope { Nobody = "NOBODY", Authors = "AUTHORS", Staff = "STAFF", Network = "NETWORK", Public = "PUBLIC" }
    AccountKind { Person = "PERSON", Client = "CLIENT" }
    /// What a grant lets an account do, within its hub or parliament.
    Role { Contributor = "CONTRIBUTOR", FocalPoint = "FOCAL_POINT", Coordinator = "COORDINATOR", Editor = "EDITOR", Administrator = "ADMINISTRATOR" }
    /// What a token can be used for.
    TokenScope { Read = "READ", Write = "WRITE" }
    ActorKind { System = "SYSTEM", Person = "PERSON", Client = "CLIENT" }
    /// The kinds of records.
    Kind { Topic = "TOPIC", Country = "COUNTRY", Organisation = "ORGANISATION", Parliament = "PARLIAMENT", Chamber = "CHAMBER", Hub = "HUB", Event = "EVENT", Publication = "PUBLICATION", Project = "PROJECT", Practice = "PRACTICE", Contact = "CONTACT", Account = "ACCOUNT" }
}
