//! What can be asked of the program on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::config::{DataOptions, ServeOptions, TokenOptions};

pub mod accounts;

/// Hemicycle: one graph of a parliamentary innovation network, to read and to write.
///
/// Without a command it serves. On a fresh machine that is all: it makes an embedded database in the user's data folder, loads the reference
/// dataset, and answers on http://127.0.0.1:8080/graphql.
#[derive(Parser, Debug)]
#[command(
    name = "hemicycle",
    version,
    about,
    long_about,
    args_conflicts_with_subcommands = false
)]
pub struct Cli {
    #[command(flatten)]
    pub data: DataOptions,

    #[command(flatten)]
    pub serve: ServeOptions,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the GraphQL API (the default).
    ///
    /// The embedded database is migrated, and filled with the reference dataset if it is empty. A PostgreSQL database is left as it is: its
    /// schema must be up to date (`migrate up`).
    Serve,

    /// Bring the database's schema up to date, take it back, or look at it.
    #[command(subcommand)]
    Migrate(Migrate),

    /// Load a dataset: all of it or, if anything is wrong with it, nothing.
    ///
    /// Records whose last change was not a load are kept as they are. Loading the same files again changes nothing. The format is described in
    /// docs/DATA.md. With --server, a file of practices is sent to a running service instead, which does what the account may do by hand.
    Load(Load),

    /// Fill the database with an invented network, clearly marked as such, for demonstrations and measurements.
    ///
    /// The same seed and sizes always give the same network.
    Generate(Generate),

    /// Log in to a running service, and keep its token for the commands that use it.
    ///
    /// Shows a code and the page of the login provider to type it in. The token is kept in the user's configuration folder, readable by the user
    /// alone.
    Login(Login),

    /// Remove the token of a service here, and withdraw it at the login provider where there is a way.
    Logout(TokenOptions),
    /// Issue, list and revoke tokens, on the machine itself: how the first administrator comes to be.
    #[command(subcommand)]
    Token(accounts::Token),

    /// Give, list and end roles, on the machine itself.
    #[command(subcommand)]
    Grant(accounts::Grant),

    /// Add, list, renew and end clients: partner sites and other programs with a token of their own.
    #[command(subcommand)]
    Client(accounts::Client),

    /// Print the GraphQL schema.
    Schema,

    /// Print the effective configuration, without secrets.
    Config,
}

#[derive(Subcommand, Debug, Clone, Copy)]
pub enum Migrate {
    /// Run all migrations that have not run yet.
    Up,
    /// Take back the last migrations. Their data is lost.
    Down {
        /// How many.
        #[arg(long, env = "HEMICYCLE_STEPS", default_value_t = 1)]
        steps: u32,
    },
    /// Say which migrations have run and which have not.
    Status,
}

#[derive(Args, Debug)]
pub struct Login {
    #[command(flatten)]
    pub token: TokenOptions,

    /// Which of the service's login providers, if it has several.
    #[arg(long, env = "HEMICYCLE_PROVIDER", value_name = "NAME")]
    pub provider: Option<String>,
}

#[derive(Args, Debug)]
pub struct Load {
    /// A file (.toml, .jsonl) or a folder of them.
    #[arg(required_unless_present = "reference", conflicts_with = "reference")]
    pub path: Option<PathBuf>,

    /// The reference dataset that comes with the program.
    #[arg(long, env = "HEMICYCLE_REFERENCE")]
    pub reference: bool,

    /// Do everything but keep it.
    #[arg(long, env = "HEMICYCLE_DRY_RUN")]
    pub dry_run: bool,

    /// Also change records whose last change was not a load.
    #[arg(long, env = "HEMICYCLE_OVERWRITE")]
    pub overwrite: bool,

    /// A running service to send a file of practices (.csv, .jsonl) to.
    #[arg(
        long,
        env = "HEMICYCLE_LOAD_SERVER",
        value_name = "URL",
        value_parser = Url::parse,
        requires = "path",
        conflicts_with_all = ["reference", "overwrite"]
    )]
    pub server: Option<Url>,

    /// The token for that service [default: the one that `login` has stored].
    #[arg(
        long,
        env = "HEMICYCLE_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    pub token: Option<String>,

    /// The folder of stored tokens [default: hemicycle in the user's configuration folder].
    #[arg(long, env = "HEMICYCLE_CONFIG_DIR", value_name = "FOLDER")]
    pub config_dir: Option<PathBuf>,

    /// The id of the person that a client sends the file for, an account or a contact.
    #[arg(long, env = "HEMICYCLE_ON_BEHALF_OF", value_name = "ID")]
    pub on_behalf_of: Option<String>,
}

#[derive(Args, Debug, Clone, Copy)]
pub struct Generate {
    /// What all chance comes from; part of every slug, so that several invented networks can stand side by side.
    #[arg(long, env = "HEMICYCLE_SEED", default_value_t = 1)]
    pub seed: u32,
    /// Projects.
    #[arg(long, env = "HEMICYCLE_PROJECTS", default_value_t = 1_000)]
    pub projects: u32,
    /// Practices.
    #[arg(long, env = "HEMICYCLE_PRACTICES", default_value_t = 2_000)]
    pub practices: u32,
    /// Parliaments, each with a chamber.
    #[arg(long, env = "HEMICYCLE_PARLIAMENTS", default_value_t = 200)]
    pub parliaments: u32,
    /// Hubs.
    #[arg(long, env = "HEMICYCLE_HUBS", default_value_t = 20)]
    pub hubs: u32,
    /// Topics.
    #[arg(long, env = "HEMICYCLE_TOPICS", default_value_t = 60)]
    pub topics: u32,
    /// Events.
    #[arg(long, env = "HEMICYCLE_EVENTS", default_value_t = 100)]
    pub events: u32,
}
