//! Looking after the index of what is offered.

use std::sync::Arc;

use domain::{Ctx, krt_shop::search};

use super::{
    SearchCommand,
    start::{Sentence, opened, prepared, print},
};

pub(super) async fn run(command: SearchCommand) -> Result<(), Sentence> {
    let SearchCommand::Reindex = command;
    let house = opened(prepared()?).await?;
    let ctx = Ctx::of_program(Arc::clone(&house.tools));
    let done = search::reindex(&ctx).await.map_err(|error| error.to_string())?;
    print(&format!(
        "{} offers are indexed; {} that are no longer listed were in the index, and are not now.\n",
        done.listed, done.forgotten
    ))
}
