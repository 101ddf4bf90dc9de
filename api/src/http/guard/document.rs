//! http/guard/document: from text to a parsed document, and from the document to its one operation. Touches the parser,
//! after the scan. The parser's own messages speak of grammar rules, so only their places are passed on.

use async_graphql_parser::{
    Error, Pos, Positioned, parse_query,
    types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
};

use super::{problem::Problem, words};

/// Parses a text that the scan has let through.
pub(super) fn parse(text: &str) -> Result<ExecutableDocument, Problem> {
    parse_query(text).map_err(|error| refusal(text, &error))
}

/// Whether any of its operations changes something.
pub(super) fn changes(document: &ExecutableDocument) -> bool {
    let mut operations = document.operations.iter();
    operations.any(|(_, operation)| operation.node.ty == OperationType::Mutation)
}

/// The operation to run: the named one, or the only one.
pub(super) fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Problem> {
    match (&document.operations, name) {
        (DocumentOperations::Single(only), None) => Ok(only),
        (DocumentOperations::Single(_), Some(name)) => Err(words::unknown_operation(name)),
        (DocumentOperations::Multiple(all), Some(name)) => {
            all.get(name).ok_or_else(|| words::unknown_operation(name))
        }
        (DocumentOperations::Multiple(all), None) => match (all.len(), all.values().next()) {
            (1, Some(only)) => Ok(only),
            _ => Err(words::operation_not_named()),
        },
    }
}

fn refusal(text: &str, error: &Error) -> Problem {
    let problem = match error {
        Error::Syntax { start, .. } => unreadable(text, *start),
        Error::MultipleOperations { .. } => words::anonymous_among_others(),
        Error::OperationDuplicated { operation, .. } => words::operation_defined_twice(operation),
        Error::FragmentDuplicated { fragment, .. } => words::fragment_defined_twice(fragment),
        Error::MissingOperation => words::no_operation(),
        Error::RecursionLimitExceeded => words::nested_too_deep(),
        // Errors of schema documents, and those a later parser may add.
        _ => words::unexpected_end(),
    };
    error.positions().fold(problem, Problem::at)
}

/// Names the character the parser stumbled over; the place it gives may be the white space before.
fn unreadable(text: &str, at: Pos) -> Problem {
    let lines = text.split('\n').skip(at.line.saturating_sub(1)).enumerate();
    let mut rest = lines.flat_map(|(line, chars)| {
        let before = if line == 0 {
            at.column.saturating_sub(1)
        } else {
            0
        };
        chars.chars().skip(before)
    });
    rest.find(|character| !character.is_whitespace())
        .map_or_else(words::unexpected_end, words::unexpected)
}
