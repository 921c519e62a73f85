//! Asks the provider over HTTPS, with an end to what is read.

use reqwest::{
    Client, Response,
    header::{ACCEPT, AUTHORIZATION, HeaderValue},
};
use url::Url;

use crate::shared::{error::Result, http};

/// What is worth reading of an answer. The largest that is expected is a set of keys, some kB.
const LONGEST: usize = 256 * 1024;

/// A client that keeps its connections for a while.
#[derive(Clone, Debug)]
pub(super) struct Web(Client);

/// What the provider answered.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// A form that is posted.
#[derive(Clone)]
pub(super) struct Posting {
    /// The `Authorization` header, when there is one. It is never logged.
    pub authorization: Option<String>,
    /// The form, encoded.
    pub form: String,
}

impl Web {
    pub(super) fn open() -> Result<Self> {
        Ok(Self(http::client()?))
    }

    /// Gets a document.
    pub(super) async fn get(&self, url: &Url) -> Result<Answer, String> {
        let request = self.0.get(url.clone()).header(ACCEPT, "application/json");
        read(request.send().await.map_err(|cause| deepest(&cause))?).await
    }

    /// Posts a form.
    pub(super) async fn post(&self, url: &Url, posting: Posting) -> Result<Answer, String> {
        let mut request = self
            .0
            .post(url.clone())
            .header(ACCEPT, "application/json")
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = posting.authorization {
            let mut value =
                HeaderValue::try_from(authorization).map_err(|cause| cause.to_string())?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(posting.form);
        read(request.send().await.map_err(|cause| deepest(&cause))?).await
    }
}

async fn read(mut response: Response) -> Result<Answer, String> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|cause| deepest(&cause))? {
        if body.len() + part.len() > LONGEST {
            return Err(format!("the answer is longer than {} KiB", LONGEST / 1024));
        }
        body.extend_from_slice(&part);
    }
    Ok(Answer { status, body })
}

/// "connection refused" says more than "error sending request". No address is in it.
fn deepest(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
