//! One configuration: arguments over environment over an optional `tumbuh.toml`, read once and checked once.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use crate::secret::Secret;

mod files;
mod settings;

pub use files::S3Files;
pub use settings::{LogFormat, Settings};

/// What is in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where database, keys and files are kept.
    pub data_dir: PathBuf,
    /// The database; may hold a password.
    pub database_url: Secret,
    /// The store of evidence; `None` is the data folder.
    pub files: Option<S3Files>,
    /// Where the service listens.
    pub listen: SocketAddr,
    /// The address under which callers know the service, where one is set.
    pub public_url: Option<String>,
    /// Requests per minute and caller; `None` is off.
    pub rate_limit: Option<NonZeroU32>,
    /// Web front ends that may call.
    pub cors_origins: Vec<String>,
    /// Threads that answer requests.
    pub workers: Option<usize>,
    /// What is logged.
    pub log: String,
    /// How log lines look.
    pub log_format: Option<LogFormat>,
    /// Where traces go.
    pub otlp_endpoint: Option<String>,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Completes the given settings with those of a file and the defaults, and checks them.
    ///
    /// # Errors
    /// Names the setting that cannot be used.
    pub fn new(given: Settings, file: &Path) -> Result<Self, ConfigError> {
        let stored = read_file(file)?;
        let files = S3Files::new(&given, &stored)?;
        let data_dir = given
            .data_dir
            .or(stored.data_dir)
            .unwrap_or_else(|| PathBuf::from("./tumbuh-data"));
        let url = given.database_url.or(stored.database_url);
        let url =
            url.unwrap_or_else(|| format!("sqlite:{}", data_dir.join("tumbuh.sqlite").display()));
        let password = given
            .database_password_file
            .or(stored.database_password_file);
        let public_url = given.public_url.or(stored.public_url);
        if let Some(url) = &public_url
            && !url::Url::parse(url)
                .is_ok_and(|u| matches!(u.scheme(), "http" | "https") && u.has_host())
        {
            return Err(ConfigError(format!(
                "public_url: `{url}` is no http or https address"
            )));
        }
        Ok(Self {
            files,
            database_url: database_url(url, password.as_deref())?,
            data_dir,
            listen: given
                .listen
                .or(stored.listen)
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            public_url: public_url.map(|url| url.trim_end_matches('/').to_owned()),
            rate_limit: rate_limit(given.rate_limit.or(stored.rate_limit).as_deref())?,
            cors_origins: given
                .cors_origins
                .or(stored.cors_origins)
                .unwrap_or_default(),
            workers: given.workers.or(stored.workers),
            log: given
                .log
                .or(stored.log)
                .unwrap_or_else(|| "info,sea_orm_migration=warn,sqlx=warn".to_owned()),
            log_format: given.log_format.or(stored.log_format),
            otlp_endpoint: given.otlp_endpoint.or(stored.otlp_endpoint),
        })
    }

    /// Whether the database is the embedded one.
    pub fn is_embedded(&self) -> bool {
        self.database_url.expose().starts_with("sqlite:")
    }

    /// What is in force, as a `tumbuh.toml` that can be used; secrets hidden, what is not set commented out.
    pub fn describe(&self) -> String {
        let text = |value: &str| Some(format!("{value:?}"));
        let origins: Vec<String> = self.cors_origins.iter().map(|o| format!("{o:?}")).collect();
        let quota = self
            .rate_limit
            .map_or_else(|| "\"off\"".to_owned(), |n| n.to_string());
        let format = self.log_format.map(|f| {
            if f == LogFormat::Text {
                "\"text\""
            } else {
                "\"json\""
            }
        });
        [
            line("data_dir", text(&self.data_dir.display().to_string())),
            line(
                "database_url",
                text(&hide_password(self.database_url.expose())),
            ),
            self.describe_files(),
            line("listen", text(&self.listen.to_string())),
            line("public_url", self.public_url.as_deref().and_then(text)),
            line("rate_limit", Some(quota)),
            line("cors_origins", Some(format!("[{}]", origins.join(", ")))),
            line("workers", self.workers.map(|n| n.to_string())),
            line("log", text(&self.log)),
            line("log_format", format.map(str::to_owned)),
            line(
                "otlp_endpoint",
                self.otlp_endpoint.as_deref().and_then(text),
            ),
        ]
        .join("\n")
    }

    fn describe_files(&self) -> String {
        let text = |value: &str| Some(format!("{value:?}"));
        let files = self.files.as_ref();
        let endpoint = files.and_then(|files| files.endpoint.as_ref());
        [
            line("files_url", files.and_then(|f| text(f.url.as_str()))),
            line("files_endpoint", endpoint.and_then(|e| text(e.as_str()))),
            line("files_region", files.and_then(|f| text(&f.region))),
            line(
                "files_access_key_id",
                files.and_then(|f| text(&f.access_key_id)),
            ),
            line(
                "files_allow_http",
                files.map(|files| files.allow_http.to_string()),
            ),
        ]
        .join("\n")
    }
}

fn line(name: &str, value: Option<String>) -> String {
    value.map_or_else(
        || format!("# {name} is not set"),
        |v| format!("{name} = {v}"),
    )
}

fn read_file(path: &Path) -> Result<Settings, ConfigError> {
    if !path.exists() {
        return Ok(Settings::default());
    }
    config::Config::builder()
        .add_source(config::File::from(path).format(config::FileFormat::Toml))
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| ConfigError(format!("{}: {error}", path.display())))
}

fn database_url(url: String, password_file: Option<&Path>) -> Result<Secret, ConfigError> {
    if url.starts_with("sqlite:") {
        return Ok(Secret::new(url));
    }
    let mut parsed = url::Url::parse(&url)
        .ok()
        .filter(|u| matches!(u.scheme(), "postgres" | "postgresql"))
        .ok_or_else(|| {
            ConfigError(
                "database_url: expected sqlite:PATH or postgres://USER@HOST/DATABASE".to_owned(),
            )
        })?;
    if let Some(file) = password_file {
        let password = std::fs::read_to_string(file)
            .map_err(|e| ConfigError(format!("database_password_file: {}: {e}", file.display())))?;
        parsed
            .set_password(Some(password.trim()))
            .map_err(|()| ConfigError("database_url: cannot take a password".to_owned()))?;
    }
    Ok(Secret::new(parsed.to_string()))
}

fn rate_limit(text: Option<&str>) -> Result<Option<NonZeroU32>, ConfigError> {
    match text {
        None => Ok(NonZeroU32::new(600)),
        Some("off") => Ok(None),
        Some(number) => number.parse().ok().map(Some).ok_or_else(|| {
            ConfigError(format!(
                "rate_limit: `{number}` is neither a number of requests per minute nor `off`"
            ))
        }),
    }
}

fn hide_password(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            let _ = parsed.set_password(Some("hidden"));
            parsed.to_string()
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_go_over_the_file_and_the_file_over_defaults() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tumbuh.toml");
        std::fs::write(&file, "rate_limit = 60\nlog = \"debug\"\n").unwrap();
        let given = Settings {
            log: Some("warn".into()),
            ..Settings::default()
        };
        let config = Config::new(given, &file).unwrap();
        assert_eq!(
            (config.log.as_str(), config.rate_limit.map(NonZeroU32::get)),
            ("warn", Some(60))
        );
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.is_embedded());
    }

    #[test]
    fn names_what_cannot_be_used_and_hides_secrets() {
        let dir = tempfile::tempdir().unwrap();
        let none = dir.path().join("none.toml");
        for wrong in [
            Settings {
                database_url: Some("mysql://x".into()),
                ..Settings::default()
            },
            Settings {
                rate_limit: Some("many".into()),
                ..Settings::default()
            },
            Settings {
                public_url: Some("ftp://x".into()),
                ..Settings::default()
            },
        ] {
            assert!(Config::new(wrong, &none).is_err());
        }
        let given = Settings {
            database_url: Some("postgres://u:hemlich@h/d".into()),
            ..Settings::default()
        };
        let config = Config::new(given, &none).unwrap();
        assert!(
            !config.describe().contains("hemlich") && !format!("{config:?}").contains("hemlich")
        );
        std::fs::write(&none, "unknown = 1").unwrap();
        assert!(Config::new(Settings::default(), &none).is_err());
    }
}
