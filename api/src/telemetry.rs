//! The log: readable on a terminal, JSON elsewhere, on stderr. What is told per request stands in `http/frame`.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging. An unreadable level is an error, not a silent default.
pub fn start(levels: &str) -> Result<(), String> {
    let filter =
        EnvFilter::try_new(levels).map_err(|error| format!("--log is not readable: {error}"))?;
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
