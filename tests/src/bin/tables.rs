//! Prints the tables of the documentation that come from the program.

use clap::{Parser, ValueEnum};
use hemicycle_tests::tables;

#[derive(Parser)]
struct Asked {
    table: Table,
}

#[derive(Clone, Copy, ValueEnum)]
enum Table {
    Permissions,
    Errors,
}

fn main() {
    let text = match Asked::parse().table {
        Table::Permissions => tables::permissions(),
        Table::Errors => tables::errors(),
    };
    print!("{text}");
}
