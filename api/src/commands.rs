//! The commands: each opens the network, does one thing, and says what it did.

use std::io::{IsTerminal, Write};
use std::path::Path;

use hemicycle_domain::account::ledger::has_administrator;
use hemicycle_domain::clock::Clock;
use hemicycle_domain::dataset::{self, Counts, File, Generated, Options, Progress, Report, Size};
use hemicycle_domain::failure::{Failure, Refusal};
use hemicycle_domain::network::Network;
use hemicycle_entity::values::{Closed, Kind};

use crate::auth::Setup;
use crate::auth::device::{self, LoggedOut, Prompt};
use crate::cli::{Cli, Command, Generate, Load, Login, Migrate};
use crate::config::{self, DataOptions, ServeOptions, TokenOptions, masked};
use crate::{graphql, startup, telemetry};

mod client;
mod grant;
mod ledger;
mod send;
mod token;

/// Why a command did not succeed, in words for a terminal.
pub type Outcome = Result<(), String>;

pub async fn run(cli: Cli) -> Outcome {
    let Cli {
        data,
        serve,
        command,
    } = cli;
    telemetry::start(&data.log)?;
    match command {
        None | Some(Command::Serve) => self::serve(&data, &serve).await,
        Some(Command::Migrate(what)) => migrate(&data, what).await,
        Some(Command::Load(what)) => load(&data, &what).await,
        Some(Command::Generate(what)) => generate(&data, what).await,
        Some(Command::Login(what)) => login(&what).await,
        Some(Command::Logout(what)) => logout(&what).await,
        Some(Command::Token(what)) => {
            on_current(&data, async |network| token::run(network, what).await).await
        }
        Some(Command::Grant(what)) => {
            on_current(&data, async |network| grant::run(network, what).await).await
        }
        Some(Command::Client(what)) => {
            on_current(&data, async |network| client::run(network, what).await).await
        }
        Some(Command::Schema) => {
            print!("{}", graphql::sdl());
            Ok(())
        }
        Some(Command::Config) => {
            print!("{}", config::printed(&data, &serve)?);
            Ok(())
        }
    }
}

/// A failure in words for a terminal.
fn told(failure: Failure) -> String {
    match failure {
        Failure::Refused(refusals) => {
            let lines: Vec<String> = refusals.iter().map(refused).collect();
            lines.join("\n")
        }
        Failure::Broke(fault) => format!("{}", fault.cause),
    }
}

fn refused(refusal: &Refusal) -> String {
    let path = refusal.path.join(".");
    let separator = if path.is_empty() { "" } else { ": " };
    format!(
        "{path}{separator}{} ({})",
        refusal.message.en,
        refusal.code.as_str()
    )
}

async fn open(data: &DataOptions) -> Result<Network, String> {
    let (address, file) = data.database()?;
    if let Some(folder) = file.as_deref().and_then(Path::parent) {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("Cannot make the folder {}: {error}", folder.display()))?;
    }
    Network::open(&address, data.connections, Clock::Real)
        .await
        .map_err(|failure| format!("Cannot open {}: {}", masked(&address), told(failure)))
}

/// Keeps other processes from setting up the same embedded database at the same time, until it is dropped.
fn alone(data: &DataOptions) -> Result<Option<std::fs::File>, String> {
    let (_, Some(file)) = data.database()? else {
        return Ok(None);
    };
    let beside = file.with_extension("lock");
    let lock = std::fs::File::create(&beside)
        .and_then(|lock| lock.lock().map(|()| lock))
        .map_err(|error| format!("Cannot lock {}: {error}", beside.display()))?;
    Ok(Some(lock))
}

/// Opens a network whose schema is the one this program was made for.
async fn open_current(data: &DataOptions) -> Result<Network, String> {
    let network = open(data).await?;
    if network.is_embedded() {
        let _alone = alone(data)?;
        network.migrate_up().await.map_err(told)?;
        return Ok(network);
    }
    let pending = network.pending_migrations().await.map_err(told)?;
    if pending.is_empty() {
        return Ok(network);
    }
    Err(format!(
        "The database's schema is behind this program by {} migrations. Run: hemicycle migrate up",
        pending.len()
    ))
}

/// Does one thing with a network, and closes it whatever came of it.
async fn on_current(data: &DataOptions, what: impl AsyncFnOnce(&Network) -> Outcome) -> Outcome {
    let network = open_current(data).await?;
    let outcome = what(&network).await;
    let closed = network.close().await.map_err(told);
    outcome.and(closed)
}

async fn serve(data: &DataOptions, options: &ServeOptions) -> Outcome {
    let setup = options.setup()?;
    let network = open_current(data).await?;
    let (address, file) = data.database()?;
    let alone = alone(data)?;
    if network.is_embedded() && network.is_empty().await.map_err(told)? {
        let report = dataset::load(
            &network,
            &dataset::reference(),
            &Options::default(),
            &mut |_| {},
        )
        .await
        .map_err(told)?;
        if !report.written {
            return Err(problems(&report));
        }
        let records: usize = report.kinds.iter().map(|(_, counts)| counts.added).sum();
        println!("Loaded the reference dataset: {records} records.");
    }
    drop(alone);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let logins = logins(&setup);
    let terms = options.terms();
    let running = startup::serve(network.clone(), options.listen, terms, setup, workers)?;
    match file {
        Some(file) => println!("Data:    {}", file.display()),
        None => println!("Data:    {}", masked(&address)),
    }
    println!("Logins:  {logins}");
    let at = running.address;
    println!("Serving: http://{at}/graphql (a page for people: http://{at}/)");
    println!(
        "Try:     curl -s http://{at}/graphql -H 'content-type: application/json' -d '{{\"query\":\"{{ hubs {{ nodes {{ name {{ text }} status }} }} }}\"}}'"
    );
    if !has_administrator(&ledger::looking(&network))
        .await
        .map_err(told)?
    {
        println!(
            "Nobody is an administrator yet. On this machine: hemicycle token issue --role administrator"
        );
    }
    println!("Stop with Ctrl-C.");
    // A closed terminal is no reason not to serve.
    let _ = std::io::stdout().flush();
    let clock = startup::follow_the_clock(network.clone());
    running.server.await.map_err(|error| error.to_string())?;
    clock.abort();
    network.close().await.map_err(told)
}

/// Who vouches for people here, in one line.
fn logins(setup: &Setup) -> String {
    let names: Vec<&str> = setup
        .providers
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    if names.is_empty() {
        "no provider (--providers): API tokens only".to_owned()
    } else {
        names.join(", ")
    }
}

async fn login(what: &Login) -> Outcome {
    let (folder, server) = (what.token.folder()?, &what.token.server);
    let show = |prompt: &Prompt| {
        println!("Open    {}", prompt.address);
        println!("Type    {}", prompt.code);
        if let Some(complete) = &prompt.complete {
            println!("Or open {complete}");
        }
        println!("Waiting until you have confirmed it there.");
        // Whoever reads along must see it before the waiting.
        let _ = std::io::stdout().flush();
    };
    let file = device::login(&folder, server, what.provider.as_deref(), show).await?;
    println!("Logged in. The token is in {}.", file.display());
    Ok(())
}

async fn logout(what: &TokenOptions) -> Outcome {
    let told = match device::logout(&what.folder()?, &what.server).await? {
        LoggedOut::NotIn => "You were not logged in.",
        LoggedOut::Withdrawn => "Logged out: the token is removed and withdrawn.",
        LoggedOut::Forgotten => {
            "Logged out here: the token is removed; the login provider did not withdraw it, so it lasts until its end."
        }
    };
    println!("{told}");
    Ok(())
}

async fn migrate(data: &DataOptions, what: Migrate) -> Outcome {
    let network = open(data).await?;
    match what {
        Migrate::Up => {
            let done = network.migrate_up().await.map_err(told)?;
            println!("{} migrations ran; the schema is up to date.", done.len());
        }
        Migrate::Down { steps } => {
            network.migrate_down(steps).await.map_err(told)?;
            println!("Took back {steps}.");
        }
        Migrate::Status => {
            for name in network.applied_migrations().await.map_err(told)? {
                println!("done     {name}");
            }
            for name in network.pending_migrations().await.map_err(told)? {
                println!("pending  {name}");
            }
        }
    }
    network.close().await.map_err(told)
}

async fn load(data: &DataOptions, what: &Load) -> Outcome {
    if let (Some(server), Some(path)) = (&what.server, &what.path) {
        return send::run(what, path, server).await;
    }
    let files = match &what.path {
        Some(path) => files_at(path)?,
        None => dataset::reference(),
    };
    let network = open_current(data).await?;
    let options = Options {
        overwrite: what.overwrite,
        dry_run: what.dry_run,
    };
    let report = dataset::load(&network, &files, &options, &mut show)
        .await
        .map_err(told)?;
    clear_line();
    network.close().await.map_err(told)?;
    if !report.problems.is_empty() {
        return Err(problems(&report));
    }
    print!("{}", table(&report.kinds));
    println!(
        "{}",
        if report.written {
            "Loaded."
        } else {
            "Dry run: nothing was written."
        }
    );
    Ok(())
}

fn files_at(path: &Path) -> Result<Vec<File>, String> {
    let files = dataset::files_at(path)
        .map_err(|error| format!("Cannot read {}: {error}", path.display()))?;
    if files.is_empty() {
        return Err(format!(
            "There is no .toml or .jsonl file in {}.",
            path.display()
        ));
    }
    Ok(files)
}

/// Every problem on its own line, as compilers write them.
fn problems(report: &Report) -> String {
    let mut lines: Vec<String> = report
        .problems
        .iter()
        .map(|one| {
            let separator = if one.record.is_empty() { "" } else { ": " };
            format!(
                "{}:{}: {}{separator}{}",
                one.file,
                one.line,
                one.record,
                refused(&one.refusal)
            )
        })
        .collect();
    lines.push(format!(
        "{} problems; nothing was written.",
        report.problems.len()
    ));
    lines.join("\n")
}

fn table(kinds: &[(Kind, Counts)]) -> String {
    let mut text = format!(
        "{:<14}{:>9}{:>9}{:>11}{:>7}{:>9}\n",
        "", "added", "changed", "unchanged", "kept", "refused"
    );
    for (kind, counts) in kinds {
        text.push_str(&format!(
            "{:<14}{:>9}{:>9}{:>11}{:>7}{:>9}\n",
            kind.as_str().to_lowercase(),
            counts.added,
            counts.changed,
            counts.unchanged,
            counts.kept,
            counts.refused
        ));
    }
    text
}

/// Progress, on a terminal only.
fn show(progress: Progress) {
    if std::io::stderr().is_terminal() {
        let kind = progress.kind.as_str().to_lowercase();
        eprint!("\r\x1b[K{kind} {}/{}", progress.done, progress.total);
    }
}

fn clear_line() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
}

async fn generate(data: &DataOptions, what: Generate) -> Outcome {
    let network = open_current(data).await?;
    let size = Size {
        seed: what.seed,
        topics: what.topics,
        parliaments: what.parliaments,
        hubs: what.hubs,
        projects: what.projects,
        practices: what.practices,
        events: what.events,
    };
    let Generated { kinds, .. } = dataset::generate(&network, &size, &mut show)
        .await
        .map_err(told)?;
    clear_line();
    network.close().await.map_err(told)?;
    for (kind, count) in kinds {
        println!("{:<14}{count:>9}", kind.as_str().to_lowercase());
    }
    println!("Generated an invented network (seed {}).", what.seed);
    Ok(())
}
