//! What can be asked about tokens, roles and clients, on the machine itself.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use hemicycle_entity::values::{Closed, Role, TokenScope};

#[derive(Subcommand, Debug)]
pub enum Token {
    /// Issue a token and print it, this once.
    ///
    /// With --role it opens an account for a person first, which is how the first administrator comes to be. With --account it issues a token for that
    /// account.
    Issue(TokenIssue),
    /// List all tokens, in effect or not: by their first characters, for the tokens themselves are kept nowhere.
    List,
    /// Revoke a token: within 5 seconds it has no effect anywhere.
    Revoke {
        /// The token's id.
        id: String,
    },
}

#[derive(Args, Debug)]
pub struct TokenIssue {
    /// The role of the account to be opened.
    #[arg(long, value_parser = roles(), required_unless_present = "account", conflicts_with = "account")]
    pub role: Option<Role>,
    /// How administrators know the person.
    #[arg(long, requires = "role")]
    pub name: Option<String>,
    #[command(flatten)]
    pub place: Place,
    /// The id of the account that is there already.
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    /// What the token can be used for.
    #[arg(long, value_parser = scopes(), default_value = "write")]
    pub scope: TokenScope,
    /// What it is for, to tell it from others.
    #[arg(long, default_value = "command line")]
    pub label: String,
    /// For how many days it has effect, at most 365.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=365))]
    pub days: u32,
}

/// Where a role counts.
#[derive(Args, Debug)]
pub struct Place {
    /// The hub it counts for, by its slug: of a coordinator.
    #[arg(long, value_name = "SLUG", requires = "role")]
    pub hub: Option<String>,
    /// The parliament it counts for, by its code: of a contributor or focal point.
    #[arg(long, value_name = "CODE", requires = "role")]
    pub parliament: Option<String>,
}

#[derive(Subcommand, Debug)]
pub enum Grant {
    /// Give an account a role.
    Add(GrantAdd),
    /// List all roles, in force or not.
    List,
    /// End a role now.
    End {
        /// The grant's id.
        id: String,
    },
}

#[derive(Args, Debug)]
pub struct GrantAdd {
    /// The account's id.
    #[arg(long, value_name = "ID")]
    pub account: String,
    /// The role. Contributors and focal points belong to a parliament, coordinators to a hub, editors and administrators to neither.
    #[arg(long, value_parser = roles())]
    pub role: Role,
    #[command(flatten)]
    pub place: Place,
    /// From when it counts: a day, or an instant with its offset [default: now].
    #[arg(long, value_parser = instant)]
    pub from: Option<DateTime<Utc>>,
    /// When it ends: a day, at whose beginning it does, or an instant [default: not before it is ended].
    #[arg(long, value_parser = instant)]
    pub until: Option<DateTime<Utc>>,
}

#[derive(Subcommand, Debug)]
pub enum Client {
    /// Add a client, such as a partner site, and print its first token, this once.
    Add {
        /// What it is called.
        #[arg(long)]
        name: String,
        /// A parliament it contributes for, by its code; repeat for several. Without one it only reads.
        #[arg(long = "parliament", value_name = "CODE")]
        parliaments: Vec<String>,
    },
    /// List all clients.
    List,
    /// Give a client a new token and print it, this once. Its old ones go on for a while.
    Rotate {
        /// The client's id.
        id: String,
        /// For how long the old tokens go on: hours or days, such as 24h or 7d, at most 30d.
        #[arg(long, value_parser = overlap, default_value = "24h")]
        overlap: TimeDelta,
    },
    /// End a client, its roles and its tokens.
    End {
        /// The client's id.
        id: String,
    },
}

/// Roles as they are spelled on the command line.
fn roles() -> impl TypedValueParser<Value = Role> {
    let spelled = [
        "contributor",
        "focal-point",
        "coordinator",
        "editor",
        "administrator",
    ];
    PossibleValuesParser::new(spelled).try_map(|role| closed(&role))
}

fn scopes() -> impl TypedValueParser<Value = TokenScope> {
    PossibleValuesParser::new(["read", "write"]).try_map(|scope| closed(&scope))
}

/// A value of a closed list, spelled as in the contract but for its case.
fn closed<T: Closed>(text: &str) -> Result<T, String> {
    let spelled = text.to_uppercase().replace('-', "_");
    T::parse(&spelled).ok_or_else(|| format!("{text} is not known"))
}

/// How a value of a closed list is spelled here.
pub fn spelled(value: impl Closed) -> String {
    value.as_str().to_lowercase().replace('_', "-")
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let day = text.parse::<NaiveDate>();
    let beginning = day.map(|day| day.and_time(NaiveTime::MIN).and_utc());
    beginning.or_else(|_| {
        let instant = DateTime::parse_from_rfc3339(text);
        instant.map(|at| at.to_utc()).map_err(|_| {
            "a day, such as 2027-01-31, or an instant, such as 2027-01-31T12:00:00Z".to_owned()
        })
    })
}

fn overlap(text: &str) -> Result<TimeDelta, String> {
    let hours = text.strip_suffix('h').map(|number| (number, 1));
    let days = text.strip_suffix('d').map(|number| (number, 24));
    let number = hours.or(days).and_then(|(number, times)| {
        let number: u16 = number.parse().ok()?;
        Some(TimeDelta::hours(i64::from(number) * times))
    });
    number.ok_or_else(|| "hours or days, such as 24h or 7d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_scope_can_be_spelled() {
        for role in Role::ALL {
            assert_eq!(closed(&spelled(*role)), Ok(*role));
        }
        for scope in TokenScope::ALL {
            assert_eq!(closed(&spelled(*scope)), Ok(*scope));
        }
    }

    #[test]
    fn days_instants_and_overlaps_are_read() {
        assert_eq!(instant("2027-01-31"), instant("2027-01-31T01:00:00+01:00"));
        assert!(instant("tomorrow").is_err());
        assert_eq!(overlap("0h"), Ok(TimeDelta::zero()));
        assert_eq!(overlap("2d"), overlap("48h"));
        for bad in ["", "h", "2", "2w", "-1h", "1.5h"] {
            assert!(overlap(bad).is_err(), "{bad}");
        }
    }
}
