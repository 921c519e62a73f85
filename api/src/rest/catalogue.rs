//! A project's offers as a file: taken out, and taken in again.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Payload},
};
use domain::{
    Error, ErrorCode, Refusal,
    krt_shop::catalogue::{self as files, CellError, Form, Importing, MOST_BYTES, Outcome},
    shared::{id::ProjectId, language::Language},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    asked, download,
    problem::{Problem, ProblemDetails},
};
use crate::{
    auth::Door,
    graphql::transport::{TransportCode, body},
};

/// How long 32 MiB may take: about 110 kB a second.
const PATIENCE: Duration = Duration::from_mins(5);

/// From where to go on.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Further {
    /// The offers after this cursor, as the `Link` of the part before has it.
    after: Option<String>,
}

/// How a file is taken in.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct How {
    /// Check everything and write nothing.
    #[serde(default)]
    dry_run: bool,
    /// Write the good rows although others are bad; otherwise one bad row holds back all.
    #[serde(default)]
    keep_going: bool,
}

/// What an import did, or in a dry run would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportAnswer {
    /// Whether the good rows are written: not in a dry run, and not when a bad one held them back.
    written: bool,
    /// Rows that became, or would become, a new draft.
    created: usize,
    /// Rows by which an offer was, or would be, changed.
    changed: usize,
    /// Rows whose offer is so already.
    unchanged: usize,
    /// Rows that are bad.
    rejected: usize,
    /// Columns of the file that nobody asks for.
    unknown_columns: Vec<String>,
    /// Each row, in the order of the file.
    rows: Vec<ImportRow>,
}

/// What became of a row.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImportRow {
    /// Its number, as a spreadsheet shows it: the row with the names is 1.
    row: u32,
    /// Its code, as far as it has one.
    code: String,
    /// `created`, `changed`, `unchanged` or `rejected`.
    outcome: &'static str,
    /// The offer that it is, once there is one.
    product_id: Option<String>,
    /// Everything that is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ImportError>,
}

/// What is wrong in a row.
#[derive(Debug, Serialize, ToSchema)]
struct ImportError {
    /// The column; none when the row as a whole is bad.
    column: Option<String>,
    /// The code.
    code: &'static str,
    /// The sentence for the user, with the row and the column.
    message: String,
}

/// Everything that a project offers and has not archived, newest first, as `csv`, `xlsx` or `zip` (the
/// spreadsheet and the pictures), for its owner and the officers above. Nothing in it is calculated when
/// it is opened. At most 2,000 offers, and in a zip 24 MiB of pictures, are in a part; `Link` names the
/// next one.
#[utoipa::path(get, path = "/v1/projects/{id}/catalogue.{form}", tag = "shop", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The project's id."),
        ("form" = String, Path, description = "`csv`, `xlsx` or `zip`."),
        Further,
    ),
    responses(
        (status = 200, description = "The file.", content_type = "application/octet-stream",
            headers(("Link" = String, description = "The next part, as `rel=\"next\"`, when there is one."))),
        (status = 400, description = "This is no project's id, or no cursor.", body = ProblemDetails),
        (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
        (status = 404, description = "No such project, none whose offers the caller may see, or no such form.", body = ProblemDetails),
    ))]
pub async fn export(
    door: web::Data<Door>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let ctx = door.enter(&request).await.map_err(problem)?;
    // Nobody learns anything by asking without an account.
    ctx.person().map_err(problem)?;
    let (id, ending) = path.into_inner();
    let id: ProjectId = asked::id(&id).map_err(problem)?;
    let form = Form::of(&ending).ok_or_else(|| problem(Error::not_found()))?;
    let further: Further = asked::query(&request).map_err(problem)?;
    let part = files::export_catalogue(&ctx, id, form, further.after).await.map_err(problem)?;
    let mut response = download::private(form.media_type(), &format!("{id}.{}", form.ending()));
    response.insert_header((header::VARY, "Authorization"));
    if let Some(next) = part.next {
        let public_url = &door.house().config.public_url;
        let ending = form.ending();
        let link = format!(
            "<{public_url}/v1/projects/{id}/catalogue.{ending}?after={next}>; rel=\"next\""
        );
        response.insert_header((header::LINK, link));
    }
    Ok(response.body(part.bytes))
}

/// Takes in a catalogue for a project, by its owner: CSV (UTF-8), a spreadsheet (XLSX, its first sheet),
/// or a zip with one of them and pictures; at most 32 MiB, 2,000 rows and 500 pictures. What is new
/// becomes a draft: nothing is published by a file. Each row is known again by its `code`: the same
/// file again changes nothing. A row that says something else changes its offer, unless somebody has
/// changed that elsewhere since; then the row must name the newest `version`. Each row is written by
/// itself; unless `keepGoing` is said one bad row holds back all. A project has at most 5,000 offers that
/// are not archived (`TOO_MANY` of a row). All texts of a file are at most 16 MiB, and a spreadsheet has at
/// most 1,000 ranges of merged cells.
#[utoipa::path(post, path = "/v1/projects/{id}/catalogue", tag = "shop", security(("bearer" = [])),
    params(("id" = String, Path, description = "The project's id."), How),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file; the type that it is called by does not matter."),
    responses(
        (status = 200, description = "What became of each row, in Malay or English.", body = ImportAnswer),
        (status = 400, description = "This is no project's id.", body = ProblemDetails),
        (status = 401, description = "Nobody is signed in.", body = ProblemDetails),
        (status = 403, description = "The caller oversees the project and does not write for it.", body = ProblemDetails),
        (status = 404, description = "No such project, or none that the caller may write for.", body = ProblemDetails),
        (status = 413, description = "More than 32 MiB.", body = ProblemDetails),
        (status = 422, description = "The file as a whole cannot be taken: it is none of these, has too many rows, texts or merged cells, takes more than 20 seconds to read, or becomes huge when it is unpacked.", body = ProblemDetails),
        (status = 429, description = "Too many files, or those before it take longer than half a minute.", body = ProblemDetails),
    ))]
pub async fn import(
    door: web::Data<Door>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let admitted = async {
        let ctx = door.enter(&request).await?;
        ctx.person()?;
        let id: ProjectId = asked::id(&id)?;
        let how: How = asked::query(&request)?;
        // Before the bytes are read: nobody sends 32 MiB to be told that they may not.
        files::may_import(&ctx, id).await?;
        let turn = door.house().uploads.take(&ctx).await?;
        Ok((ctx, id, how, turn))
    };
    let (ctx, id, how, turn) = match admitted.await {
        Ok(admitted) => admitted,
        Err(error) => {
            body::drain(payload).await;
            return Err(problem(error));
        }
    };
    let bytes = body::read(request.headers(), payload, MOST_BYTES, PATIENCE).await;
    let bytes = bytes.map_err(|cause| problem(unread(cause.code)))?;
    let how = Importing { dry_run: how.dry_run, keep_going: how.keep_going };
    let report = files::import_catalogue(&ctx, id, bytes, how).await.map_err(problem)?;
    drop(turn);
    let language = ctx.languages.sentences();
    let answer = ImportAnswer {
        written: report.written,
        created: report.count(Outcome::Created),
        changed: report.count(Outcome::Changed),
        unchanged: report.count(Outcome::Unchanged),
        rejected: report.count(Outcome::Rejected),
        unknown_columns: report.unknown_columns,
        rows: report.rows.into_iter().map(|row| told(row, language)).collect(),
    };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(answer))
}

fn unread(code: TransportCode) -> Error {
    let refusal = match code {
        TransportCode::BodyTooLarge => Refusal::of(ErrorCode::BodyTooLarge).with("limit", "32 MiB"),
        _ => Refusal::of(ErrorCode::BadRequest).with("detail", "the body did not arrive"),
    };
    refusal.stop()
}

fn told(row: files::RowReport, language: Language) -> ImportRow {
    let outcome = match row.outcome {
        Outcome::Created => "created",
        Outcome::Changed => "changed",
        Outcome::Unchanged => "unchanged",
        Outcome::Rejected => "rejected",
    };
    let number = row.row;
    let error = |error: CellError| {
        let sentence = error.refusal.sentence(language);
        let place = match (&error.column, language) {
            (Some(column), Language::En) => format!("Row {number}, column {column}"),
            (None, Language::En) => format!("Row {number}"),
            (Some(column), _) => format!("Baris {number}, lajur {column}"),
            (None, _) => format!("Baris {number}"),
        };
        ImportError {
            code: error.refusal.code.as_str(),
            message: format!("{place}: {sentence}"),
            column: error.column,
        }
    };
    ImportRow {
        row: number,
        code: row.code,
        outcome,
        product_id: row.product_id.map(|id| id.to_string()),
        errors: row.errors.into_iter().map(error).collect(),
    }
}
