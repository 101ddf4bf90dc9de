//! Closed lists as the contract spells and describes them. The values themselves live in `entity`; the compiler holds the two together.

use async_graphql::Enum;
use hemicycle_domain::wording;
use hemicycle_entity::values;

macro_rules! enums {
    ($($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$value_doc])* $value,)* }

        impl From<values::$name> for $name {
            fn from(value: values::$name) -> Self {
                match value { $(values::$name::$value => Self::$value,)* }
            }
        }

        impl From<$name> for values::$name {
            fn from(value: $name) -> Self {
                match value { $($name::$value => Self::$value,)* }
            }
        }
    )*};
}

mod accounts;

pub use accounts::{AccountKind, Kind, Role, TokenScope};

enums! {
    /// How the wording of a text came to be.
    Origin {
        /// Written in this language first.
        Original,
        /// Translated by a person, or by a machine and checked by a person.
        Human,
        /// Translated by a machine and not checked by a person.
        Machine,
    }

    /// A region of the UN M49 standard.
    Region {
        /// Africa.
        Africa,
        /// The Americas.
        Americas,
        /// Asia.
        Asia,
        /// Europe.
        Europe,
        /// Oceania.
        Oceania,
    }

    /// A sub-region of the UN M49 standard.
    Subregion {
        /// Northern Africa.
        NorthernAfrica,
        /// Sub-Saharan Africa.
        SubSaharanAfrica,
        /// Latin America and the Caribbean.
        LatinAmericaAndTheCaribbean,
        /// Northern America.
        NorthernAmerica,
        /// Central Asia.
        CentralAsia,
        /// Eastern Asia.
        EasternAsia,
        /// South-eastern Asia.
        SouthEasternAsia,
        /// Southern Asia.
        SouthernAsia,
        /// Western Asia.
        WesternAsia,
        /// Eastern Europe.
        EasternEurope,
        /// Northern Europe.
        NorthernEurope,
        /// Southern Europe.
        SouthernEurope,
        /// Western Europe.
        WesternEurope,
        /// Australia and New Zealand.
        AustraliaAndNewZealand,
        /// Melanesia.
        Melanesia,
        /// Micronesia.
        Micronesia,
        /// Polynesia.
        Polynesia,
    }

    /// What sort of organisation it is.
    OrganisationType {
        /// An association of parliaments or of their members or staff.
        Interparliamentary,
        /// An organisation of governments outside the United Nations system.
        Intergovernmental,
        /// Part of the United Nations system.
        UnitedNations,
        /// A network of people or institutions.
        Network,
        /// A non-governmental organisation.
        NonGovernmental,
        /// Anything else.
        Other,
    }

    /// What a parliament is the parliament of.
    ParliamentKind {
        /// A sovereign state.
        National,
        /// Several states, such as the European Parliament.
        Supranational,
        /// A part of a state.
        Subnational,
    }

    /// How many chambers a parliament has.
    ParliamentStructure {
        /// One chamber.
        Unicameral,
        /// Two chambers.
        Bicameral,
        /// More than two, another arrangement, or not known.
        Other,
    }

    /// Whether a parliament is at work.
    ParliamentStatus {
        /// It sits.
        Functioning,
        /// It was suspended or does not exist at present.
        Suspended,
        /// It was dissolved and its successor is not yet elected.
        Dissolved,
        /// A transitional body acts in its place.
        Transitional,
    }

    /// A geopolitical group of the Inter-Parliamentary Union.
    GeopoliticalGroup {
        /// African Group.
        African,
        /// Arab Group.
        Arab,
        /// Asia-Pacific Group.
        AsiaPacific,
        /// Eurasia Group.
        Eurasia,
        /// Group of Latin America and the Caribbean (GRULAC).
        Grulac,
        /// Twelve Plus Group.
        TwelvePlus,
    }

    /// Which house of a parliament a chamber is.
    ChamberType {
        /// The only chamber of a unicameral parliament.
        Single,
        /// The lower house.
        Lower,
        /// The upper house.
        Upper,
    }

    /// How the seats of a chamber are renewed.
    Renewal {
        /// All seats at once.
        Full,
        /// Some seats at a time.
        Partial,
    }

    /// What brings the members of a hub together.
    HubType {
        /// A region of the world.
        Regional,
        /// A language.
        Linguistic,
        /// A theme.
        Thematic,
    }

    /// Where a hub stands in its life.
    HubStatus {
        /// Proposed, not yet public.
        Proposed,
        /// Its mandate, host and members are being worked out.
        Scoping,
        /// At work.
        Active,
        /// Exists, but has not been at work lately.
        Dormant,
        /// Closed for good.
        Closed,
    }

    /// What a party does in a hub.
    HubRole {
        /// Hosts the hub and provides its secretariat.
        Host,
        /// Hosts it together with the host.
        CoHost,
        /// Coordinates its work without hosting it.
        Coordinator,
        /// Takes part.
        Member,
        /// Attends without taking part in decisions.
        Observer,
        /// Works with the hub from outside.
        Partner,
    }

    /// What sort of place a hub can be met at.
    ChannelKind {
        /// A website or page.
        Website,
        /// A portal with its own content and accounts.
        Portal,
        /// A mailing list.
        MailingList,
        /// An account on a social network.
        SocialMedia,
    }

    /// What sort of event it is.
    EventKind {
        /// A conference.
        Conference,
        /// A workshop.
        Workshop,
        /// A webinar.
        Webinar,
        /// A meeting.
        Meeting,
    }

    /// How one takes part in an event.
    EventMode {
        /// Online only.
        Online,
        /// In person only.
        InPerson,
        /// In person or online.
        Hybrid,
    }

    /// Where an event stands.
    EventStatus {
        /// Being prepared, not public.
        Draft,
        /// Announced; registration has not opened.
        Announced,
        /// Delegations can register.
        RegistrationOpen,
        /// Registration has closed; the event has not been held yet.
        RegistrationClosed,
        /// Postponed to a date not yet announced.
        Postponed,
        /// It will not be held.
        Cancelled,
        /// It was held.
        Held,
    }

    /// What happens in a session of an event.
    SessionKind {
        /// A debate of thought leaders.
        Debate,
        /// Parliaments show good practices to each other.
        PracticeExchange,
        /// A practical guide is written together.
        GuideWriting,
        /// A single speech.
        Keynote,
        /// Something is taught.
        Training,
    }

    /// For whom something is meant.
    Audience {
        /// Members of parliament.
        Members,
        /// Secretaries general and their deputies.
        SecretariesGeneral,
        /// Staff for digital technology.
        IctStaff,
        /// Staff for social media.
        SocialMedia,
        /// Staff for parliamentary websites.
        Web,
        /// Communications staff.
        Communications,
        /// Library and research services.
        LibraryResearch,
        /// Staff for public engagement.
        PublicEngagement,
        /// Procedural staff: clerks, committees, verbatim report.
        Procedure,
        /// Others.
        Other,
    }

    /// What sort of publication it is.
    PublicationType {
        /// A guide.
        Guide,
        /// A report.
        Report,
        /// Guidelines.
        Guidelines,
        /// A short brief on one issue.
        Brief,
        /// A framework to assess oneself by.
        Framework,
        /// A collection that grows, such as one of use cases.
        Collection,
        /// Appears again and again.
        Periodical,
    }

    /// One of the four impact areas of the Guide to digital transformation in parliaments (IPU and ASGP, 2023).
    ImpactArea {
        /// How the institution thinks and decides.
        Culture,
        /// Members, staff and the public: skills and participation.
        People,
        /// How work is done.
        Process,
        /// Systems, data and infrastructure.
        Technology,
    }

    /// Where a project stands.
    ProjectStatus {
        /// Proposed, not yet public.
        Proposed,
        /// Approved, not yet begun.
        Approved,
        /// Under way.
        Active,
        /// Paused.
        OnHold,
        /// Completed, with results.
        Completed,
        /// Given up.
        Cancelled,
    }

    /// How well a project keeps to its plan, as its coordinator sees it.
    ProjectHealth {
        /// It keeps to its plan.
        OnTrack,
        /// It may miss its plan.
        AtRisk,
        /// It has missed its plan.
        OffTrack,
    }

    /// What a party does in a project.
    PartnerRole {
        /// Leads it together with the lead parliament.
        Lead,
        /// Contributes work.
        Contributor,
        /// Pays for it.
        Funder,
        /// Advises.
        Adviser,
        /// It is done for them.
        Beneficiary,
    }

    /// What sort of practice it is.
    PracticeKind {
        /// A good practice: what works, told so that others can learn from it.
        GoodPractice,
        /// A use case: how a system should work.
        UseCase,
        /// A case study: what a project did.
        CaseStudy,
    }

    /// Where a practice stands on its way to publication. Visitors only see published ones.
    PracticeStatus {
        /// Being written.
        Draft,
        /// Waiting for a reviewer.
        Submitted,
        /// A reviewer has taken it up.
        InReview,
        /// Back with its author, with reasons.
        ChangesRequested,
        /// Published.
        Published,
        /// Refused, with a reason.
        Rejected,
        /// Taken back by its author.
        Withdrawn,
        /// No longer shown.
        Archived,
    }

    /// How far a practice has come at its parliament.
    PracticeStage {
        /// An idea.
        Idea,
        /// Being tried.
        Pilot,
        /// In use.
        InUse,
        /// In use beyond where it began.
        Scaled,
        /// No longer in use.
        Retired,
    }

    /// Where the pending edit of a published practice stands.
    RevisionStatus {
        /// Being written, or, once handed in, waiting for a reviewer.
        Pending,
        /// A reviewer has taken it up.
        InReview,
        /// Back with its author, with reasons.
        ChangesRequested,
        /// Published.
        Accepted,
        /// Refused, with a reason.
        Rejected,
        /// Taken back by its author.
        Withdrawn,
    }

    /// Where a batch of practices from a file stands.
    ImportStatus {
        /// It has come, and nobody has looked at it.
        Received,
        /// It is being checked. One that says so for more than five minutes was interrupted, and can be checked again.
        Checking,
        /// It could be committed when it was checked.
        Checked,
        /// Something is wrong with it, or the work on it was interrupted: nothing of it was done.
        Refused,
        /// It is being committed. One that says so for more than five minutes was interrupted, with nothing done, and can be committed again.
        Committing,
        /// All of it was done.
        Committed,
        /// Undone: the drafts that it created are gone, and what it edited is what it was.
        Undone,
    }

    /// What a review says.
    ReviewVerdict {
        /// A comment.
        Comment,
        /// Somebody has taken it up.
        TakenUp,
        /// Changes are asked for.
        ChangesRequested,
        /// It was published.
        Accepted,
        /// It was refused.
        Rejected,
    }

    /// What a contact is for.
    Appointment {
        /// The focal point of a parliament.
        FocalPoint,
        /// Coordinates a hub or the network.
        Coordinator,
        /// Can help others with a topic.
        Expert,
    }

    /// How far an appointment has come.
    AppointmentStatus {
        /// Proposed, and waiting for its confirmation.
        Nominated,
        /// In office.
        Confirmed,
        /// Over.
        Ended,
    }

    /// Who is shown a contact, or one of its details.
    Visibility {
        /// The person, the focal point of their parliament, and those who keep the network.
        Private,
        /// Those within one of the contact's hubs as well.
        Hub,
        /// Everybody who holds a role in the network as well.
        Network,
        /// Everybody.
        Public,
    }

    /// What happened to a record.
    ChangeAction {
        /// It was created.
        Created,
        /// It was changed.
        Updated,
        /// It was removed, or hidden from those who could read it.
        Removed,
        /// It was brought back.
        Restored,
    }

    /// Who made a change.
    ActorKind {
        /// A part of the service itself, such as the loader.
        System,
        /// A person.
        Person,
        /// A partner site or another program.
        Client,
    }
}

/// Who made a translation, as whoever adds it says.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TranslationOrigin {
    /// A person, or a machine whose work a person checked.
    #[default]
    Human,
    /// A machine, and no person checked it.
    Machine,
}

impl From<TranslationOrigin> for wording::TranslationOrigin {
    fn from(origin: TranslationOrigin) -> Self {
        match origin {
            TranslationOrigin::Human => Self::Human,
            TranslationOrigin::Machine => Self::Machine,
        }
    }
}
