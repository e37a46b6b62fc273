//! A PostgreSQL server for the tests: the one of `TEST_DATABASE_URL`, else one of our own, which ends with this process.

use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};

use super::db::{base_dir, setting};

/// Databases of test processes that were killed are dropped after this many seconds.
const FORGOTTEN: u64 = 6 * 3600;

/// The server of this process; none where the machine has no PostgreSQL.
pub fn server() -> Option<&'static url::Url> {
    static SERVER: OnceLock<Option<(url::Url, Option<Child>)>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        if let Some(url) = setting("TEST_DATABASE_URL") {
            return Some((url.parse().expect("TEST_DATABASE_URL is a URL"), None));
        }
        let started = binaries().map(|bin| start(&bin));
        if started.is_none() {
            assert!(
                setting("TUMBUH_REQUIRE_POSTGRES").is_none_or(|v| v != "1"),
                "TUMBUH_REQUIRE_POSTGRES=1, but there is neither TEST_DATABASE_URL nor initdb and pg_ctl"
            );
            // Past the capture of the test's output, so that it is seen in any case.
            let _ = std::io::stderr().write_all(
                b"\n*** NO POSTGRESQL FOUND: EVERY TEST RUNS ON SQLITE ONLY. Set TEST_DATABASE_URL, or install a server. ***\n\n",
            );
        }
        started
    });
    server.as_ref().map(|(url, _)| url)
}

/// The folder with `initdb` and `pg_ctl`: on the path, or Debian's, the newest first.
pub fn binaries() -> Option<PathBuf> {
    let path = setting("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path().join("bin")))
        .collect();
    debian.sort_by_key(|bin| {
        let version = bin
            .parent()
            .and_then(|p| p.file_name()?.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(version)
    });
    std::env::split_paths(&path)
        .chain(debian)
        .find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
}

/// PostgreSQL refuses to run as root; then it is another user of the machine.
fn other_user() -> Option<&'static str> {
    let root = std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0);
    root.then(|| {
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        if users.lines().any(|line| line.starts_with("postgres:")) {
            "postgres"
        } else {
            "nobody"
        }
    })
}

fn command(program: &Path) -> Command {
    let mut command = match other_user() {
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir("/").stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    Err(format!("{command:?}: {}\n{out}{err}", output.status))
}

fn start(bin: &Path) -> (url::Url, Option<Child>) {
    let dir = base_dir().join("postgres");
    std::fs::create_dir(&dir).unwrap();
    if let Some(user) = other_user() {
        run(Command::new("chown").arg(user).arg(&dir)).unwrap();
    }
    let watchdog = stop_with_this_process(bin, &dir);
    let data = dir.join("data");
    let initdb = |extra: &[&str]| {
        let mut initdb = command(&bin.join("initdb"));
        initdb.arg("-D").arg(&data).args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]);
        run(initdb.args(extra))
    };
    // A locale that orders text unlike its bytes, so that a column without `collate "C"` is found.
    initdb(&[
        "--locale=C.UTF-8",
        "--locale-provider=icu",
        "--icu-locale=en-US",
    ])
    .or_else(|_| initdb(&["--locale=C"]))
    .unwrap();
    let mut last = String::new();
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=200",
            dir.display()
        );
        let log = dir.join("log");
        let mut pg_ctl = command(&bin.join("pg_ctl"));
        pg_ctl
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .args(["-w", "-o", &options, "start"]);
        // pg_ctl leaves the server behind with its own output, so it must not be a pipe that we wait for.
        match pg_ctl.stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(status) if status.success() => {
                let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
                return (url.parse().unwrap(), Some(watchdog));
            }
            other => {
                last = format!(
                    "{other:?}: {}",
                    std::fs::read_to_string(&log).unwrap_or_default()
                )
            }
        }
    }
    panic!("PostgreSQL does not start: {last}");
}

/// The end of this process, however it comes, closes the pipe that a small shell reads.
fn stop_with_this_process(bin: &Path, dir: &Path) -> Child {
    let stop = command(&bin.join("pg_ctl"));
    Command::new("sh")
        .args(["-c", "read _; dir=$1; shift; \"$@\"; rm -rf \"$dir\"", "sh"])
        .arg(dir)
        .arg(stop.get_program())
        .args(stop.get_args())
        .arg("-D")
        .arg(dir.join("data"))
        .args(["-m", "immediate", "stop"])
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A connection of the owner of a database.
pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// Runs a statement on the server, outside of any test's database.
pub async fn on_server(sql: &str) {
    let connection = connect(server().unwrap().as_str()).await;
    let mut done = connection.execute_unprepared(sql).await;
    // Another process may be copying the same template at this moment.
    for _ in 0..20 {
        if !done
            .as_ref()
            .is_err_and(|e| e.to_string().contains("being accessed by other users"))
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        done = connection.execute_unprepared(sql).await;
    }
    connection.close().await.unwrap();
    done.unwrap();
}

/// The address of a database of the server.
pub fn url_of(database: &str) -> String {
    let mut url = server().unwrap().clone();
    url.set_path(database);
    url.to_string()
}

/// A name that no other process uses, with the time in it for `drop_forgotten`.
pub fn new_name(purpose: &str) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    format!("tumbuh_test_{now}_{}_{purpose}", std::process::id())
}

/// Drops the databases of test processes that ended before they could.
pub async fn drop_forgotten() {
    let connection = connect(server().unwrap().as_str()).await;
    let sql = "select datname from pg_database where datname like 'tumbuh\\_test\\_%'";
    let statement = Statement::from_string(sea_orm::DatabaseBackend::Postgres, sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for row in rows {
        let name: String = row.try_get("", "datname").unwrap();
        let made = name
            .split('_')
            .nth(2)
            .and_then(|text| text.parse::<u64>().ok());
        if made.is_some_and(|made| made + FORGOTTEN < now) {
            let _ = connection
                .execute_unprepared(&format!("drop database if exists {name} with (force)"))
                .await;
        }
    }
    connection.close().await.unwrap();
}
