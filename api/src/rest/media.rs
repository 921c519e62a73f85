//! Pictures and documents: put by their owners; pictures shown to everybody.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Payload},
};
use domain::{
    Ctx, Error, ErrorCode, Refusal,
    policy::Actor,
    shared::{
        ctx::Origin,
        id::MediaId,
        language::Languages,
        media::{self, Link, MOST_BYTES, Media, MediaKind, PictureFormat},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    asked, documents,
    problem::{Problem, ProblemDetails},
};
use crate::{
    auth::Door,
    etag::unchanged,
    graphql::transport::{TransportCode, body},
};

/// How long 10 MiB may take: about 90 kB a second, a slow phone at the edge of a cell.
const PATIENCE: Duration = Duration::from_mins(2);

/// A picture or document that was taken.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaReady {
    /// Its id, by which `productCreate` and `noticeCreate` name it.
    id: String,
    /// The width of a picture's largest size, in pixels.
    width: Option<u32>,
    /// The height of a picture's largest size, in pixels.
    height: Option<u32>,
    /// Where each size of a picture is served for ten minutes to whoever has the link, or the document:
    /// that one to whoever sent it, with their token, until a notice carries it.
    urls: Vec<String>,
    /// Where each size of a picture is served as WebP, in about half the bytes, for the same ten
    /// minutes; none of a document.
    webp_urls: Vec<String>,
    /// How many pages a document has.
    pages: Option<u32>,
    /// A `ThumbHash` in base 64.
    thumb_hash: Option<String>,
}

impl MediaReady {
    fn of(ctx: &Ctx, media: Media, public_url: &str) -> Self {
        let picture = media.picture.as_ref();
        let document = media.document.as_ref().map(|document| {
            format!("{public_url}{}", documents::path(&document.address, "document.pdf"))
        });
        let addresses = |format: PictureFormat| -> Vec<String> {
            let picture = picture.into_iter();
            let paths = picture.flat_map(|picture| {
                picture.widths.iter().map(move |width| media::link(ctx, picture, *width, format))
            });
            paths.map(|path| format!("{public_url}{path}")).collect()
        };
        Self {
            id: media.id.to_string(),
            width: picture.map(|picture| picture.width),
            height: picture.map(|picture| picture.height),
            pages: media.document.as_ref().map(|document| document.pages),
            urls: addresses(PictureFormat::Jpeg).into_iter().chain(document).collect(),
            webp_urls: addresses(PictureFormat::WebP),
            thumb_hash: media.picture.and_then(|picture| picture.thumbhash),
        }
    }
}

/// Sends the bytes of a picture or document that `mediaUploadCreate` announced: at most 10 MiB. A
/// picture is JPEG, PNG or WebP by its content, whole, at most 24 megapixels and 12,000 pixels a side;
/// what the camera noted is thrown away, and of one that moves the first picture stays. A document is
/// a whole PDF by its content, of 1 to 200 pages, not encrypted, without scripts, actions but those
/// that go to one of its own places, to a web page or to another page, sounds, films, and files in it
/// or beside it; it is kept as it came. What nothing shows or carries two weeks after it was announced
/// is thrown away. The same bytes may be sent again; other bytes only until one was taken, and three
/// times at most.
/// Two are taken from one person at once; more wait up to 30 seconds.
#[utoipa::path(put, path = "/v1/media/{id}", tag = "media", security(("bearer" = [])),
    params(("id" = String, Path, description = "The upload's id.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes; the type that they are called by does not matter."),
    responses(
        (status = 200, description = "The picture or document is taken.", body = MediaReady),
        (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
        (status = 404, description = "No such upload of this person.", body = ProblemDetails),
        (status = 410, description = "The upload has expired, is done with other bytes, or was tried three times.", body = ProblemDetails),
        (status = 413, description = "More than 10 MiB, 24 megapixels, 12,000 pixels a side, or 200 pages; or a document that becomes huge when it is unpacked.", body = ProblemDetails),
        (status = 422, description = "No whole JPEG, PNG or WebP where a picture is awaited; no whole PDF, an encrypted one, or one in which something runs where a document is.", body = ProblemDetails),
        (status = 429, description = "Too many uploads at once.", body = ProblemDetails),
        (status = 503, description = "It could not be kept just now; the same bytes may be sent again.", body = ProblemDetails),
    ))]
pub async fn put(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let admitted = async {
        let ctx = door.enter(&request).await?;
        let id: MediaId = asked::id(&id)?;
        // Before the bytes are read: nobody sends 10 MiB to be told that it is not theirs.
        let kind = media::media(&ctx, id).await?.kind;
        let turn = door.house().uploads.take(&ctx).await?;
        Ok((ctx, id, kind, turn))
    };
    let (ctx, id, kind, turn) = match admitted.await {
        Ok(admitted) => admitted,
        Err(error) => {
            body::drain(payload).await;
            return Err(problem(error));
        }
    };
    let bytes = body::read(request.headers(), payload, MOST_BYTES, PATIENCE).await;
    let bytes = bytes.map_err(|cause| problem(unread(cause.code, kind)))?;
    let media = media::receive_upload(&ctx, id, bytes, turn).await.map_err(problem)?;
    Ok(HttpResponse::Ok().json(MediaReady::of(&ctx, media, &door.house().config.public_url)))
}

fn unread(code: TransportCode, kind: MediaKind) -> Error {
    match code {
        TransportCode::BodyTooLarge => {
            let code = match kind {
                MediaKind::Picture => ErrorCode::PictureTooLarge,
                MediaKind::Document => ErrorCode::DocumentTooLarge,
            };
            Refusal::of(code).with("limit", "10 MiB").stop()
        }
        _ => Refusal::of(ErrorCode::BadRequest).with("detail", "the body did not arrive").stop(),
    }
}

/// What makes a link to a picture count.
#[derive(Debug, Deserialize)]
struct Asked {
    until: i64,
    sig: String,
}

/// Shows a picture in one of its widths, as JPEG: that of an offer, a project or a notice to everybody,
/// and what is at its address never changes; any other one by the link that whoever may see it was
/// given, `until` and `sig` with it, for ten minutes. Whoever needs it longer asks for another link.
#[utoipa::path(get, path = "/media/{address}/{width}.jpg", tag = "media",
    params(
        ("address" = String, Path, description = "64 hexadecimal digits that stand for the content."),
        ("width" = u32, Path, description = "One of the widths in which the picture is served."),
        ("until" = Option<i64>, Query, description = "Of a link: until when it counts, in seconds since 1970."),
        ("sig" = Option<String>, Query, description = "Of a link: its signature."),
    ),
    responses(
        (status = 200, description = "The picture.", content_type = "image/jpeg"),
        (status = 304, description = "The client has it."),
        (status = 404, description = "There is none, it is not everybody's, or the link counts no more.", body = ProblemDetails),
    ))]
pub async fn get(
    door: web::Data<Door>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    show(&door, &request, &path, PictureFormat::Jpeg).await
}

/// Shows a picture in one of its widths, as WebP: the same picture in about half the bytes, to the same
/// people, and by the same link.
#[utoipa::path(get, path = "/media/{address}/{width}.webp", tag = "media",
    params(
        ("address" = String, Path, description = "64 hexadecimal digits that stand for the content."),
        ("width" = u32, Path, description = "One of the widths in which the picture is served."),
        ("until" = Option<i64>, Query, description = "Of a link: until when it counts, in seconds since 1970."),
        ("sig" = Option<String>, Query, description = "Of a link: its signature."),
    ),
    responses(
        (status = 200, description = "The picture.", content_type = "image/webp"),
        (status = 304, description = "The client has it."),
        (status = 404, description = "There is none, it is not everybody's, or the link counts no more.", body = ProblemDetails),
        (status = 503, description = "It cannot be made just now.", body = ProblemDetails),
    ))]
pub async fn get_webp(
    door: web::Data<Door>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    show(&door, &request, &path, PictureFormat::WebP).await
}

async fn show(
    door: &Door,
    request: &HttpRequest,
    (address, width): &(String, String),
    format: PictureFormat,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(request, error);
    let width: u32 = width.parse().map_err(|_| problem(Error::not_found()))?;
    let etag = match format {
        PictureFormat::Jpeg => format!("\"{width}-{address}\""),
        PictureFormat::WebP => format!("\"{width}-{address}-webp\""),
    };
    // Who asks does not matter, and pictures are not counted: a page shows twenty of them.
    let ctx = door.house().ctx(Actor::Anonymous, Languages::default(), Origin::default());
    let link = link_of(request);
    let picture = media::picture_file(&ctx, address, (width, format), link.as_ref()).await;
    let picture = picture.map_err(problem)?;
    let known = picture.is_open && unchanged(request, &etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    if picture.is_open {
        response
            .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .insert_header((header::ETAG, etag.as_str()));
    } else {
        response
            .insert_header((header::CACHE_CONTROL, "private, no-store"))
            .insert_header((header::REFERRER_POLICY, "no-referrer"));
    }
    if known {
        return Ok(response.finish());
    }
    Ok(response
        .content_type(format.media_type())
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .body(picture.bytes))
}

/// The link that a picture is asked for by; none when what stands there is none.
fn link_of(request: &HttpRequest) -> Option<Link> {
    let query = request.query_string();
    let asked = (!query.is_empty()).then(|| web::Query::<Asked>::from_query(query).ok())??;
    let Asked { until, sig } = asked.into_inner();
    Some(Link { until, signature: sig })
}
