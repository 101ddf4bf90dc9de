//! The log: readable on a terminal, JSON elsewhere, on stderr. What is told per request stands in `http/frame`.

use std::io::IsTerminal;

use hemicycle_domain::network::QUIET_DATABASE;
use tracing_subscriber::EnvFilter;

/// What the HTTP server says of its own workings, and of connections that are not HTTP. `--log` can name these targets and overrule it.
const QUIET_SERVER: &str = "actix_server=warn,actix_http=off";

/// Starts logging. An unreadable level is an error, not a silent default.
pub fn start(levels: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(format!("{QUIET_DATABASE},{QUIET_SERVER},{levels}"))
        .map_err(|error| format!("--log is not readable: {error}"))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = if std::io::stderr().is_terminal() {
        lines.with_target(false).compact().try_init()
    } else {
        lines.json().flatten_event(true).try_init()
    };
    started.map_err(|error| error.to_string())
}
