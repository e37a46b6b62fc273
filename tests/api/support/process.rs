//! The real program, started, killed and told to stop as an operator would.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;

use reqwest::Method;
use serde_json::{Value, json};

use super::db::{TestDb, base_dir, copy, setting};

/// A folder, and a database where it is not in the folder.
pub struct Place {
    /// The data folder.
    pub data_dir: PathBuf,
    database_url: Option<String>,
    rate_limit: &'static str,
}

impl Place {
    /// A folder that is not there yet, with the embedded database.
    pub fn empty(name: &str) -> Self {
        Self {
            data_dir: base_dir().join(name).join("data"),
            database_url: None,
            rate_limit: "off",
        }
    }

    /// A folder that is not there yet, for a database of the server; attempts at passwords are counted there.
    pub fn on(db: &TestDb, name: &str) -> Self {
        let mut place = Self::empty(name);
        place.database_url = Some(db.url.clone());
        place.rate_limit = "600000";
        place
    }

    /// A copy of what `serve --demo` makes of an empty folder.
    pub fn demo(name: &str) -> Self {
        static DEMO: OnceLock<Place> = OnceLock::new();
        let demo = DEMO.get_or_init(|| {
            let demo = Self::empty("demo");
            let server = demo.serve(&["--demo"]);
            server.terminate();
            assert!(server.wait().success());
            demo
        });
        let place = Self::empty(name);
        copy(&demo.data_dir, &place.data_dir);
        place
    }

    /// The program with these arguments, and no setting but ours.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let above = self.data_dir.parent().unwrap();
        std::fs::create_dir_all(above).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tumbuh"));
        command
            .args(arguments)
            .arg("--data-dir")
            .arg(&self.data_dir)
            .env_clear()
            .env("PATH", path_with_postgres())
            .env("TUMBUH_LOG", "warn")
            .env("TUMBUH_LISTEN", "127.0.0.1:0")
            .env("TUMBUH_WORKERS", "2")
            .env("TUMBUH_RATE_LIMIT", self.rate_limit)
            .envs(self.database_url.iter().map(|url| ("DATABASE_URL", url)))
            .current_dir(above)
            .stdin(Stdio::null());
        command
    }

    /// What a command prints, or what it says of its failure.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.command(arguments).output().unwrap();
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).unwrap())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// Starts serving, without waiting.
    pub fn start(&self, arguments: &[&str]) -> Server {
        let mut command = self.command(&["serve"]);
        let log = self.data_dir.with_extension("log");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Server {
            child,
            output,
            log,
            url: String::new(),
        }
    }

    /// Starts serving.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        self.start(arguments).ready()
    }

    /// Whether a program that commands call is not on this machine.
    pub fn lacks(program: &str) -> bool {
        !std::env::split_paths(&path_with_postgres()).any(|dir| dir.join(program).is_file())
    }

    /// The password of a demo account.
    pub fn demo_password(&self, username: &str) -> String {
        let file = std::fs::read(self.data_dir.join("demo-accounts.json")).unwrap();
        let accounts: Value = serde_json::from_slice(&file).unwrap();
        let account = accounts
            .as_array()
            .unwrap()
            .iter()
            .find(|account| account["username"] == username);
        account.unwrap()["password"].as_str().unwrap().to_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.data_dir.parent().unwrap());
    }
}

/// `backup` and `restore` call programs of PostgreSQL, which Debian keeps off the path.
pub fn path_with_postgres() -> std::ffi::OsString {
    let path = setting("PATH").unwrap_or_default();
    let own = super::postgres::binaries();
    std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path))).unwrap()
}

/// A running program; killed when dropped.
pub struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    log: PathBuf,
    /// Where it listens.
    pub url: String,
}

impl Server {
    /// Waits for the line with the address.
    pub fn ready(mut self) -> Self {
        let mut line = String::new();
        while self.url.is_empty() {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            assert!(read > 0, "it did not start: {log}");
            if let Some((_, after)) = line.split_once("is ready on ") {
                self.url = after.split_whitespace().next().unwrap().to_owned();
            }
        }
        self
    }

    /// Kills it as `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("sh")
            .args(["-c", "kill -TERM \"$1\"", "sh", &id])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Asks it to stop, waits, and gives what it has said on its output beside the line with the address.
    pub fn end(mut self) -> String {
        self.terminate();
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.output, &mut said).unwrap();
        assert!(self.child.wait().unwrap().success());
        said
    }

    /// Its end.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A caller of a real program; unlike `Client` it knows no document and looks into no table.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    /// Where the program listens.
    pub url: String,
    /// The access token.
    pub token: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The status.
    pub status: u16,
    /// The header.
    pub location: Option<String>,
    /// Whether it was given before.
    pub replayed: bool,
    /// The body.
    pub body: Value,
}

impl Caller {
    /// Nobody in particular.
    pub fn anonymous(url: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            http,
            url: url.to_owned(),
            token: None,
        }
    }

    /// The answer to a sign-in.
    pub async fn log_in(url: &str, username: &str, password: &str) -> Heard {
        let body = json!({"username": username, "password": password});
        let login = Self::anonymous(url);
        login.post("/api/v1/auth/login", &body, None).await.unwrap()
    }

    /// Somebody who is signed in.
    pub async fn signed_in(url: &str, username: &str, password: &str) -> Self {
        let answer = Self::log_in(url, username, password).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        Self {
            token: Some(answer.body["access_token"].as_str().unwrap().to_owned()),
            ..Self::anonymous(url)
        }
    }

    /// The same caller at another process.
    pub fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Heard {
        let request = self
            .http
            .request(Method::GET, format!("{}{path}", self.url));
        self.send(request).await.unwrap()
    }

    /// POST with an `Idempotency-Key`, if one is given.
    pub async fn post(
        &self,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Result<Heard, reqwest::Error> {
        let mut request = self.http.post(format!("{}{path}", self.url)).json(body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.send(request).await
    }

    /// Any request with headers and a body of bytes.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Result<Heard, reqwest::Error> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        self.send(request.body(body)).await
    }

    /// The bytes at a path.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = self.http.get(format!("{}{path}", self.url));
        let token = self.token.as_deref().unwrap();
        let answer = request.bearer_auth(token).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.bytes().await.unwrap().to_vec()
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Result<Heard, reqwest::Error> {
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await?;
        let location = response.headers().get("location");
        let location = location.map(|value| value.to_str().unwrap().to_owned());
        let replayed = response.headers().contains_key("idempotent-replayed");
        let status = response.status().as_u16();
        let body = response.bytes().await?;
        Ok(Heard {
            status,
            location,
            replayed,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        })
    }
}

/// The address of an embedded database.
pub fn sqlite_url(data_dir: &Path) -> String {
    format!("sqlite:{}", data_dir.join("tumbuh.sqlite").display())
}
