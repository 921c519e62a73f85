//! Looking after the keys that sign access tokens.

use super::{
    KeysCommand,
    start::{Sentence, opened, prepared, print},
};

pub(super) async fn run(command: KeysCommand) -> Result<(), Sentence> {
    let KeysCommand::Rotate = command;
    let house = opened(prepared()?).await?;
    house.identity.rotate_keys().await.map_err(|error| error.to_string())?;
    let keys = house.identity.public_keys();
    let newest = keys.first().map(|key| key.kid.as_str()).unwrap_or_default();
    print(&format!(
        "Tokens are signed with the key {newest} within a second, on every node; the older keys \
         count until their tokens have expired.\n"
    ))
}
