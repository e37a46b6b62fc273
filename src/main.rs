//! The command line.
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use tumbuh::cli::{self, Cli};

fn main() -> ExitCode {
    // A reader that has gone away (`| head`) is no reason to fail.
    match cli::run(Cli::parse(), |line| {
        drop(writeln!(std::io::stdout(), "{line}"))
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tumbuh: {error}");
            ExitCode::FAILURE
        }
    }
}
