//! The pictures of something, in their order: of a product, of a notice.

use std::{collections::HashMap, hash::Hash};

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{Picture, pictures_by_ids, usable_pictures};
use crate::shared::{
    ctx::Ctx,
    db,
    error::{ErrorCode, Refusal, Refusals, Result},
    id::MediaId,
    language::LocalizedText,
};

/// Where one kind of thing keeps its pictures: the table, and its column that names the thing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attached {
    pub table: &'static str,
    pub owner: &'static str,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    owner: Uuid,
    media_id: MediaId,
    alternative_text: Option<LocalizedText>,
}

impl Attached {
    /// Puts these pictures in the place of those that something had.
    pub(crate) async fn replace<C: ConnectionTrait>(
        self,
        connection: &C,
        owner: impl Into<Uuid>,
        pictures: &[Picture],
    ) -> Result<()> {
        let (Self { table, owner: column }, owner) = (self, owner.into());
        let sql = format!("delete from {table} where {column} = $1");
        db::run(connection, &sql, [owner.into()]).await?;
        let sql = format!(
            "insert into {table} ({column}, media_id, position, alternative_text) \
             values ($1, $2, $3, $4)"
        );
        for (position, picture) in (1_i64..).zip(pictures) {
            let text = picture.alternative_text.clone();
            let values = [owner.into(), picture.id.into(), position.into(), text.into()];
            db::run(connection, &sql, values).await?;
        }
        Ok(())
    }

    /// The pictures of each of these, in their order: for whoever has been shown the things.
    pub(crate) async fn list<C: ConnectionTrait, Id: Copy + Eq + Hash + From<Uuid> + Into<Uuid>>(
        self,
        connection: &C,
        owners: &[Id],
    ) -> Result<HashMap<Id, Vec<Picture>>> {
        let Self { table, owner } = self;
        let mut query = db::Query::new(format!(
            "select {owner} as owner, media_id, alternative_text from {table}"
        ));
        query.and_in(owner, owners.iter().map(|id| (*id).into()));
        query.end(&format!(" order by {owner}, position"));
        let rows: Vec<Row> = query.all(connection).await?;
        let ids: Vec<MediaId> = rows.iter().map(|row| row.media_id).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let shown: HashMap<Uuid, Picture> = pictures_by_ids(connection, &ids)
            .await?
            .into_iter()
            .map(|picture| (picture.id, picture))
            .collect();
        let mut pictures: HashMap<Id, Vec<Picture>> = HashMap::new();
        for row in rows {
            if let Some(picture) = shown.get(&row.media_id.0) {
                let picture = Picture { alternative_text: row.alternative_text, ..picture.clone() };
                pictures.entry(Id::from(row.owner)).or_default().push(picture);
            }
        }
        Ok(pictures)
    }
}

/// The ids of the pictures that something had and has no more.
pub(crate) fn taken_away(already: &[Picture], now: &[Picture]) -> Vec<Uuid> {
    let stays = |id: Uuid| now.iter().any(|picture| picture.id == id);
    already.iter().map(|picture| picture.id).filter(|id| !stays(*id)).collect()
}

/// Makes a list of pictures with their texts, which have been checked, into what something shows.
/// One that stands there already may stay, whoever uploaded it. `field` names the list in refusals.
pub(crate) async fn chosen<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    wanted: Vec<(MediaId, Option<LocalizedText>)>,
    already: &[Picture],
    field: &str,
) -> Result<Vec<Picture>> {
    let known = |id: MediaId| already.iter().find(|picture| picture.id == id.0);
    let fresh: Vec<MediaId> =
        wanted.iter().map(|(id, _)| *id).filter(|id| known(*id).is_none()).collect();
    let mut usable: HashMap<MediaId, Result<Picture, Refusal>> = HashMap::new();
    if !fresh.is_empty() {
        let found = usable_pictures(ctx, connection, &fresh).await?;
        usable.extend(fresh.into_iter().zip(found));
    }
    let mut refusals = Refusals::default();
    let mut pictures = Vec::with_capacity(wanted.len());
    for (place, (id, alternative_text)) in wanted.into_iter().enumerate() {
        let picture = known(id).cloned().map(Ok).or_else(|| usable.remove(&id));
        let picture = picture.unwrap_or_else(|| Err(Refusal::of(ErrorCode::NotFound)));
        let picture = picture.map_err(|refusal| refusal.at(format!("{field}.{place}.mediaId")));
        if let Some(picture) = refusals.keep(picture) {
            pictures.push(Picture { alternative_text, ..picture });
        }
    }
    refusals.done()?;
    Ok(pictures)
}
