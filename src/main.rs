//! The command line.
#![expect(clippy::print_stdout, reason = "a command line prints")]

use std::process::ExitCode;

use clap::Parser;
use tumbuh::cli::{self, Cli};

fn main() -> ExitCode {
    match cli::run(Cli::parse(), |line| println!("{line}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tumbuh: {error}");
            ExitCode::FAILURE
        }
    }
}
