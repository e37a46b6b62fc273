//! Where evidence lies: in the data folder, or in a store that speaks S3.

use std::path::Path;

use url::Url;

use super::{ConfigError, Settings};
use crate::secret::Secret;

/// A store that speaks S3.
#[derive(Debug, Clone)]
pub struct S3Files {
    /// `s3://bucket/prefix`.
    pub url: Url,
    /// Other than that of AWS.
    pub endpoint: Option<Url>,
    /// Its region.
    pub region: String,
    /// Who we are there.
    pub access_key_id: String,
    /// The proof of it.
    pub secret_access_key: Secret,
    /// Whether the endpoint may be one without TLS.
    pub allow_http: bool,
}

impl S3Files {
    /// The store of the settings, if they name one.
    pub(super) fn new(given: &Settings, stored: &Settings) -> Result<Option<Self>, ConfigError> {
        let setting = |of: fn(&Settings) -> &Option<String>| {
            of(given).as_ref().or(of(stored).as_ref()).cloned()
        };
        let endpoint = setting(|s| &s.files_endpoint);
        let access_key_id = setting(|s| &s.files_access_key_id);
        let key_file = given
            .files_secret_key_file
            .as_deref()
            .or(stored.files_secret_key_file.as_deref());
        let Some(url) = setting(|s| &s.files_url) else {
            return match endpoint.or(access_key_id) {
                None if key_file.is_none() => Ok(None),
                _ => Err(fault(
                    "files_url",
                    "is needed where other settings of the store are given",
                )),
            };
        };
        let allow_http = given.files_allow_http.or(stored.files_allow_http) == Some(true);
        let endpoint = endpoint
            .map(|endpoint| parse_endpoint(&endpoint, allow_http))
            .transpose()?;
        let key_file = key_file.ok_or_else(|| fault("files_secret_key_file", "is needed"))?;
        Ok(Some(Self {
            url: bucket(&url)?,
            endpoint,
            region: setting(|s| &s.files_region).unwrap_or_else(|| "us-east-1".to_owned()),
            access_key_id: access_key_id
                .ok_or_else(|| fault("files_access_key_id", "is needed"))?,
            secret_access_key: secret(key_file)?,
            allow_http,
        }))
    }
}

fn fault(setting: &str, what: &str) -> ConfigError {
    ConfigError(format!("{setting}: {what}"))
}

fn bucket(url: &str) -> Result<Url, ConfigError> {
    let parsed = Url::parse(url)
        .ok()
        .filter(|u| u.scheme() == "s3" && u.has_host() && u.username().is_empty());
    parsed
        .filter(|u| u.password().is_none() && u.query().is_none())
        .ok_or_else(|| fault("files_url", "expected s3://BUCKET/PREFIX"))
}

fn parse_endpoint(endpoint: &str, allow_http: bool) -> Result<Url, ConfigError> {
    let parsed = Url::parse(endpoint).ok().filter(Url::has_host);
    match parsed.as_ref().map(Url::scheme) {
        Some("http") if !allow_http => Err(fault(
            "files_endpoint",
            "is http: only with files_allow_http, for a store on this machine or in its own network",
        )),
        Some("http" | "https") => {
            parsed.ok_or_else(|| fault("files_endpoint", "expected an address"))
        }
        _ => Err(fault("files_endpoint", "expected an http or https address")),
    }
}

fn secret(file: &Path) -> Result<Secret, ConfigError> {
    let secret = std::fs::read_to_string(file)
        .map_err(|e| fault("files_secret_key_file", &format!("{}: {e}", file.display())))?;
    match secret.trim() {
        "" => Err(fault("files_secret_key_file", "is empty")),
        secret => Ok(Secret::new(secret)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut Settings);

    fn store(change: impl Fn(&mut Settings)) -> Result<Option<S3Files>, String> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret");
        std::fs::write(&file, "hemlich\n").unwrap();
        let mut given = Settings {
            files_url: Some("s3://bukti/tumbuh".to_owned()),
            files_access_key_id: Some("id".to_owned()),
            files_secret_key_file: Some(file),
            ..Settings::default()
        };
        change(&mut given);
        S3Files::new(&given, &Settings::default()).map_err(|e| e.to_string())
    }

    #[test]
    fn names_what_is_wrong_and_hides_the_secret() {
        let files = store(|_| {}).unwrap().unwrap();
        assert_eq!(files.secret_access_key.expose(), "hemlich");
        assert!(!format!("{files:?}").contains("hemlich"));
        let local = |s: &mut Settings| s.files_endpoint = Some("http://127.0.0.1:9000".to_owned());
        let wrong: [(Change, &str); 7] = [
            (|s| s.files_url = Some("file:///x".to_owned()), "files_url"),
            (|s| s.files_url = None, "files_url"),
            (|s| s.files_access_key_id = None, "files_access_key_id"),
            (|s| s.files_secret_key_file = None, "files_secret_key_file"),
            (
                |s| s.files_secret_key_file = Some("/none".into()),
                "files_secret_key_file",
            ),
            (local, "files_endpoint"),
            (
                |s| s.files_endpoint = Some("x".to_owned()),
                "files_endpoint",
            ),
        ];
        for (change, named) in wrong {
            let why = store(change).unwrap_err();
            assert!(why.starts_with(named), "{why}");
        }
        let near = store(|s| {
            local(s);
            s.files_allow_http = Some(true);
        });
        assert!(near.unwrap().is_some_and(|files| files.allow_http));
        let none = S3Files::new(&Settings::default(), &Settings::default()).unwrap();
        assert!(none.is_none());
    }
}
