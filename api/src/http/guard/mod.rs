//! http/guard: measures a GraphQL request and refuses what is too big before async-graphql sees it. Touches the text, the
//! variables and the published SDL; no HTTP, no schema, no database. It stands in front because async-graphql parses without
//! a limit to its recursion and expands fragments exponentially before any limit of its own applies (api.md §3).
//!
//! In this order, each stage telling all its problems at once: `scan` the raw text, parse it (`document`), hold the
//! document to its limits (`structure`), choose the operation, check the `variables`, price the operation (`cost`).

mod arguments;
mod cache;
mod cost;
mod document;
mod fragments;
mod limits;
mod positions;
mod problem;
mod scan;
mod shape;
mod sizes;
mod spending;
mod structure;
#[cfg(test)]
mod tests;
mod variables;
mod weight;
mod words;

use std::sync::Arc;

use async_graphql_parser::types::{ExecutableDocument, OperationType, Selection};
use async_graphql_value::ConstValue;
use serde_json::{Map, Value as Json};

use self::{arguments::Arguments, cache::Cache, shape::Shape};
pub use self::{
    limits::{LIMITS, Limits},
    problem::{
        COST_EXCEEDED, INVALID_PAGE, INVALID_VALUE, INVALID_VARIABLE, LIMIT_EXCEEDED, PARSE_ERROR,
        Problem, ProblemKind, UNKNOWN_OPERATION,
    },
    shape::BadSdl,
};

/// Stands before the schema. One for the whole service; shared between threads.
pub struct Guard {
    shape: Shape,
    known: Cache<Known>,
}

/// What holds for a document whatever its variables.
#[derive(Debug)]
struct Known {
    document: ExecutableDocument,
    /// Its fragments, each after those it spreads.
    order: Vec<String>,
}

/// A request that may be executed.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// The parsed document, for `Request::set_parsed_query`.
    pub document: ExecutableDocument,
    /// What the chosen operation does.
    pub operation: OperationType,
    /// Whether it has exactly one root field, written plainly.
    pub one_field: bool,
    /// What it costs, by the published formula.
    pub cost: u64,
    /// What was priced, to find out afterwards what was spent.
    pub priced: Priced,
}

/// The operation of a document that has a price.
#[derive(Debug, Clone)]
pub struct Priced {
    known: Arc<Known>,
    operation_name: Option<String>,
}

impl Guard {
    /// Reads the published SDL, once.
    pub fn new(sdl: &str) -> Result<Guard, BadSdl> {
        Ok(Guard {
            shape: Shape::read(sdl)?,
            known: Cache::new(),
        })
    }

    /// Everything that must hold before execution. On refusal gives all problems of the first stage that found any.
    pub fn inspect(
        &self,
        query: &str,
        operation_name: Option<&str>,
        variables: &Map<String, Json>,
        budget: u64,
    ) -> Result<Inspected, Vec<Problem>> {
        let known = self.recall(query)?;
        let operation =
            document::choose(&known.document, operation_name).map_err(|problem| vec![problem])?;
        variables::check(&self.shape, &operation.node, variables)?;
        positions::check(&self.shape, &known.document, operation)?;
        let arguments = Arguments::new(&operation.node, variables);
        let cost = cost::check(
            &self.shape,
            &known.document,
            &known.order,
            operation,
            arguments,
            budget,
        )?;
        Ok(Inspected {
            document: known.document.clone(),
            operation: operation.node.ty,
            one_field: matches!(
                operation.node.selection_set.node.items.as_slice(),
                [only] if matches!(only.node, Selection::Field(_))
            ),
            cost,
            priced: Priced {
                known: Arc::clone(&known),
                operation_name: operation_name.map(str::to_owned),
            },
        })
    }

    /// What the answer came to: the same formula, with the objects that are there in place of those there might have been.
    pub fn spent(&self, priced: &Priced, data: &ConstValue) -> u64 {
        let document = &priced.known.document;
        let operation = document::choose(document, priced.operation_name.as_deref());
        operation.map_or(0, |operation| {
            spending::of(&self.shape, document, &operation.node, data)
        })
    }

    /// `Type.field` of every list of objects whose SDL does not declare its maximum with `@listSize(assumedSize: …)`;
    /// a contract test keeps this empty.
    pub fn undeclared_lists(&self) -> Vec<String> {
        self.shape.undeclared_lists()
    }

    /// The document as it is known from an earlier request, or read now. Refused documents are not kept, nor those that change something: what they
    /// say may be about people.
    fn recall(&self, query: &str) -> Result<Arc<Known>, Vec<Problem>> {
        if let Some(known) = self.known.get(query) {
            return Ok(known);
        }
        let tokens = scan::scan(query)?;
        let document = document::parse(query).map_err(|problem| vec![problem])?;
        let order = structure::check(&self.shape, &document)?;
        let known = Arc::new(Known { document, order });
        if !document::changes(&known.document) {
            self.known
                .put(query, cache::weight(query, tokens), Arc::clone(&known));
        }
        Ok(known)
    }
}
