//! The program.

use std::process::ExitCode;

use clap::Parser;
use hemicycle::cli::Cli;
use hemicycle::commands;

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
