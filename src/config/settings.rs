//! The settings as they are given by arguments, environment or file, before they are completed and checked.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Deserializer};

/// Every setting, as it may be given by arguments, environment or file; none of them is required.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where database, keys and files are kept [default: ./tumbuh-data]
    #[arg(long, env = "TUMBUH_DATA_DIR", global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// sqlite:PATH or postgres://... [default: sqlite in the data folder]
    #[arg(
        long,
        env = "DATABASE_URL",
        global = true,
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// A file with the password for the database, for a URL without one
    #[arg(
        long,
        env = "TUMBUH_DATABASE_PASSWORD_FILE",
        global = true,
        value_name = "FILE"
    )]
    pub database_password_file: Option<PathBuf>,
    /// Where evidence is kept, as s3://BUCKET/PREFIX [default: in the data folder]
    #[arg(long, env = "TUMBUH_FILES_URL", global = true, value_name = "URL")]
    pub files_url: Option<String>,
    /// The address of a store that speaks S3, other than that of AWS
    #[arg(long, env = "TUMBUH_FILES_ENDPOINT", global = true, value_name = "URL")]
    pub files_endpoint: Option<String>,
    /// The region of that store [default: us-east-1]
    #[arg(
        long,
        env = "TUMBUH_FILES_REGION",
        global = true,
        value_name = "REGION"
    )]
    pub files_region: Option<String>,
    /// The id of the key for that store
    #[arg(
        long,
        env = "TUMBUH_FILES_ACCESS_KEY_ID",
        global = true,
        value_name = "ID"
    )]
    pub files_access_key_id: Option<String>,
    /// A file with the secret of that key
    #[arg(
        long,
        env = "TUMBUH_FILES_SECRET_KEY_FILE",
        global = true,
        value_name = "FILE"
    )]
    pub files_secret_key_file: Option<PathBuf>,
    /// Whether that store may be asked without TLS, as on the same machine [default: false]
    #[arg(
        long,
        env = "TUMBUH_FILES_ALLOW_HTTP",
        global = true,
        value_name = "true|false",
        num_args = 0..=1,
        default_missing_value = "true"
    )]
    pub files_allow_http: Option<bool>,
    /// Address and port to serve on [default: 127.0.0.1:8080]
    #[arg(long, env = "TUMBUH_LISTEN", global = true)]
    pub listen: Option<SocketAddr>,
    /// The address under which callers know the service, and the issuer of its tokens [default: http:// and --listen]
    #[arg(long, env = "TUMBUH_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// Requests per minute and caller, or "off" [default: 600]
    #[arg(long, env = "TUMBUH_RATE_LIMIT", global = true, value_name = "N|off")]
    #[serde(deserialize_with = "number_or_text")]
    pub rate_limit: Option<String>,
    /// Web front ends that may call from a browser, separated by commas
    #[arg(
        long,
        env = "TUMBUH_CORS_ORIGINS",
        global = true,
        value_delimiter = ',',
        value_name = "ORIGIN,..."
    )]
    pub cors_origins: Option<Vec<String>>,
    /// Threads that answer requests [default: one a core]
    #[arg(long, env = "TUMBUH_WORKERS", global = true, value_name = "N")]
    pub workers: Option<usize>,
    /// What is logged, as in "info,tumbuh=debug" [default: info]
    #[arg(long, env = "TUMBUH_LOG", global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// "text" or "json" [default: text on a terminal, json otherwise]
    #[arg(long, env = "TUMBUH_LOG_FORMAT", global = true, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Where OpenTelemetry traces are sent, over HTTP
    #[arg(
        long,
        env = "OTEL_EXPORTER_OTLP_ENDPOINT",
        global = true,
        value_name = "URL"
    )]
    pub otlp_endpoint: Option<String>,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u32),
        Text(String),
    }
    let either = Option::<Either>::deserialize(deserializer)?;
    Ok(either.map(|either| match either {
        Either::Number(number) => number.to_string(),
        Either::Text(text) => text,
    }))
}
