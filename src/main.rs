//! The command line.
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use tumbuh::cli::{self, Cli};

/// Answers are made of many small texts, in many threads; the system's allocator spends a fifth of a request on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
