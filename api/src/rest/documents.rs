//! Documents (PDF) that notices carry, fetched by their content.

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{Method, header},
    web::{self, Bytes},
};
use domain::{Error, mykrt::notice, shared::media::OpenFile};
use futures_util::{Stream, stream};

use super::problem::{Problem, ProblemDetails};
use crate::{auth::Door, etag::unchanged};

/// No name of a file is longer, in bytes: 100 characters of four.
const LONGEST: usize = 400;

/// What a cache may do with a document of a public notice: for a minute, as with its page, so that one
/// that was taken back is gone soon.
const OF_PUBLIC: &str = "public, max-age=60";
/// … and with any other: it is asked each time whether the reader still may have it.
const OF_OTHERS: &str = "private, no-cache";

/// The path under which a document is fetched: its content, and what the file is to be called.
pub(crate) fn path(address: &str, filename: &str) -> String {
    let name = filename.strip_suffix(".pdf").unwrap_or(filename);
    format!("/media/{address}/{}.pdf", encoded(name))
}

/// A text as it stands in a path and in a header: what is neither a letter nor a digit of ASCII is
/// written by its bytes (RFC 3986, RFC 8187).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Gives a document (PDF) as a file to keep: never to be shown in a page, and nothing in it runs here.
/// Anybody fetches it while a public notice that is out (published or expired) carries it; otherwise
/// whoever may read a notice that carries it, and who uploaded it, with their token. It is gone with
/// the last notice that carries it.
/// What is at an address never changes; the name in the path is what the file is called. It is given
/// as it was uploaded, with what its writer's program noted in it, such as a name.
#[utoipa::path(get, path = "/media/{address}/{name}.pdf", tag = "media", security((), ("bearer" = [])),
    params(
        ("address" = String, Path, description = "64 hexadecimal digits that stand for the content."),
        ("name" = String, Path, description = "What the file is to be called, without its ending."),
    ),
    responses(
        (status = 200, description = "The document.", content_type = "application/pdf"),
        (status = 304, description = "The client has it."),
        (status = 401, description = "The token is not good.", body = ProblemDetails),
        (status = 404, description = "There is none, or none that the caller may have.", body = ProblemDetails),
        (status = 429, description = "Too many requests.", body = ProblemDetails),
    ))]
pub async fn get(
    door: web::Data<Door>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let (address, name) = path.into_inner();
    if name.len() > LONGEST || name.chars().any(char::is_control) {
        return Err(problem(Error::not_found()));
    }
    let etag = format!("\"pdf-{address}\"");
    let ctx = door.enter(&request).await.map_err(problem)?;
    let document = notice::document_file(&ctx, &address).await.map_err(problem)?;
    let known = unchanged(&request, &etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((
            header::CACHE_CONTROL,
            if document.is_public { OF_PUBLIC } else { OF_OTHERS },
        ))
        .insert_header((header::VARY, "Authorization"))
        .insert_header((header::ETAG, etag.as_str()));
    if known {
        return Ok(response.finish());
    }
    let disposition =
        format!("attachment; filename=\"document.pdf\"; filename*=UTF-8''{}.pdf", encoded(&name));
    response
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("x-robots-tag", "noindex"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        // It is packed in itself: it goes out part by part as it lies there, and says how long it is.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    let length = document.document.bytes;
    if request.method() == Method::HEAD {
        let nothing = stream::empty::<Result<Bytes, Error>>();
        return Ok(response.body(SizedStream::new(length, nothing)));
    }
    let file = document.open(&ctx).await.map_err(problem)?;
    Ok(response.body(SizedStream::new(length, parts(file))))
}

/// The parts of a file, each read when the connection takes it.
pub(super) fn parts(file: OpenFile) -> impl Stream<Item = Result<Bytes, Error>> {
    stream::try_unfold(file, |mut file| async move {
        let part = file.next_part().await.inspect_err(|error| {
            tracing::error!(%error, "a document was cut off");
        })?;
        Ok::<_, Error>(part.map(|part| (part, file)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_a_path_whatever_it_is() {
        assert_eq!(path("ab", "Minit Mac.pdf"), "/media/ab/Minit%20Mac.pdf");
        assert_eq!(path("ab", "会议.pdf"), "/media/ab/%E4%BC%9A%E8%AE%AE.pdf");
        assert_eq!(path("ab", "a\"\r\nb%.pdf"), "/media/ab/a%22%0D%0Ab%25.pdf");
    }
}
