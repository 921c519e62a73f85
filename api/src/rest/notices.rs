//! How far notices came, as a file.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{
    ErrorCode, Refusal,
    mykrt::notice,
    shared::id::{NotAnId, NoticeId},
};

use super::problem::{Problem, ProblemDetails};
use crate::auth::Door;

/// How far a notice came with everybody for whom it is, as CSV: a line for each person with the
/// times in Malaysia, by name; the first 100,000. For the committee that wrote it.
#[utoipa::path(get, path = "/v1/notices/{id}/receipts.csv", tag = "notices", security(("bearer" = [])),
    params(("id" = String, Path, description = "The notice's id.")), responses(
    (status = 200, description = "CSV (RFC 4180) with a head.", content_type = "text/csv"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may read the notice but not see who read it.", body = ProblemDetails),
    (status = 404, description = "No such notice, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn receipts(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let text = async {
        let ctx = door.enter(&request).await?;
        let id: NoticeId = id.parse().map_err(|NotAnId { wanted }| {
            Refusal::of(ErrorCode::IdInvalid).at("id").with("kind", wanted).stop()
        })?;
        Ok((id, notice::receipts_csv(&ctx, id).await?))
    };
    let (id, text) = text.await.map_err(|error| Problem::of(&request, error))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        // Names: nothing on the road keeps them.
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.csv\"")))
        .body(text))
}
