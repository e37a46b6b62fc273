//! The demo accounts: one of each role, with passwords that are made once, printed, and kept in a file for tools.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use entity::id::UserId;
use entity::kind::Role;
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use super::manage::Manager;
use super::user::store::NewUser;
use crate::auth::password;
use crate::cli::Print;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::services::Services;
use crate::startup::system_context;

/// Why there are no demo accounts.
pub type DemoError = Box<dyn std::error::Error + Send + Sync>;

/// User name, role, region, name for people.
const ACCOUNTS: [(&str, Role, &str, &str); 9] = [
    ("admin", Role::Admin, "ID", "Pengelola sistem (demo)"),
    (
        "province64",
        Role::ProvinceOfficer,
        "64",
        "Bappeda Kalimantan Timur (demo)",
    ),
    (
        "regency6474",
        Role::RegencyOfficer,
        "64.74",
        "Bapperida Bontang (demo)",
    ),
    (
        "regency6402",
        Role::RegencyOfficer,
        "64.02",
        "Bappeda Kutai Kartanegara (demo)",
    ),
    (
        "worker647401",
        Role::HealthWorker,
        "64.74.01",
        "Petugas gizi Bontang Utara (demo)",
    ),
    (
        "fosterparent",
        Role::FosterParent,
        "64.74",
        "Bapak Asuh (demo)",
    ),
    ("assessor", Role::Assessor, "64", "Tim penilai (demo)"),
    (
        "auditor64",
        Role::Auditor,
        "64",
        "Inspektorat Kalimantan Timur (demo)",
    ),
    ("viewer64", Role::Viewer, "64", "Pembaca (demo)"),
];

/// An account as the file names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    username: String,
    password: String,
    role: Role,
    region_code: String,
}

/// What has to be done for an account.
struct Work {
    entry: Entry,
    display_name: &'static str,
    exists: bool,
    is_new_password: bool,
}

/// Adds the accounts that are not there yet, prints them all, and writes them to `demo-accounts.json` for tools. What the
/// file names already stays as it is; an account that it does not name gets a new password.
///
/// # Errors
/// The database; the file system.
pub async fn add_accounts(services: &Services, print: Print) -> Result<(), DemoError> {
    let manager = Manager::new(services, system_context(services.clock.as_ref(), "demo"));
    let path = services.data_dir.join("demo-accounts.json");
    let named = read(&path);
    let users = manager.users().await?;
    let work: Vec<Work> = ACCOUNTS
        .into_iter()
        .map(|(username, role, region_code, display_name)| {
            let kept = named.get(username).map(|entry| entry.password.clone());
            let is_new_password = kept.is_none();
            let password = kept.unwrap_or_else(|| password::one_time().expose().to_owned());
            Work {
                entry: Entry {
                    username: username.to_owned(),
                    password,
                    role,
                    region_code: region_code.to_owned(),
                },
                display_name,
                exists: users.iter().any(|user| user.username == username),
                is_new_password,
            }
        })
        .collect();
    let to_do: Vec<&Work> = work
        .iter()
        .filter(|work| work.is_new_password || !work.exists)
        .collect();
    // Argon2 is slow on purpose: all at once, on as many threads as there are.
    let hashes = try_join_all(
        to_do
            .iter()
            .map(|work| password::hash(Secret::new(&work.entry.password))),
    );
    for (work, hash) in to_do.iter().zip(hashes.await?) {
        store(services, &manager, work, hash).await?;
    }
    let entries: Vec<Entry> = work.into_iter().map(|work| work.entry).collect();
    write(&path, &entries)?;
    print_table(&entries, print);
    Ok(())
}

async fn store(
    services: &Services,
    manager: &Manager<'_>,
    work: &Work,
    hash: String,
) -> Result<(), Problem> {
    let entry = &work.entry;
    if work.exists {
        return manager.set_password(&entry.username, hash, false).await;
    }
    let new = NewUser {
        id: UserId(services.clock.new_id()),
        username: entry.username.clone(),
        display_name: work.display_name.to_owned(),
        role: entry.role,
        region_code: entry.region_code.clone(),
        password_hash: hash,
        one_time: false,
    };
    manager.insert_user(new).await
}

/// A file that is gone or broken names nobody.
fn read(path: &Path) -> HashMap<String, Entry> {
    let entries: Option<Vec<Entry>> = std::fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    entries
        .unwrap_or_default()
        .into_iter()
        .map(|entry| (entry.username.clone(), entry))
        .collect()
}

/// Readable by the owner only, complete or not at all.
fn write(path: &Path, entries: &[Entry]) -> Result<(), DemoError> {
    let dir = path.parent().unwrap_or_else(|| Path::new("."));
    // `tempfile` creates with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(&serde_json::to_vec_pretty(entries)?)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn print_table(entries: &[Entry], print: Print) {
    print("Demo accounts:");
    for entry in entries {
        let (role, region) = (entry.role.as_str(), &entry.region_code);
        print(&format!(
            "  {:<14}{role:<18}{region:<10}{}",
            entry.username, entry.password
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_it_wrote_from_others() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("demo-accounts.json");
        assert!(read(&path).is_empty());
        let entry = Entry {
            username: "admin".into(),
            password: "x".into(),
            role: Role::Admin,
            region_code: "ID".into(),
        };
        write(&path, std::slice::from_ref(&entry)).unwrap();
        write(&path, std::slice::from_ref(&entry)).unwrap();
        assert_eq!(read(&path).get("admin"), Some(&entry));
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&path, "broken").unwrap();
        assert!(read(&path).is_empty());
    }
}
