//! A fresh database per test: a copy of a template that is migrated and filled once per process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tumbuh::config::{Config, Settings};
use tumbuh::startup;

use super::clock::FixedClock;
use super::postgres;
use super::seed::seed;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// The embedded one.
    Sqlite,
    /// The server.
    Postgres,
}

impl Backend {
    /// Those that this machine has.
    pub fn available() -> Vec<Self> {
        let mut backends = vec![Self::Sqlite];
        backends.extend(postgres::server().map(|_| Self::Postgres));
        backends
    }
}

/// A setting of the tests themselves, not of the service.
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A folder for everything of this process, which goes with it.
pub fn base_dir() -> &'static Path {
    static BASE: OnceLock<(PathBuf, Child)> = OnceLock::new();
    let (dir, _) = BASE.get_or_init(|| {
        use std::os::unix::fs::PermissionsExt;
        use std::os::unix::process::CommandExt;
        let dir = tempfile::Builder::new()
            .prefix("tumbuh-test-")
            .tempdir()
            .unwrap()
            .keep();
        // The server may run as another user, who must be able to pass.
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o711)).unwrap();
        // A database server of ours ends first: without its files it would not know that it is told to.
        let script = r#"read _; n=0
            while [ -e "$1/postgres" ] && [ $n -lt 150 ]; do sleep 0.1; n=$((n + 1)); done
            rm -rf "$1""#;
        let watchdog = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(&dir)
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        (dir, watchdog)
    });
    dir
}

/// A database with its data folder; gone when dropped.
pub struct TestDb {
    /// Which.
    pub backend: Backend,
    /// Its address, as its owner.
    pub url: String,
    /// The folder with the keys, and with the file of SQLite.
    pub data_dir: PathBuf,
    name: String,
}

impl TestDb {
    /// A copy of the template. Not within a runtime.
    pub fn fresh(backend: Backend) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let purpose = COUNT.fetch_add(1, Ordering::SeqCst).to_string();
        let template = template(backend);
        let db = Self::named(backend, &purpose);
        copy(&template.data_dir, &db.data_dir);
        if backend == Backend::Postgres {
            let sql = format!("create database {} template {}", db.name, template.name);
            block_on(postgres::on_server(&sql));
        }
        db
    }

    /// A database without any table. Not within a runtime.
    pub fn empty(backend: Backend, purpose: &str) -> Self {
        let db = Self::named(backend, purpose);
        if backend == Backend::Postgres {
            block_on(postgres::on_server(&format!("create database {}", db.name)));
        }
        db
    }

    fn named(backend: Backend, purpose: &str) -> Self {
        let data_dir = base_dir().join(format!("{backend:?}-{purpose}").to_lowercase());
        startup::create_data_dir(&data_dir).unwrap();
        let name = postgres::new_name(purpose);
        let url = match backend {
            Backend::Sqlite => format!("sqlite:{}", data_dir.join("tumbuh.sqlite").display()),
            Backend::Postgres => postgres::url_of(&name),
        };
        Self {
            backend,
            url,
            data_dir,
            name,
        }
    }

    /// The configuration of a service on this database; quotas are off unless set.
    pub fn config(&self, settings: Settings) -> Config {
        let settings = Settings {
            data_dir: Some(self.data_dir.clone()),
            database_url: Some(self.url.clone()),
            public_url: settings
                .public_url
                .or_else(|| Some("https://tumbuh.example".to_owned())),
            rate_limit: settings.rate_limit.or_else(|| Some("off".to_owned())),
            ..settings
        };
        Config::new(settings, Path::new("/nonexistent/tumbuh.toml")).unwrap()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data_dir);
        if self.backend == Backend::Postgres {
            let sql = format!("drop database if exists {} with (force)", self.name);
            block_on(postgres::on_server(&sql));
        }
    }
}

/// Runs a future to its end, outside of any runtime.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(future)
}

fn template(backend: Backend) -> &'static TestDb {
    static SQLITE: OnceLock<TestDb> = OnceLock::new();
    static POSTGRES: OnceLock<TestDb> = OnceLock::new();
    let cell = if backend == Backend::Sqlite {
        &SQLITE
    } else {
        &POSTGRES
    };
    cell.get_or_init(|| {
        if backend == Backend::Postgres {
            block_on(postgres::drop_forgotten());
        }
        let started = std::time::Instant::now();
        let db = TestDb::empty(backend, "template");
        let config = db.config(Settings::default());
        block_on(async {
            let clock = Arc::new(FixedClock::before());
            let services = startup::start(&config, "https://tumbuh.example", clock)
                .await
                .unwrap();
            seed(&services).await;
            services.db.close().await;
        });
        let took = started.elapsed();
        let _ = writeln!(
            std::io::stderr(),
            "template of {backend:?} made in {took:.1?}"
        );
        db
    })
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    startup::create_data_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
