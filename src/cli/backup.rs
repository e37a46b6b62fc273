//! `tumbuh backup` and `tumbuh restore`: one file with the database as it was at one moment, the keys and the files. What lies
//! in a store that speaks S3 is not in it, and what arrives in parts is not a document yet.
//!
//! The embedded database copies itself while it is being written to; PostgreSQL is copied by its own `pg_dump`. Whoever has
//! the file has the keys too: it can be read by its owner only, and belongs in a safe place.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use sea_orm::{ConnectionTrait, Database, DatabaseBackend, Statement};
use sha2::{Digest, Sha256};

use super::{CommandError, Print};
use crate::audit::verify::verify;
use crate::config::Config;
use crate::startup;

const SQLITE: &str = "database.sqlite";
const DUMP: &str = "database.dump";
const SUMS: &str = "SHA256SUMS";

/// The arguments of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to be written; it must not exist
    file: PathBuf,
}

/// The arguments of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `backup` wrote
    file: PathBuf,
}

impl Backup {
    /// Writes the file: complete, or not at all.
    ///
    /// # Errors
    /// The database; the disk; a file that exists.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        startup::require_database(config)?;
        if self.file.exists() {
            return Err(format!("{} exists already", self.file.display()).into());
        }
        let folder = self
            .file
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let work = tempfile::tempdir_in(folder)?;
        let name = if config.is_embedded() {
            copy_sqlite(config, &work.path().join(SQLITE)).await?;
            SQLITE
        } else {
            let dump = work.path().join(DUMP);
            postgres(
                "pg_dump",
                config,
                &["--format=custom", "--no-owner", "--file"],
                Some(&dump),
            )?;
            DUMP
        };
        let mut members = vec![(name.to_owned(), work.path().join(name))];
        let folders: &[&str] = match &config.files {
            None => &["keys", "files"],
            Some(_) => &["keys"],
        };
        for folder in folders {
            collect(
                &config.data_dir,
                &config.data_dir.join(folder),
                &mut members,
            )?;
        }
        let archive = tempfile::NamedTempFile::new_in(folder)?;
        let rows = write_archive(archive.as_file(), &members)?;
        archive.as_file().sync_all()?;
        archive.persist_noclobber(&self.file)?;
        print(&format!(
            "{} files written to {}",
            rows,
            self.file.display()
        ));
        if let Some(files) = &config.files {
            print(&format!(
                "the evidence is NOT in it: it lies at {}; copy that bucket too, after this",
                files.url
            ));
        }
        Ok(())
    }
}

async fn copy_sqlite(config: &Config, target: &Path) -> Result<(), CommandError> {
    let connection = Database::connect(config.database_url.expose()).await?;
    let statement = Statement::from_sql_and_values(
        DatabaseBackend::Sqlite,
        "vacuum into $1",
        [target.display().to_string().into()],
    );
    connection.execute_raw(statement).await?;
    connection.close().await?;
    Ok(())
}

/// Runs one of PostgreSQL's own programs; the password goes by the environment, not by the arguments that others can see.
fn postgres(
    program: &str,
    config: &Config,
    arguments: &[&str],
    file: Option<&Path>,
) -> Result<(), CommandError> {
    let mut url = url::Url::parse(config.database_url.expose())?;
    let password = url.password().map(str::to_owned);
    let _ = url.set_password(None);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .args(file)
        .arg("--dbname")
        .arg(url.as_str());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let output = command.output().map_err(|e| {
        format!("{program} of PostgreSQL is needed for this, and cannot be run: {e}")
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    )
    .into())
}

fn collect(
    root: &Path,
    folder: &Path,
    members: &mut Vec<(String, PathBuf)>,
) -> Result<(), CommandError> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, members)?;
        } else {
            members.push((path.strip_prefix(root)?.display().to_string(), path));
        }
    }
    Ok(())
}

fn write_archive(file: &File, members: &[(String, PathBuf)]) -> Result<usize, CommandError> {
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(
        file,
        flate2::Compression::fast(),
    ));
    let mut sums = String::new();
    for (name, path) in members {
        archive.append_path_with_name(path, name)?;
        sums.push_str(&format!("{}  {name}\n", digest(path)?));
    }
    let mut header = tar::Header::new_gnu();
    header.set_size(u64::try_from(sums.len())?);
    header.set_mode(0o600);
    header.set_cksum();
    archive.append_data(&mut header, SUMS, sums.as_bytes())?;
    archive.into_inner()?.finish()?.flush()?;
    Ok(members.len())
}

fn digest(path: &Path) -> Result<String, CommandError> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => digest.update(buffer.get(..n).unwrap_or_default()),
        }
    }
    Ok(digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

impl Restore {
    /// Brings a backup back into an empty data folder, or an empty PostgreSQL database, and checks its audit log.
    ///
    /// # Errors
    /// A file that is not whole; a place that is not empty; an audit log that is not whole.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        if config.data_dir.exists() && std::fs::read_dir(&config.data_dir)?.next().is_some() {
            return Err(format!(
                "{} is not empty; restore into a new folder",
                config.data_dir.display()
            )
            .into());
        }
        startup::create_data_dir(&config.data_dir)?;
        let work = tempfile::tempdir_in(
            config
                .data_dir
                .parent()
                .filter(|p| !p.as_os_str().is_empty())
                .unwrap_or(Path::new(".")),
        )?;
        unpack(&self.file, work.path())?;
        let (sqlite, dump) = (work.path().join(SQLITE), work.path().join(DUMP));
        match (config.is_embedded(), sqlite.exists(), dump.exists()) {
            (true, true, _) => std::fs::rename(&sqlite, startup::sqlite_path(config))?,
            (false, _, true) => {
                crate::db::ensure_app_role(config.database_url.expose()).await?;
                let arguments = ["--no-owner", "--exit-on-error", "--single-transaction"];
                postgres_restore(config, &arguments, &dump)?;
            }
            _ => return Err("the backup is of the other kind of database".into()),
        }
        for folder in ["keys", "files"] {
            let from = work.path().join(folder);
            if from.exists() {
                let to = config.data_dir.join(folder);
                std::fs::rename(from, &to)?;
                std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o700))?;
            }
        }
        let db = crate::db::connect(config.database_url.expose()).await?;
        let verdict = verify(db.reader(), |_| {}).await?;
        db.close().await;
        if let Some(finding) = verdict.findings.first() {
            return Err(format!("restored, but its audit log is not whole: {finding}").into());
        }
        print(&format!(
            "restored; the audit log is whole: {} entries, head {}",
            verdict.entries, verdict.head
        ));
        if let Some(files) = &config.files {
            print(&format!(
                "the evidence was not in it: it must lie at {}",
                files.url
            ));
        }
        Ok(())
    }
}

fn postgres_restore(config: &Config, arguments: &[&str], dump: &Path) -> Result<(), CommandError> {
    postgres("pg_restore", config, arguments, Some(dump))
}

/// Unpacks an archive and checks every file against its sum; names that lead out of the folder are refused by the library.
fn unpack(file: &Path, folder: &Path) -> Result<(), CommandError> {
    let source = File::open(file).map_err(|e| format!("{}: {e}", file.display()))?;
    tar::Archive::new(flate2::read::GzDecoder::new(source))
        .unpack(folder)
        .map_err(|e| format!("{} is no backup: {e}", file.display()))?;
    let sums = std::fs::read_to_string(folder.join(SUMS))
        .map_err(|e| format!("{} is no backup: {e}", file.display()))?;
    for line in sums.lines() {
        let (sum, name) = line
            .split_once("  ")
            .ok_or("the sums of the backup cannot be read")?;
        if digest(&folder.join(name))? != sum {
            return Err(format!("{name} in the backup is damaged").into());
        }
    }
    Ok(())
}
