//! Closed lists about accounts and the log.

use async_graphql::Enum;
use hemicycle_entity::values;

enums! {
    /// A person or a client.
    AccountKind {
        /// A person.
        Person,
        /// A partner site, a dashboard or another program.
        Client,
    }

    /// What a grant lets an account do, within its hub or parliament.
    Role {
        /// Drafts and submits for a parliament.
        Contributor,
        /// Keeps all content of a parliament, registers its delegations, and confirms facts.
        FocalPoint,
        /// Keeps a hub, its members, projects and events, and reviews what is filed under it.
        Coordinator,
        /// Keeps everything editorial, everywhere.
        Editor,
        /// Keeps accounts, clients and roles, erases and audits; edits nothing in others’ names.
        Administrator,
    }

    /// What a token can be used for.
    TokenScope {
        /// To read only.
        Read,
        /// To read, and to do what the account may do.
        Write,
    }

    /// A kind of record.
    Kind {
        /// Topic.
        Topic,
        /// Country.
        Country,
        /// Organisation.
        Organisation,
        /// Parliament.
        Parliament,
        /// Chamber.
        Chamber,
        /// Hub.
        Hub,
        /// Event.
        Event,
        /// Publication.
        Publication,
        /// Project.
        Project,
        /// Practice.
        Practice,
        /// Contact.
        Contact,
        /// Account, with its roles and tokens.
        Account,
    }
}
