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
    (
        "area_part_name",
        "area_part.area_id, area_part.name_key",
        ErrorCode::AreaPartNameTaken,
        "name",
    ),
    ("notice_slug_unique", "notice.slug", ErrorCode::SlugTaken, "slug"),
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
        if is_in_the_way_of_another(&cause) {
            tracing::warn!(%cause, "two transactions stood in each other's way");
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
    has_code(cause, |code| code.len() == 5 && code.starts_with("22"))
}

/// Whether PostgreSQL gave up one of two transactions that waited for each other (40P01), or could
/// not put them in an order (40001): nothing was written, and asking again helps.
fn is_in_the_way_of_another(cause: &DbErr) -> bool {
    has_code(cause, |code| matches!(code, "40P01" | "40001"))
}

/// Whether the database reported an error with such a code.
fn has_code(cause: &DbErr, is_such: impl Fn(&str) -> bool) -> bool {
    match cause {
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            matches!(cause.as_ref(), sea_orm::sqlx::Error::Database(database)
                if database.code().is_some_and(|code| is_such(&code)))
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

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, error, fmt};

    use sea_orm::sqlx::error::{DatabaseError, ErrorKind};

    use super::*;

    /// What a database reports, of which only the code is known.
    #[derive(Debug)]
    struct Reported(&'static str);

    impl fmt::Display for Reported {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
    }

    impl error::Error for Reported {}

    impl DatabaseError for Reported {
        fn message(&self) -> &str {
            self.0
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.into())
        }

        fn as_error(&self) -> &(dyn error::Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn error::Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn error::Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    /// The code of what is answered; none for an internal error.
    fn answered(code: &'static str) -> Option<ErrorCode> {
        match Error::from(sea_orm::sqlx::Error::Database(Box::new(Reported(code)))) {
            Error::Stopped(refusal) => Some(refusal.code),
            Error::Refused(_) | Error::Internal(_) => None,
        }
    }

    #[test]
    fn what_may_go_well_the_next_time_is_asked_for_again() {
        for code in ["40P01", "40001", "57P01", "53300", "5"] {
            assert_eq!(answered(code), Some(ErrorCode::Unavailable), "{code}");
        }
        assert_eq!(answered("22021"), Some(ErrorCode::BadRequest));
        for code in ["40002", "42P01", "23503"] {
            assert_eq!(answered(code), None, "{code}");
        }
    }
}
