//! Ids as clients see them: opaque, safe in URLs, and carrying the kind, so that the wrong kind is refused by name.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hemicycle_domain::failure::{ErrorCode, Refusal};
use hemicycle_entity::values::Kind;
use uuid::Uuid;

macro_rules! kinds {
    ($($name:ident = $letter:literal,)*) => {
        /// What an id stands for. The letters are part of every id that is out in the world: never change or reuse one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IdKind { $($name),* }

        impl IdKind {
            const fn letter(self) -> u8 {
                match self { $(Self::$name => $letter),* }
            }

            fn from_letter(letter: u8) -> Option<Self> {
                match letter { $($letter => Some(Self::$name),)* _ => None }
            }

            /// The name of the GraphQL type.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

kinds! {
    Topic = b'T',
    Country = b'C',
    Organisation = b'O',
    Parliament = b'P',
    Chamber = b'H',
    Hub = b'U',
    Event = b'E',
    Publication = b'B',
    Project = b'J',
    Practice = b'R',
    Contact = b'N',
    HubMembership = b'm',
    ProjectMilestone = b'i',
    ProjectUpdate = b'u',
    EventSession = b's',
    EventDelegation = b'd',
    ProjectPartner = b'p',
    Account = b'A',
    RoleGrant = b'g',
    ApiToken = b't',
    ContactConsent = b'n',
    PracticeRevision = b'v',
    PracticeReview = b'w',
    Import = b'I',
    EventSpeaker = b'k',
    EventDelegate = b'l',
}

impl IdKind {
    /// What the ids of these records stand for.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Topic => Self::Topic,
            Kind::Country => Self::Country,
            Kind::Organisation => Self::Organisation,
            Kind::Parliament => Self::Parliament,
            Kind::Chamber => Self::Chamber,
            Kind::Hub => Self::Hub,
            Kind::Event => Self::Event,
            Kind::Publication => Self::Publication,
            Kind::Project => Self::Project,
            Kind::Practice => Self::Practice,
            Kind::Contact => Self::Contact,
            Kind::Account => Self::Account,
        }
    }
}

pub fn encode(kind: IdKind, id: impl Into<Uuid>) -> ID {
    let mut bytes = [0; 17];
    bytes[0] = kind.letter();
    bytes[1..].copy_from_slice(id.into().as_bytes());
    ID(URL_SAFE_NO_PAD.encode(bytes))
}

pub fn decode(id: &str) -> Result<(IdKind, Uuid), Refusal> {
    URL_SAFE_NO_PAD
        .decode(id)
        .ok()
        .filter(|bytes| bytes.len() == 17)
        .and_then(|bytes| {
            let kind = IdKind::from_letter(bytes[0])?;
            Some((kind, Uuid::from_slice(&bytes[1..]).ok()?))
        })
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::InvalidId,
                "This is not an id of this service.",
                "Ce n’est pas un identifiant de ce service.",
            )
        })
}

/// The id of a record of one kind; another kind is refused by name.
pub fn decode_as<T: From<Uuid>>(kind: IdKind, id: &str) -> Result<T, Refusal> {
    let (found, id) = decode(id)?;
    if found == kind {
        return Ok(id.into());
    }
    let (wanted, found) = (kind.name(), found.name());
    Err(Refusal::new(
        ErrorCode::WrongKind,
        format!("This is an id of the kind {found}; one of the kind {wanted} is expected."),
        format!(
            "C’est un identifiant de type {found} ; un identifiant de type {wanted} est attendu."
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_as_it_went_and_the_wrong_kind_is_named() {
        let uuid = Uuid::from_u128(42);
        let id = encode(IdKind::Project, uuid);
        assert_eq!(decode_as::<Uuid>(IdKind::Project, &id).ok(), Some(uuid));
        let refusal = decode_as::<Uuid>(IdKind::Hub, &id).err();
        assert_eq!(
            refusal.map(|refusal| refusal.code),
            Some(ErrorCode::WrongKind)
        );
        for bad in ["", "x", "é", &format!("{}A", id.as_str())] {
            assert!(decode(bad).is_err(), "{bad:?}");
        }
    }
}
