//! What only the embedded database needs.

use std::time::Duration;

use sea_orm::ConnectOptions;

use super::{Db, run};
use crate::shared::error::{Error, Result};

/// How the file is opened.
pub(super) fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .busy_timeout(Duration::from_secs(10))
                .foreign_keys(true)
                // With a write-ahead log NORMAL loses nothing when the program dies, and at most
                // the last transactions when the machine does; FULL keeps those too.
                .pragma("synchronous", "full")
                .pragma("journal_mode", "wal")
        });
    options
}

/// Copies the embedded database into a file, as it stands at this moment.
pub async fn copy_to(db: &Db, file: &std::path::Path) -> Result<()> {
    run(db.read(), "vacuum into $1", [file.display().to_string().into()]).await?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(file, private).map_err(Error::internal)?;
    }
    Ok(())
}
