//! Why credentials of a provider were not taken, in words for the caller. Never a token, never what a provider wrote.

use hemicycle_domain::failure::{ErrorCode, Refusal};

/// What is wrong with credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Malformed,
    Type,
    Algorithm,
    Key,
    Signature,
    Issuer,
    Audience,
    Expired,
    Early,
    Claims,
    Inactive,
}

/// Why somebody was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The credentials are not valid.
    Invalid(Reason),
    /// The provider, who alone can tell, cannot be asked now.
    Unavailable,
}

impl From<Reason> for Denied {
    fn from(reason: Reason) -> Self {
        Self::Invalid(reason)
    }
}

impl Reason {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Malformed => (
                "This is not a token that this service takes.",
                "Ce n’est pas un jeton que ce service accepte.",
            ),
            Self::Type => (
                "This is not an access token (its type is not at+jwt).",
                "Ce n’est pas un jeton d’accès (son type n’est pas at+jwt).",
            ),
            Self::Algorithm => (
                "The token is signed with an algorithm that is not allowed.",
                "Le jeton est signé avec un algorithme qui n’est pas admis.",
            ),
            Self::Key => (
                "The token is signed with a key that its provider does not publish.",
                "Le jeton est signé avec une clé que son fournisseur ne publie pas.",
            ),
            Self::Signature => (
                "The token’s signature is not valid.",
                "La signature du jeton n’est pas valide.",
            ),
            Self::Issuer => (
                "The token comes from a provider that this service does not know.",
                "Le jeton vient d’un fournisseur que ce service ne connaît pas.",
            ),
            Self::Audience => (
                "The token is meant for another service.",
                "Le jeton est destiné à un autre service.",
            ),
            Self::Expired => ("The token has expired.", "Le jeton a expiré."),
            Self::Early => (
                "The token is not valid yet.",
                "Le jeton n’est pas encore valable.",
            ),
            Self::Claims => (
                "The token lacks claims that an access token must have.",
                "Il manque au jeton des informations obligatoires pour un jeton d’accès.",
            ),
            Self::Inactive => (
                "The token’s provider does not accept it, or no longer.",
                "Le fournisseur du jeton ne l’accepte pas, ou plus.",
            ),
        }
    }
}

/// The provider cannot be asked.
pub(super) fn unavailable() -> Refusal {
    Refusal::new(
        ErrorCode::Unavailable,
        "The login provider does not answer right now. Try again in a moment.",
        "Le fournisseur d’identité ne répond pas pour le moment. Réessayez dans un instant.",
    )
}

impl Denied {
    /// What the caller is told.
    pub fn refusal(self) -> Refusal {
        match self {
            Self::Invalid(reason) => {
                let (en, fr) = reason.words();
                Refusal::new(ErrorCode::Unauthenticated, en, fr)
            }
            Self::Unavailable => unavailable(),
        }
    }
}
