//! Files in a bucket of a store that speaks S3. Each is sent whole in one request, so that nobody
//! ever finds half of one.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{
    StreamExt as _, TryStreamExt as _, future,
    stream::{self, BoxStream},
};
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, HeaderValue, ObjectStore as _, PutOptions,
    RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    client::HttpError,
    path::Path,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::shared::{
    error::{Error, ErrorCode, Refusal, Result},
    http,
};

/// How often a request is sent again that the store could not answer.
const AGAIN: usize = 2;
/// The first wait before that, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// What a node writes when it starts, to see whether it may.
const STARTED: &str = "started";

/// Where the bucket is, and as whom it is asked.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// The bucket, for nothing but pictures and documents.
    pub bucket: String,
    /// The store's address without a slash at the end; Amazon's of the region when there is none.
    pub endpoint: Option<String>,
    /// The region that requests are signed for.
    pub region: String,
    /// As whom the store knows this service.
    pub access_key_id: String,
    /// What requests are signed with.
    pub secret_access_key: SecretString,
    /// Whether the bucket stands in the path of an address, and not in front of the host's name.
    pub path_style: bool,
    /// How long nothing may come before the store is taken for gone.
    pub patience: Duration,
}

impl S3Settings {
    fn address(&self) -> Option<String> {
        let endpoint = self.endpoint.as_deref()?;
        if self.path_style {
            return Some(endpoint.to_owned());
        }
        let (scheme, host) = endpoint.split_once("://")?;
        Some(format!("{scheme}://{}.{host}", self.bucket))
    }
}

/// A bucket.
#[derive(Clone)]
pub struct S3(Arc<AmazonS3>);

impl fmt::Debug for S3 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("S3")
    }
}

impl S3 {
    pub(super) async fn open(settings: &S3Settings) -> Result<Self> {
        let bucket = Self(Arc::new(client(settings)?));
        // What cannot work says so now, and not when somebody sends the first picture.
        match bucket.send(STARTED, Bytes::from_static(b"krt")).await {
            Ok(()) => {}
            Err(cause) if is_out_of_reach(&cause) => {
                tracing::warn!(%cause, "the store of pictures and documents cannot be reached yet");
            }
            Err(cause) => {
                let name = &settings.bucket;
                let why = format!(
                    "the settings KRT_S3_… cannot work: the bucket {name} takes no file: {cause}"
                );
                return Err(Error::internal(why));
            }
        }
        Ok(bucket)
    }

    pub(super) async fn put(&self, key: &str, bytes: Bytes) -> Result<()> {
        self.send(key, bytes).await.map_err(away)
    }

    async fn send(&self, key: &str, bytes: Bytes) -> object_store::Result<()> {
        let options = PutOptions::default();
        self.0.put_opts(&Path::from(key), bytes.into(), options).await.map(drop)
    }

    pub(super) async fn remove(&self, key: &str) -> Result<()> {
        let one = stream::once(future::ready(Ok(Path::from(key)))).boxed();
        there(self.0.delete_stream(one).try_next().await).map(drop)
    }

    pub(super) async fn read_parts(
        &self,
        key: &str,
    ) -> Result<Option<BoxStream<'static, Result<Bytes>>>> {
        let found = there(self.0.get_opts(&Path::from(key), GetOptions::default()).await)?;
        Ok(found.map(|found| found.into_stream().map(|part| part.map_err(away)).boxed()))
    }

    pub(super) async fn get(&self, key: &str) -> Result<Option<Bytes>> {
        let Some(found) = there(self.0.get_opts(&Path::from(key), GetOptions::default()).await)?
        else {
            return Ok(None);
        };
        found.bytes().await.map(Some).map_err(away)
    }

    /// Both are asked for at once.
    pub(super) async fn get_beside(&self, key: &str, other: &str) -> Result<Option<(Bytes, bool)>> {
        let (file, is_beside) = tokio::try_join!(self.get(key), self.has(other))?;
        Ok(file.map(|bytes| (bytes, is_beside)))
    }

    async fn has(&self, key: &str) -> Result<bool> {
        let options = GetOptions::default().with_head(true);
        Ok(there(self.0.get_opts(&Path::from(key), options).await)?.is_some())
    }
}

fn client(settings: &S3Settings) -> Result<AmazonS3> {
    http::ready();
    // A whole answer may take longer than its parts: somebody fetches a document slowly.
    let options = ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(http::REACHED)
        .with_read_timeout(settings.patience)
        .with_allow_http(settings.endpoint.as_ref().is_some_and(|url| url.starts_with("http:")))
        .with_user_agent(HeaderValue::from_static(concat!("krt/", env!("CARGO_PKG_VERSION"))));
    let retry = RetryConfig {
        backoff: BackoffConfig { init_backoff: FIRST_WAIT, max_backoff: LONGEST_WAIT, base: 2.0 },
        max_retries: AGAIN,
        retry_timeout: settings.patience,
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.access_key_id)
        .with_secret_access_key(settings.secret_access_key.expose_secret())
        .with_virtual_hosted_style_request(!settings.path_style)
        // Files go one by one, which every store knows how to do.
        .with_disable_bulk_delete(true)
        .with_client_options(options)
        .with_retry(retry);
    if let Some(address) = settings.address() {
        builder = builder.with_endpoint(address);
    }
    builder.build().map_err(Error::internal)
}

/// What was asked of a file, if the file is there.
fn there<T>(outcome: object_store::Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(cause) => Err(away(cause)),
    }
}

/// Whatever ails the store, the same request can be repeated once it is mended.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn away(cause: object_store::Error) -> Error {
    tracing::warn!(%cause, "the store of pictures and documents does not do what it should");
    Refusal::of(ErrorCode::Unavailable).stop()
}

/// Whether no answer came at all.
fn is_out_of_reach(cause: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(cause);
    while let Some(error) = cause {
        if error.is::<HttpError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
