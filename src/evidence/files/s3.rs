//! A store that speaks S3: that of AWS, or one of one's own.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use url::Url;

use super::{FileError, failed, unavailable};
use crate::secret::Secret;

/// Where a store that speaks S3 is, and who we are there.
#[derive(Debug, Clone)]
pub struct S3Settings {
    /// `s3://bucket/prefix`.
    pub url: Url,
    /// Other than that of AWS; with `http:` it must be near.
    pub endpoint: Option<Url>,
    /// Its region; stores other than that of AWS mostly take any.
    pub region: String,
    /// Who we are.
    pub access_key_id: String,
    /// The proof of it.
    pub secret_access_key: Secret,
}

/// The store, and what stands before each name in it.
pub(super) fn connect(
    settings: &S3Settings,
    patience: Duration,
) -> Result<(AmazonS3, Key), FileError> {
    let bucket = settings
        .url
        .host_str()
        .filter(|_| settings.url.scheme() == "s3")
        .ok_or_else(|| unavailable("the address must be s3://bucket/prefix"))?;
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.access_key_id)
        .with_secret_access_key(settings.secret_access_key.expose())
        // One file at a time: not every store has the other way.
        .with_disable_bulk_delete(true)
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: 3,
            retry_timeout: patience,
        });
    let mut options = ClientOptions::new()
        .with_connect_timeout(patience)
        .with_read_timeout(patience)
        // Of a whole file: it takes as long as its reader takes.
        .with_timeout_disabled();
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        options = options.with_allow_http(endpoint.scheme() == "http");
    }
    let store = builder.with_client_options(options).build();
    let prefix = Key::from_url_path(settings.url.path()).map_err(unavailable)?;
    Ok((store.map_err(failed)?, prefix))
}
