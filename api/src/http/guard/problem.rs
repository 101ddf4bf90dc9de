//! http/guard/problem: one reason for a refusal, and the bounded heap of them. Touches nothing. The guard knows no HTTP and
//! no response format: it says what is wrong, in both languages, and the door answers.

use async_graphql_parser::Pos;
use hemicycle_domain::failure::ErrorCode;

use super::limits::LIMITS;

/// The document cannot be read.
pub const PARSE_ERROR: ErrorCode = ErrorCode::ParseError;
/// It is not clear which operation to run.
pub const UNKNOWN_OPERATION: ErrorCode = ErrorCode::UnknownOperation;
/// The document does not fit the schema.
pub const VALIDATION_FAILED: ErrorCode = ErrorCode::ValidationFailed;
/// A variable's value does not fit its declaration.
pub const INVALID_VARIABLE: ErrorCode = ErrorCode::InvalidVariable;
/// A value cannot be what any field takes.
pub const INVALID_VALUE: ErrorCode = ErrorCode::InvalidValue;
/// The request is larger than the service accepts.
pub const LIMIT_EXCEEDED: ErrorCode = ErrorCode::LimitExceeded;
/// `first` and `last` do not describe a page.
pub const INVALID_PAGE: ErrorCode = ErrorCode::InvalidPage;
/// The request would cost more than its caller may spend.
pub const COST_EXCEEDED: ErrorCode = ErrorCode::CostExceeded;

/// Which answer a problem deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The document does not parse: HTTP 400.
    Syntax,
    /// The document parses and is refused: HTTP 422.
    Refused,
}

/// One reason for a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which answer it deserves.
    pub kind: ProblemKind,
    /// The code in `extensions.code`: one of the constants of this module.
    pub code: ErrorCode,
    /// The message in English.
    pub en: String,
    /// The message in French.
    pub fr: String,
    /// Where in the document, as far as known.
    pub locations: Vec<Pos>,
    /// Where in the variables (`["variables", "filter", "status"]`); empty when the problem is in the document.
    pub path: Vec<String>,
}

impl Problem {
    /// A document that does not parse.
    pub(super) fn syntax(en: String, fr: String) -> Problem {
        Problem {
            kind: ProblemKind::Syntax,
            ..Problem::refused(PARSE_ERROR, en, fr)
        }
    }

    /// A document that parses and is refused all the same.
    pub(super) fn refused(code: ErrorCode, en: String, fr: String) -> Problem {
        Problem {
            kind: ProblemKind::Refused,
            code,
            en,
            fr,
            locations: Vec::new(),
            path: Vec::new(),
        }
    }

    /// The same problem, seen at this place of the document.
    pub(super) fn at(mut self, pos: Pos) -> Problem {
        self.locations.push(pos);
        self
    }

    /// The same problem, seen at this place of the variables.
    pub(super) fn under(mut self, path: &[String]) -> Problem {
        self.path = path.to_vec();
        self
    }
}

/// The problems of one stage, bounded so that a hostile request does not buy a long answer.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// Keeps the problem while there is room.
    pub(super) fn push(&mut self, problem: Problem) {
        if !self.is_full() {
            self.0.push(problem);
        }
    }

    /// True when nothing more would be kept, so that a walk may stop.
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= LIMITS.problems
    }

    /// How many are kept.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// `Ok` when nothing was found.
    pub(super) fn verdict(self) -> Result<(), Vec<Problem>> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}
