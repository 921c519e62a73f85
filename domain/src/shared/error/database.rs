//! What an error of the database means to the user.

use sea_orm::{DbErr, RuntimeErr};

use super::{Error, ErrorCode, Refusal};

/// The names of unique constraints, as PostgreSQL and SQLite report them, with what they mean.
const CONSTRAINTS: &[(&str, &str, ErrorCode, &str)] = &[
    ("person_phone_unique", "person.phone", ErrorCode::PhoneTaken, "phone"),
    (
        "activity_minutes_number_unique",
        "activity_minutes.area_id, activity_minutes.number",
        ErrorCode::NumberTaken,
        "number",
    ),
    ("product_slug_unique", "product.slug", ErrorCode::SlugTaken, "slug"),
    ("project_slug_unique", "project.slug", ErrorCode::SlugTaken, "slug"),
    (
        "sign_on_link_subject_unique",
        "sign_on_link.issuer, sign_on_link.subject",
        ErrorCode::SignOnLinkTaken,
        "subject",
    ),
];

impl From<DbErr> for Error {
    fn from(cause: DbErr) -> Self {
        if let Some(sea_orm::SqlErr::UniqueConstraintViolation(message)) = cause.sql_err() {
            let known = CONSTRAINTS.iter().find(|(postgres, sqlite, ..)| {
                message.contains(postgres) || message.contains(sqlite)
            });
            if let Some((.., code, field)) = known {
                return Refusal::of(*code).at(*field).into();
            }
        }
        if is_unstorable(&cause) {
            let detail = "a value cannot be stored";
            return Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop();
        }
        if is_unreachable(&cause) {
            tracing::warn!(%cause, "the database does not answer");
            return Refusal::of(ErrorCode::Unavailable).stop();
        }
        Self::internal(cause)
    }
}

impl From<sea_orm::sqlx::Error> for Error {
    fn from(cause: sea_orm::sqlx::Error) -> Self {
        DbErr::Query(RuntimeErr::SqlxError(cause.into())).into()
    }
}

/// PostgreSQL's class 22, "data exception": a NUL in a text, a year beyond the calendar. The value
/// came from the client.
fn is_unstorable(cause: &DbErr) -> bool {
    match cause {
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            matches!(cause.as_ref(), sea_orm::sqlx::Error::Database(database)
                if database.code().is_some_and(|code| code.len() == 5 && code.starts_with("22")))
        }
        _ => false,
    }
}

/// Whether the database could not be asked at all, so that asking again later may help.
fn is_unreachable(cause: &DbErr) -> bool {
    use sea_orm::sqlx::Error as Sqlx;
    match cause {
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            match cause.as_ref() {
                Sqlx::Io(_) | Sqlx::PoolTimedOut | Sqlx::PoolClosed | Sqlx::WorkerCrashed => true,
                // Class 57 is "operator intervention": the server is shutting down; 53300: it takes no
                // more connections. 5 and 517 are SQLite's: another program holds the file.
                Sqlx::Database(database) => database.code().is_some_and(|code| {
                    code.starts_with("57P") || matches!(&*code, "53300" | "5" | "517")
                }),
                _ => false,
            }
        }
        _ => false,
    }
}
