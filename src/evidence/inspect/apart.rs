//! Looking files through in a process of its own: whatever a hostile or huge file costs a parser, memory included, ends with that
//! process, and the service goes on. The process is this program once more; it is told nothing but the file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Inspected, Kind, Limits, Rejection, beside, inspect};

/// The hidden command by which the program looks a file through.
pub const COMMAND: &str = "inspect";
/// How long it may take; its parsers stop earlier by themselves.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the process answers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// It may be kept.
    Taken {
        size: u64,
        sha256: String,
        text: Option<String>,
        cleaned: bool,
    },
    /// It is refused.
    Refused { code: String, limit: Option<u64> },
}

/// Judges a file in a process of its own, if there is a program for it, or here; takes its time, so call it where waiting is
/// allowed.
///
/// # Errors
/// When the file is refused, or cannot be read, or no process can be started.
pub fn inspect_apart(
    program: Option<&Path>,
    path: &Path,
    file_name: &str,
) -> Result<Inspected, Rejection> {
    let Some(program) = program else {
        return inspect(path, file_name, &Limits::default());
    };
    let kind = Kind::of_name(file_name).ok_or(Rejection::ExtensionUnknown)?;
    let cleaned = beside(path)?;
    let output = Command::new(program)
        .arg(COMMAND)
        .args([path.as_os_str(), cleaned.path().as_os_str()])
        .arg(OsStr::new(file_name))
        // Nothing of what the service knows: its environment may hold secrets.
        .env_clear()
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(Rejection::Disk)?;
    // A parser that broke down, or took too long.
    let answer = serde_json::from_slice(&output.stdout).ok();
    match answer.filter(|_| output.status.success()) {
        Some(Answer::Taken {
            size,
            sha256,
            text,
            cleaned: was_cleaned,
        }) => Ok(Inspected {
            kind,
            media_type: kind.media_type(),
            size,
            sha256,
            text,
            cleaned: was_cleaned.then_some(cleaned),
        }),
        Some(Answer::Refused { code, limit }) => Err(Rejection::of_code(&code, limit)),
        None => Err(Rejection::Broken),
    }
}

/// What `COMMAND` asks for.
#[derive(Debug, clap::Args)]
pub struct Inspection {
    /// The file
    path: PathBuf,
    /// Where to put what is kept instead of it
    cleaned: PathBuf,
    /// The name that it has with the sender
    #[arg(allow_hyphen_values = true)]
    file_name: String,
}

impl Inspection {
    /// Judges the file; the answer is a line of JSON.
    ///
    /// # Errors
    /// What is kept instead cannot be put there.
    pub fn run(self) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
        std::thread::spawn(|| {
            std::thread::sleep(PATIENCE);
            std::process::abort();
        });
        let answer = match inspect(&self.path, &self.file_name, &Limits::default()) {
            Ok(found) => Answer::Taken {
                size: found.size,
                sha256: found.sha256,
                text: found.text,
                cleaned: match found.cleaned {
                    Some(file) => file.persist(&self.cleaned).map(|_| true)?,
                    None => false,
                },
            },
            Err(rejection) => Answer::Refused {
                code: rejection.code().to_owned(),
                limit: match rejection {
                    Rejection::TooLarge { limit } => Some(limit),
                    _ => None,
                },
            },
        };
        Ok(serde_json::to_string(&answer)?)
    }
}
