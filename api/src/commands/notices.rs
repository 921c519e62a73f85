//! Looking after what is kept about notices.

use std::sync::Arc;

use domain::{Ctx, mykrt::notice};

use super::{
    NoticesCommand,
    start::{Sentence, opened, prepared, print},
};

pub(super) async fn run(command: NoticesCommand) -> Result<(), Sentence> {
    let NoticesCommand::Recount = command;
    let house = opened(prepared()?).await?;
    let ctx = Ctx::of_program(Arc::clone(&house.tools));
    let recount = notice::recount(&ctx).await.map_err(|error| error.to_string())?;
    print(&format!(
        "The receipts of {} notices are counted; the figures of {} were wrong, and are right now.\n",
        recount.notices, recount.wrong
    ))
}
