//! Two ways to fail. `Refused`: the caller can act on it; it has a code, a path and words in both languages. `Broke`: ours; it is
//! logged whole once, and the caller learns only that it happened.

use hemicycle_entity::values::Closed;
use sea_orm::{DbErr, RuntimeErr};

/// The language in which the service speaks to a caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tongue {
    #[default]
    English,
    French,
}

impl Tongue {
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// A sentence for the caller, in each language the service speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub en: String,
    pub fr: String,
}

impl Message {
    pub fn new(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            fr: fr.into(),
        }
    }

    pub fn say(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::English => &self.en,
            Tongue::French => &self.fr,
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)*) => {
        /// Why something was refused or failed: the closed list that clients can rely on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[doc = $doc])+ $name),* }

        impl ErrorCode {
            /// What it means, as `docs/errors.txt` prints it.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+)),* }
            }
        }

        impl Closed for ErrorCode {
            const ALL: &'static [Self] = &[$(Self::$name),*];

            fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

codes! {
    /// The request is not well-formed HTTP or JSON for GraphQL.
    BadRequest = "BAD_REQUEST",
    /// The GraphQL document does not parse.
    ParseError = "PARSE_ERROR",
    /// The document does not fit the schema.
    ValidationFailed = "VALIDATION_FAILED",
    /// No operation of that name, or several and no name.
    UnknownOperation = "UNKNOWN_OPERATION",
    /// A variable does not fit its declaration.
    InvalidVariable = "INVALID_VARIABLE",
    /// The request is over one of the published limits.
    LimitExceeded = "LIMIT_EXCEEDED",
    /// The request costs more than the caller may spend at once.
    CostExceeded = "COST_EXCEEDED",
    /// `first`, `last`, `after`, `before` do not go together.
    InvalidPage = "INVALID_PAGE",
    /// The cursor is malformed or belongs to another order.
    InvalidCursor = "INVALID_CURSOR",
    /// The id is malformed.
    InvalidId = "INVALID_ID",
    /// The id belongs to another kind of record.
    WrongKind = "WRONG_KIND",
    /// A value is not of the form its field takes.
    InvalidValue = "INVALID_VALUE",
    /// A required value is missing.
    Required = "REQUIRED",
    /// A key that this record does not have.
    UnknownField = "UNKNOWN_FIELD",
    /// A reference to a record that does not exist.
    UnknownReference = "UNKNOWN_REFERENCE",
    /// The same record or value twice.
    Duplicate = "DUPLICATE",
    /// No such record, or none that the caller may see.
    NotFound = "NOT_FOUND",
    /// The caller sees the record but may not do this.
    Forbidden = "FORBIDDEN",
    /// The record changed since the caller read it.
    Conflict = "CONFLICT",
    /// The record's status does not allow this.
    InvalidState = "INVALID_STATE",
    /// The time for it is over.
    DeadlinePassed = "DEADLINE_PASSED",
    /// The idempotency key was used before with another input.
    IdempotencyMismatch = "IDEMPOTENCY_MISMATCH",
    /// The HTTP method does not fit.
    MethodNotAllowed = "METHOD_NOT_ALLOWED",
    /// None of the accepted media types can be served.
    NotAcceptable = "NOT_ACCEPTABLE",
    /// The body's media type, charset or encoding is not taken.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    /// The body is larger than the limit.
    BodyTooLarge = "BODY_TOO_LARGE",
    /// The address is longer than the limit.
    UriTooLong = "URI_TOO_LONG",
    /// The credentials are not valid.
    Unauthenticated = "UNAUTHENTICATED",
    /// The caller has asked for too much in the last minute, or for too much at once.
    RateLimited = "RATE_LIMITED",
    /// The request took longer than the limit.
    Timeout = "TIMEOUT",
    /// The service or its database cannot answer now.
    Unavailable = "UNAVAILABLE",
    /// A fault of the service.
    Internal = "INTERNAL",
}

/// One problem of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: ErrorCode,
    /// Where in the caller's input, outermost first.
    pub path: Vec<String>,
    pub message: Message,
}

impl Refusal {
    pub fn new(code: ErrorCode, en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self {
            code,
            path: Vec::new(),
            message: Message::new(en, fr),
        }
    }

    /// The same, one step further out.
    #[must_use]
    pub fn at(mut self, step: impl Into<String>) -> Self {
        self.path.insert(0, step.into());
        self
    }
}

/// What kind of fault, as far as the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    Internal,
    /// A statement took longer than its limit.
    Timeout,
    /// The database cannot be reached or has no connection to give.
    Unavailable,
    /// Two changed the same thing at the same moment, and the database let only one.
    Clash,
}

/// A fault of ours: everything the log needs, nothing the caller may see.
#[derive(Debug)]
pub struct Fault {
    pub kind: FaultKind,
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

impl Fault {
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            kind: FaultKind::Internal,
            cause: cause.into(),
        }
    }
}

/// Why something did not happen. Without `Display`, so that no layer can print a fault to a caller by mistake.
#[derive(Debug)]
pub enum Failure {
    /// All problems at once.
    Refused(Vec<Refusal>),
    Broke(Fault),
}

impl Failure {
    /// The same, with all that is refused one step further out.
    #[must_use]
    pub fn at(self, step: &str) -> Self {
        match self {
            Self::Refused(refusals) => {
                Self::Refused(refusals.into_iter().map(|one| one.at(step)).collect())
            }
            broke => broke,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Broke(fault)
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Broke(Fault {
            kind: fault_kind(&error),
            cause: Box::new(error),
        })
    }
}

fn fault_kind(error: &DbErr) -> FaultKind {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => FaultKind::Unavailable,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            sql_fault_kind(cause)
        }
        _ => FaultKind::Internal,
    }
}

fn sql_fault_kind(error: &sea_orm::sqlx::Error) -> FaultKind {
    use sea_orm::sqlx::Error;
    match error {
        Error::Database(cause)
            if cause.is_unique_violation()
                || cause.is_foreign_key_violation()
                // PostgreSQL: serialization_failure, deadlock_detected.
                || matches!(cause.code().as_deref(), Some("40001" | "40P01")) =>
        {
            FaultKind::Clash
        }
        Error::PoolTimedOut | Error::PoolClosed | Error::Io(_) => FaultKind::Unavailable,
        // PostgreSQL: query_canceled; SQLite: SQLITE_INTERRUPT, what the progress handler ends a statement with.
        Error::Database(cause) if matches!(cause.code().as_deref(), Some("57014" | "9")) => {
            FaultKind::Timeout
        }
        // SQLite: another process writes for longer than it is waited for.
        Error::Database(cause) if matches!(cause.code().as_deref(), Some("5" | "261" | "517")) => {
            FaultKind::Unavailable
        }
        // PostgreSQL classes 08 (connection), 53 (resources) and 57P (shutdown).
        Error::Database(cause)
            if cause.code().is_some_and(|code| {
                code.starts_with("08") || code.starts_with("53") || code.starts_with("57P")
            }) =>
        {
            FaultKind::Unavailable
        }
        _ => FaultKind::Internal,
    }
}
