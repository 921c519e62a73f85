//! Copying the embedded database, and telling a database that it was restored.

use std::path::Path;

use domain::{
    Ctx,
    mysrs::referral,
    shared::{change_log, db},
};

use super::start::{Sentence, opened, prepared, print};

pub(super) async fn backup(file: &Path) -> Result<(), Sentence> {
    let house = opened(prepared()?).await?;
    if house.tools.db.is_postgres() {
        return Err("this database is PostgreSQL: use pg_dump, as README tells".to_owned());
    }
    if file.exists() {
        return Err(format!("{} exists; a backup is never written over", file.display()));
    }
    db::copy_to(&house.tools.db, file).await.map_err(|error| error.to_string())?;
    print(&format!("Copied the database to {}.\n", file.display()))
}

pub(super) async fn restored() -> Result<(), Sentence> {
    let house = opened(prepared()?).await?;
    let ctx = Ctx::of_program(std::sync::Arc::clone(&house.tools));
    change_log::renew_generation(&house.tools.db, ctx.mint())
        .await
        .map_err(|error| error.to_string())?;
    referral::after_restore(&house.tools.db).await.map_err(|error| error.to_string())?;
    print("The database has a new generation; phones read everything again.\n")
}
