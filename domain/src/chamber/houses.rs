//! Which chambers stand together: one alone, or a lower and an upper one. A parliament of another structure has what it has.

use hemicycle_entity::values::{ChamberType, ParliamentStructure};

use crate::deed::wrong_state;
use crate::failure::{ErrorCode, Refusal};

/// Whether a chamber of this type can stand beside the others of a parliament.
pub fn may_join(
    structure: ParliamentStructure,
    others: &[ChamberType],
    new: ChamberType,
) -> Result<(), Refusal> {
    if structure == ParliamentStructure::Other || others.is_empty() {
        return Ok(());
    }
    if others.contains(&new) {
        return Err(Refusal::new(
            ErrorCode::Duplicate,
            "The parliament already has a chamber of this type.",
            "Le parlement a déjà une chambre de ce type.",
        ));
    }
    if new == ChamberType::Single || others.contains(&ChamberType::Single) {
        return Err(Refusal::new(
            ErrorCode::InvalidValue,
            "A single chamber has no other beside it: change the type of the other one first.",
            "Une chambre unique n’en a pas d’autre à côté d’elle : changez d’abord le type de l’autre.",
        ));
    }
    Ok(())
}

/// The structure that a parliament has once these are its chambers.
pub fn structure_of(current: ParliamentStructure, houses: &[ChamberType]) -> ParliamentStructure {
    match (current, houses) {
        (ParliamentStructure::Other, _) | (_, []) => current,
        (_, [ChamberType::Single]) => ParliamentStructure::Unicameral,
        _ => ParliamentStructure::Bicameral,
    }
}

/// Whether a parliament with these chambers can be of this structure.
pub fn may_have(structure: ParliamentStructure, houses: &[ChamberType]) -> Result<(), Refusal> {
    let agrees = match structure {
        ParliamentStructure::Other => true,
        ParliamentStructure::Unicameral => matches!(houses, [] | [ChamberType::Single]),
        ParliamentStructure::Bicameral => {
            let many = |kind| houses.iter().filter(|one| **one == kind).count();
            many(ChamberType::Single) == 0
                && many(ChamberType::Lower) <= 1
                && many(ChamberType::Upper) <= 1
        }
    };
    if agrees {
        return Ok(());
    }
    Err(wrong_state(
        "The parliament’s chambers say otherwise: change their types, and the structure follows.",
        "Les chambres du parlement disent autre chose : changez leur type, et la structure suivra.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ChamberType::{Lower, Single, Upper};
    use ParliamentStructure::{Bicameral, Other, Unicameral};

    #[test]
    fn one_stands_alone_and_two_are_of_different_types() {
        assert!(may_join(Unicameral, &[], Single).is_ok());
        assert!(may_join(Bicameral, &[Lower], Upper).is_ok());
        for (others, new) in [
            (vec![Single], Single),
            (vec![Single], Upper),
            (vec![Lower], Single),
            (vec![Lower, Upper], Upper),
        ] {
            assert!(
                may_join(Bicameral, &others, new).is_err(),
                "{others:?} {new:?}"
            );
            assert!(may_join(Other, &others, new).is_ok(), "{others:?} {new:?}");
        }
    }

    #[test]
    fn the_structure_follows_from_the_chambers_unless_it_is_another() {
        assert_eq!(structure_of(Bicameral, &[Single]), Unicameral);
        assert_eq!(structure_of(Unicameral, &[Lower]), Bicameral);
        assert_eq!(structure_of(Unicameral, &[]), Unicameral);
        assert_eq!(structure_of(Other, &[Single]), Other);
        for structure in [Unicameral, Bicameral, Other] {
            for houses in [vec![], vec![Single], vec![Lower], vec![Lower, Upper]] {
                assert!(may_have(structure_of(structure, &houses), &houses).is_ok());
            }
        }
        assert!(may_have(Unicameral, &[Lower, Upper]).is_err());
        assert!(may_have(Bicameral, &[Single]).is_err());
        assert!(may_have(Bicameral, &[Lower, Lower]).is_err());
    }
}
