//! How far notices came, as a file.

use actix_web::{HttpRequest, HttpResponse, web};
use domain::{
    mykrt::notice::{self, ReceiptFile},
    shared::id::NoticeId,
};

use super::{
    asked, download,
    parts::parts,
    problem::{Problem, ProblemDetails},
};
use crate::auth::Door;

/// How far a notice came with everybody for whom it is, as CSV: a line for each person with the
/// times in Malaysia, in the order in which they joined the program. Once a correction was pushed
/// again, only what was acknowledged since stands under `Acknowledged`; what was before that has the
/// last column. It is written while it is read; an answer that is cut off is not whole. For the
/// committee that wrote it; who took it stands in the audit.
#[utoipa::path(get, path = "/v1/notices/{id}/receipts.csv", tag = "notices", security(("bearer" = [])),
    params(("id" = String, Path, description = "The notice's id.")), responses(
    (status = 200, description = "CSV (RFC 4180, UTF-8 with a byte order mark) with a head.", content_type = "text/csv"),
    (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
    (status = 403, description = "The caller may read the notice but not see who read it.", body = ProblemDetails),
    (status = 404, description = "No such notice, or none that the caller may see.", body = ProblemDetails),
))]
pub async fn receipts(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let file = async {
        let ctx = door.enter(&request).await?;
        let id: NoticeId = asked::id(&id)?;
        Ok((id, notice::receipt_file(&ctx, id).await?))
    };
    let (id, file) = file.await.map_err(|error| Problem::of(&request, error))?;
    let next = async |file: &mut ReceiptFile| file.next_part().await;
    // With names.
    let mut response = download::private("text/csv; charset=utf-8", &format!("{id}.csv"));
    Ok(response.streaming(parts(file, next)))
}
