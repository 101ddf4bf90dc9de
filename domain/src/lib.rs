//! What is true of the network, and who may do what. No HTTP, no GraphQL.
//!
//! Start at [`network::Network`]: it hands out a [`read::Reading`] (may look) or a [`write::Writing`] (may change, and is remembered).

pub mod access;
pub mod account;
pub mod actor;
pub mod behalf;
pub mod chamber;
pub mod changes;
pub mod clock;
pub mod contact;
pub mod country;
pub mod dataset;
pub mod deed;
pub mod edits;
pub mod endings;
pub mod erasure;
pub mod event;
pub mod failure;
pub mod fields;
pub mod filter;
pub mod hub;
pub mod imports;
mod keyset;
mod listing;
pub mod names;
pub mod network;
pub mod organisation;
pub mod page;
pub mod parliament;
pub mod party;
pub mod personal;
pub mod policy;
pub mod practice;
pub mod problems;
pub mod project;
pub mod publication;
pub mod read;
pub mod record;
pub mod sessions;
mod sight;
mod subjects;
pub mod topic;
pub mod values;
pub mod wording;
pub mod write;
