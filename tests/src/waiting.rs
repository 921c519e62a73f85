//! Waiting for what happens by itself.

use std::time::Duration;

/// Nothing in a story takes longer than this unless it is broken.
const PATIENCE: Duration = Duration::from_mins(1);
/// How soon is looked again.
const AGAIN: Duration = Duration::from_millis(5);

/// Looks until there is something, and fails when nothing comes.
pub async fn until<T>(look: impl AsyncFn() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(AGAIN).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it happens in time")
}

/// The six digits that stand in a message.
pub fn code_in(text: &str) -> Option<String> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .find(|digits| digits.len() == 6)
        .map(str::to_owned)
}
