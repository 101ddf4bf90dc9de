//! Directives of the schema itself.

use async_graphql::TypeDirective;

/// The most elements that a plain list can have: what its cost is multiplied by.
#[TypeDirective(name = "listSize", location = "FieldDefinition")]
pub fn list_size(#[graphql(name = "assumedSize")] assumed_size: u32) {}
