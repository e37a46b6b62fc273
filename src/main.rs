//! The command line.
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use tumbuh::cli::{self, Cli};

/// Gives back what a large file needed; the system's own keeps it in an arena of each thread.
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
