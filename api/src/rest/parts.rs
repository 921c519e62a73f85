//! A file that goes out part by part.

use actix_web::web::Bytes;
use futures_util::{Stream, stream};

/// The parts as they go out, each made when the one before it is sent. A file that cannot be written to
/// its end breaks the connection off: it has no last part.
pub(super) fn parts<S: 'static>(
    file: S,
    next: impl AsyncFn(&mut S) -> domain::Result<Option<String>> + 'static,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> + 'static {
    stream::unfold(Some((file, next)), |writing| async {
        let (mut file, next) = writing?;
        let part = next(&mut file).await;
        match part {
            Ok(Some(text)) => Some((Ok(Bytes::from(text)), Some((file, next)))),
            Ok(None) => None,
            Err(error) => {
                tracing::error!(%error, "a file was cut off");
                Some((Err(actix_web::error::ErrorInternalServerError("it was cut off")), None))
            }
        }
    })
}
