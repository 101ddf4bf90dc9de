//! Directives of the schema itself.

use async_graphql::TypeDirective;

/// The most elements that a plain list can have: what its cost is multiplied by.
#[TypeDirective(name = "listSize", location = "FieldDefinition")]
pub fn list_size(#[graphql(name = "assumedSize")] assumed_size: u32) {}

/// What a field costs that is no list and yet takes much to answer: a whole number.
#[TypeDirective(name = "cost", location = "FieldDefinition")]
pub fn cost(weight: String) {}
