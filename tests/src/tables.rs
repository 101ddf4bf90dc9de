//! Tables of the documentation that are printed by the program itself: `cargo run -p hemicycle-tests --bin tables -- permissions|errors`.

use std::fmt::Write;

use hemicycle_domain::failure::ErrorCode;
use hemicycle_domain::fields::{
    INTERNAL, Nearness, OF_OWN_PEOPLE, OF_THE_NETWORK, REFERENCES, shows,
};
use hemicycle_domain::policy::{
    Action, Capacity, ROWS, Reason, Relation, Standing, Verdict, verdict,
};
use hemicycle_entity::values::{Closed, Kind, Visibility};

const PERMISSIONS: &str = "\
Who may do what. Printed by a test from domain/src/policy/table.rs: cargo run -p hemicycle-tests --bin tables -- permissions > docs/permissions.txt

For every kind and action, a line per capacity; for every standing of a record four signs, one for each relation to it:
  of the own parliament / of the own hub / the author or the person itself / a stranger

  + may    - sees it and may not    x nobody decides on their own work    . hidden: answered like something that does not exist

Standings: private (a contact's or account's own), draft, waiting (for somebody's decision), closed (rejected, archived), hub, network, public.
What a record's status allows besides is told by the deeds (INVALID_STATE). A token that only reads may do nothing but view. An account has the best of
all its capacities. To begin something (Draft) the record is public and the relation is that of the place where it is to begin.
";

const FIELDS: &str = "
Who sees which field. The name, mailbox and telephone of a contact each have a visibility of their own; who sees the contact sees them so:
  Outside: holds no role. Network: holds one. Hub: is within one of the contact's hubs. Own: is the person, the focal point of its parliament, an editor or
  an administrator.
";

const HISTORY: &str = "
Fields that entries of a record's history name to these only:
";

/// The standings that records of a kind can have.
fn standings(kind: Kind) -> &'static [Standing] {
    match kind {
        Kind::Practice => &[
            Standing::Draft,
            Standing::Waiting,
            Standing::Closed,
            Standing::Public,
        ],
        Kind::Project | Kind::Hub | Kind::Event => &[Standing::Waiting, Standing::Public],
        Kind::Contact => &[
            Standing::Private,
            Standing::Waiting,
            Standing::Hub,
            Standing::Network,
            Standing::Public,
        ],
        Kind::Account => &[Standing::Private],
        Kind::Topic
        | Kind::Country
        | Kind::Organisation
        | Kind::Parliament
        | Kind::Chamber
        | Kind::Publication => &[Standing::Public],
    }
}

const fn sign(verdict: Verdict) -> char {
    match verdict {
        Verdict::Allow => '+',
        Verdict::Refuse(Reason::OwnWork) => 'x',
        Verdict::Refuse(_) => '-',
        Verdict::Hide => '.',
    }
}

/// The table of permissions.
pub fn permissions() -> String {
    let mut text = PERMISSIONS.to_owned();
    for (kind, actions) in ROWS {
        for action in *actions {
            block(&mut text, *kind, *action);
        }
    }
    text += FIELDS;
    visibilities(&mut text);
    text += HISTORY;
    for (fields, readers) in [
        (INTERNAL, "editors and administrators"),
        (OF_OWN_PEOPLE, "the record's own people and its reviewers"),
        (OF_THE_NETWORK, "whoever holds a role"),
    ] {
        for (kind, field) in fields {
            let name = format!("{} {field}", kind.as_str().to_lowercase());
            let _ = writeln!(text, "  {name:<26}{readers}");
        }
    }
    let _ = writeln!(
        text,
        "\nNamed, but told without what they held, to all but editors and administrators: {}.",
        REFERENCES.join(", ")
    );
    text
}

/// Which visibility of a contact's field shows it to whom.
fn visibilities(text: &mut String) {
    let _ = write!(text, "\n{:<28}", "");
    for visibility in Visibility::ALL {
        let _ = write!(text, "{:<9}", visibility.as_str().to_lowercase());
    }
    end_line(text);
    for nearness in Nearness::ALL {
        let _ = write!(text, "  {:<26}", format!("{nearness:?}"));
        for visibility in Visibility::ALL {
            let sign = if shows(nearness, *visibility) {
                "+"
            } else {
                "."
            };
            let _ = write!(text, "{sign:<9}");
        }
        end_line(text);
    }
}

fn block(text: &mut String, kind: Kind, action: Action) {
    let name = format!("{} {}", kind.as_str().to_lowercase(), action.name());
    let _ = write!(text, "\n{name:<28}");
    for standing in standings(kind) {
        let standing = format!("{standing:?}").to_lowercase();
        let _ = write!(text, "{standing:<9}");
    }
    end_line(text);
    for capacity in Capacity::ALL {
        let _ = write!(text, "  {:<26}", format!("{capacity:?}"));
        for standing in standings(kind) {
            let signs = Relation::ALL
                .map(|relation| sign(verdict(capacity, action, kind, relation, *standing)));
            let _ = write!(text, "{:<9}", String::from_iter(signs));
        }
        end_line(text);
    }
}

/// Ends a line without spaces before its end.
fn end_line(text: &mut String) {
    let end = text.trim_end().len();
    text.truncate(end);
    text.push('\n');
}

/// The codes of errors and what they mean.
pub fn errors() -> String {
    let mut text = String::from(
        "\
The codes of errors, in `extensions.code` of GraphQL errors, in `errors.code` of a mutation's payload, and in `code` of problem details.
Printed by a test from domain/src/failure.rs: cargo run -p hemicycle-tests --bin tables -- errors > docs/errors.txt

",
    );
    for code in ErrorCode::ALL {
        let _ = writeln!(text, "{:<24}{}", code.as_str(), code.meaning().trim());
    }
    text
}
