//! http/guard/words: what the guard says, in English and in French. Touches nothing. All sentences in one place, so that
//! they can be read and translated together; they name the client's own words and the limits, never the program's.

use super::{
    limits::LIMITS,
    problem::{
        COST_EXCEEDED, INVALID_PAGE, INVALID_VALUE, INVALID_VARIABLE, LIMIT_EXCEEDED, Problem,
        UNKNOWN_OPERATION, VALIDATION_FAILED,
    },
};

/// The most characters of a client's own name that a message repeats.
const LONGEST_NAME: usize = 60;

/// A client's name as a message may repeat it.
pub(super) fn clip(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

fn limit(en: String, fr: String) -> Problem {
    Problem::refused(LIMIT_EXCEEDED, en, fr)
}

pub(super) fn document_too_long(bytes: usize) -> Problem {
    let most = LIMITS.document_bytes;
    limit(
        format!("The document has {bytes} bytes; at most {most} are allowed."),
        format!("Le document compte {bytes} octets ; {most} au plus sont admis."),
    )
}

pub(super) fn too_many_tokens() -> Problem {
    let most = LIMITS.tokens;
    limit(
        format!("The document has more than {most} tokens, which is the most allowed."),
        format!("Le document compte plus de {most} lexèmes, le maximum admis."),
    )
}

pub(super) fn nested_too_deep() -> Problem {
    let most = LIMITS.nesting;
    limit(
        format!("The document nests more than {most} levels deep, which is the most allowed."),
        format!("Le document s’imbrique sur plus de {most} niveaux, le maximum admis."),
    )
}

pub(super) fn never_closed(bracket: char) -> Problem {
    Problem::syntax(
        format!("Syntax error: this “{bracket}” is never closed."),
        format!("Erreur de syntaxe : ce « {bracket} » n’est jamais refermé."),
    )
}

pub(super) fn unexpected(found: char) -> Problem {
    Problem::syntax(
        format!("Syntax error: unexpected “{found}”."),
        format!("Erreur de syntaxe : « {found} » inattendu."),
    )
}

pub(super) fn unexpected_end() -> Problem {
    Problem::syntax(
        "Syntax error: the document ends too early.".to_owned(),
        "Erreur de syntaxe : le document s’arrête trop tôt.".to_owned(),
    )
}

pub(super) fn unterminated_string() -> Problem {
    Problem::syntax(
        "Syntax error: this string is never closed.".to_owned(),
        "Erreur de syntaxe : cette chaîne n’est jamais refermée.".to_owned(),
    )
}

pub(super) fn control_character(byte: u8) -> Problem {
    Problem::syntax(
        format!("Syntax error: the control character U+{byte:04X} is not allowed in a document."),
        format!(
            "Erreur de syntaxe : le caractère de contrôle U+{byte:04X} n’est pas admis dans un document."
        ),
    )
}

pub(super) fn fragment_defined_twice(name: &str) -> Problem {
    let name = clip(name);
    Problem::syntax(
        format!("The fragment “{name}” is defined twice."),
        format!("Le fragment « {name} » est défini deux fois."),
    )
}

pub(super) fn operation_defined_twice(name: &str) -> Problem {
    let name = clip(name);
    Problem::refused(
        UNKNOWN_OPERATION,
        format!("The operation “{name}” is defined twice."),
        format!("L’opération « {name} » est définie deux fois."),
    )
}

pub(super) fn anonymous_among_others() -> Problem {
    Problem::refused(
        UNKNOWN_OPERATION,
        "An operation without a name must be the only one in its document.".to_owned(),
        "Une opération sans nom doit être seule dans son document.".to_owned(),
    )
}

pub(super) fn no_operation() -> Problem {
    Problem::refused(
        UNKNOWN_OPERATION,
        "The document contains no operation.".to_owned(),
        "Le document ne contient aucune opération.".to_owned(),
    )
}

pub(super) fn operation_not_named() -> Problem {
    Problem::refused(
        UNKNOWN_OPERATION,
        "The document contains several operations: say which one in “operationName”.".to_owned(),
        "Le document contient plusieurs opérations : indiquez laquelle dans « operationName »."
            .to_owned(),
    )
}

pub(super) fn unknown_operation(name: &str) -> Problem {
    let name = clip(name);
    Problem::refused(
        UNKNOWN_OPERATION,
        format!("The document contains no operation named “{name}”."),
        format!("Le document ne contient aucune opération nommée « {name} »."),
    )
}

/// `place` is the value's path as people write it: `$filter.status.in`.
pub(super) fn required(place: &str, ty: &str) -> Problem {
    invalid(
        format!("“{place}” is required: it must be {ty}."),
        format!("« {place} » est obligatoire : la valeur attendue est de type {ty}."),
    )
}

pub(super) fn wrong_type(place: &str, ty: &str) -> Problem {
    invalid(
        format!("The value of “{place}” is not a valid {ty}."),
        format!("La valeur de « {place} » n’est pas une valeur valide de type {ty}."),
    )
}

pub(super) fn int_out_of_range(place: &str) -> Problem {
    let (least, most) = (i32::MIN, i32::MAX);
    invalid(
        format!("The value of “{place}” is out of range: an Int lies between {least} and {most}."),
        format!(
            "La valeur de « {place} » est hors limites : un Int est compris entre {least} et {most}."
        ),
    )
}

pub(super) fn not_an_enum_value(place: &str, ty: &str) -> Problem {
    invalid(
        format!("The value of “{place}” is not one of the values of {ty}."),
        format!("La valeur de « {place} » ne figure pas parmi les valeurs de {ty}."),
    )
}

pub(super) fn unknown_input_field(place: &str, ty: &str) -> Problem {
    invalid(
        format!("“{place}” does not exist: {ty} has no such field."),
        format!("« {place} » n’existe pas : {ty} n’a pas ce champ."),
    )
}

pub(super) fn not_exactly_one(place: &str, ty: &str) -> Problem {
    invalid(
        format!("“{place}” must set exactly one field of {ty}, and not to null."),
        format!(
            "« {place} » doit renseigner exactement un champ de {ty}, avec une valeur autre que null."
        ),
    )
}

pub(super) fn variable_out_of_place(name: &str, is: &str, wanted: &str) -> Problem {
    let name = clip(name);
    Problem::refused(
        VALIDATION_FAILED,
        format!("The variable “${name}” is {is}, and stands where {wanted} is wanted."),
        format!("La variable « ${name} » est de type {is}, là où {wanted} est attendu."),
    )
}

fn invalid(en: String, fr: String) -> Problem {
    Problem::refused(INVALID_VARIABLE, en, fr)
}

pub(super) fn list_too_long(items: usize) -> Problem {
    let most = LIMITS.list_items;
    limit(
        format!("A list of {items} elements is too long; at most {most} are allowed."),
        format!("Une liste de {items} éléments est trop longue ; {most} au plus sont admis."),
    )
}

pub(super) fn string_too_long(bytes: usize) -> Problem {
    let most = LIMITS.string_bytes;
    limit(
        format!("A string of {bytes} bytes is too long; at most {most} are allowed."),
        format!("Une chaîne de {bytes} octets est trop longue ; {most} au plus sont admis."),
    )
}

pub(super) fn string_with_nul() -> Problem {
    Problem::refused(
        INVALID_VALUE,
        "A string contains the character U+0000, which is part of no text.".to_owned(),
        "Une chaîne contient le caractère U+0000, qui ne fait partie d’aucun texte.".to_owned(),
    )
}

pub(super) fn value_too_deep() -> Problem {
    let most = LIMITS.nesting;
    limit(
        format!("A value nests more than {most} levels deep, which is the most allowed."),
        format!("Une valeur s’imbrique sur plus de {most} niveaux, le maximum admis."),
    )
}

pub(super) fn too_many_ids(ids: usize) -> Problem {
    let most = LIMITS.ids;
    limit(
        format!("{ids} ids are too many at once; at most {most} are allowed."),
        format!("La requête compte {ids} identifiants ; {most} au plus sont admis."),
    )
}

pub(super) fn page_out_of_range(argument: &str) -> Problem {
    let most = LIMITS.page;
    Problem::refused(
        INVALID_PAGE,
        format!("“{argument}” must be between 0 and {most}."),
        format!("« {argument} » doit être compris entre 0 et {most}."),
    )
}

pub(super) fn both_ends_of_page() -> Problem {
    Problem::refused(
        INVALID_PAGE,
        "“first” and “last” cannot be given together.".to_owned(),
        "« first » et « last » ne peuvent pas être donnés ensemble.".to_owned(),
    )
}

pub(super) fn too_deep(depth: usize) -> Problem {
    let most = LIMITS.depth;
    limit(
        format!("The operation is {depth} fields deep; at most {most} are allowed."),
        format!("L’opération a une profondeur de {depth} champs ; {most} au plus sont admis."),
    )
}

pub(super) fn expanded_too_deep(levels: usize) -> Problem {
    let most = LIMITS.nesting;
    limit(
        format!(
            "With its fragments, the operation nests {levels} levels deep; at most {most} are allowed."
        ),
        format!(
            "Avec ses fragments, l’opération s’imbrique sur {levels} niveaux ; {most} au plus sont admis."
        ),
    )
}

pub(super) fn too_many_aliases(field: &str, aliases: usize, most: usize) -> Problem {
    let field = clip(field);
    limit(
        format!(
            "The field “{field}” is asked for under {aliases} aliases; at most {most} are allowed."
        ),
        format!(
            "Le champ « {field} » est demandé sous {aliases} alias ; {most} au plus sont admis."
        ),
    )
}

pub(super) fn too_many_root_fields(fields: u64) -> Problem {
    let most = LIMITS.root_fields;
    limit(
        format!("The operation has {fields} fields at its root; at most {most} are allowed."),
        format!("L’opération a {fields} champs à sa racine ; {most} au plus sont admis."),
    )
}

pub(super) fn too_many_directives(directives: usize) -> Problem {
    let most = LIMITS.directives;
    limit(
        format!("The document has {directives} directives; at most {most} are allowed."),
        format!("Le document compte {directives} directives ; {most} au plus sont admises."),
    )
}

pub(super) fn too_many_fragments(fragments: usize) -> Problem {
    let most = LIMITS.fragments;
    limit(
        format!("The document defines {fragments} fragments; at most {most} are allowed."),
        format!("Le document définit {fragments} fragments ; {most} au plus sont admis."),
    )
}

pub(super) fn too_many_spreads() -> Problem {
    let most = LIMITS.spreads;
    limit(
        format!(
            "Expanding the operation’s fragments takes more than {most} spreads, which is the most allowed."
        ),
        format!(
            "Développer les fragments de l’opération demande plus de {most} insertions, le maximum admis."
        ),
    )
}

pub(super) fn too_many_fields() -> Problem {
    let most = LIMITS.fields;
    limit(
        format!(
            "With its fragments, the operation asks for more than {most} fields, which is the most allowed."
        ),
        format!("Avec ses fragments, l’opération demande plus de {most} champs, le maximum admis."),
    )
}

pub(super) fn fragment_in_itself(name: &str) -> Problem {
    let name = clip(name);
    limit(
        format!("The fragment “{name}” contains itself, so the document would have no end."),
        format!("Le fragment « {name} » se contient lui-même : le document n’aurait pas de fin."),
    )
}

pub(super) fn introspection_too_deep() -> Problem {
    let most = LIMITS.introspection_lists;
    limit(
        format!(
            "The lists of introspection may nest at most {most} deep (fields, interfaces, possibleTypes, inputFields)."
        ),
        format!(
            "Les listes de l’introspection s’imbriquent sur {most} niveaux au plus (fields, interfaces, possibleTypes, inputFields)."
        ),
    )
}

pub(super) fn too_costly(cost: u64, budget: u64) -> Problem {
    Problem::refused(
        COST_EXCEEDED,
        format!(
            "The request would cost {cost}; at most {budget} is allowed. Ask for smaller pages or fewer relations."
        ),
        format!(
            "La requête coûterait {cost} ; le maximum admis est {budget}. Demandez des pages plus petites ou moins de relations."
        ),
    )
}
