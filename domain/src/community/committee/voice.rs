//! Who holds which posts of a committee, where others tell them something.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use crate::{
    identity::Reached,
    policy::Role,
    shared::{clock::Instant, db, error::Result, id::AreaId},
};

/// Posts as they stand in a statement: `'CHAIR', 'SECRETARY'`.
pub(crate) fn quoted(posts: &[Role]) -> String {
    posts.iter().map(|post| format!("'{}'", post.to_value())).collect::<Vec<_>>().join(", ")
}

/// Who speaks for an area's committee and has an account: whoever may write in its name.
pub(crate) async fn voice_of<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<Vec<Reached>> {
    holders_of(connection, area, &Role::VOICE, now).await
}

/// Who holds one of these posts in an area and has an account, each once.
pub(crate) async fn holders_of<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    posts: &[Role],
    now: Instant,
) -> Result<Vec<Reached>> {
    let posts = quoted(posts);
    let sql = format!(
        "select n.id as person_id, n.phone, n.language from person n \
         where n.status = 'ACTIVE' and n.id in (select person_id from appointment \
         where area_id = $1 and post in ({posts}) \
         and starts_at <= $2 and (ends_at is null or ends_at > $2)) order by n.id"
    );
    db::all(connection, &sql, [area.into(), now.into()]).await
}
