//! The queries about pictures and documents.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    files,
    model::{Document, Media, MediaKind, MediaStatus, Picture, PictureFormat},
    taken::Taken,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{MediaId, PersonId},
};

const COLUMNS: &str = "id, owner_id, kind, status, source_hash, content_address, width, height, \
                       thumbhash, widths, bytes, pages, expires_at";

#[derive(Debug, FromQueryResult)]
struct Row {
    id: MediaId,
    owner_id: PersonId,
    kind: MediaKind,
    status: MediaStatus,
    source_hash: Option<Vec<u8>>,
    content_address: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    thumbhash: Option<String>,
    widths: Option<String>,
    bytes: Option<i64>,
    pages: Option<i64>,
    expires_at: Instant,
}

impl Row {
    fn into_media(self) -> Media {
        let pixels = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
        let document = self.content_address.as_ref().filter(|_| self.kind == MediaKind::Document);
        let document = document.cloned().and_then(|address| {
            Some(Document {
                id: self.id,
                address,
                bytes: u64::try_from(self.bytes?).ok()?,
                pages: u32::try_from(self.pages?).ok()?,
            })
        });
        let address = self.content_address.filter(|_| self.kind == MediaKind::Picture);
        let picture = address.and_then(|address| {
            Some(Picture {
                id: self.id.0,
                address,
                width: pixels(self.width)?,
                height: pixels(self.height)?,
                widths: self.widths?.split(',').filter_map(|width| width.parse().ok()).collect(),
                thumbhash: self.thumbhash,
                alternative_text: None,
            })
        });
        Media {
            id: self.id,
            owner_id: self.owner_id,
            kind: self.kind,
            status: self.status,
            source_hash: self.source_hash,
            picture,
            document,
            expires_at: self.expires_at,
        }
    }
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: MediaId,
) -> Result<Option<Media>> {
    let sql = format!("select {COLUMNS} from media where id = $1");
    Ok(db::one::<Row, _>(connection, &sql, [id.into()]).await?.map(Row::into_media))
}

/// These pictures and documents, in any order.
pub(super) async fn list_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[MediaId],
) -> Result<Vec<Media>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from media"));
    query.and_in("id", ids.iter().map(|id| id.0));
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(Row::into_media).collect())
}

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: MediaId,
    (owner, kind): (PersonId, MediaKind),
    expires_at: Instant,
    now: Instant,
) -> Result<()> {
    let sql = "insert into media (id, owner_id, kind, status, expires_at, created_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let (kind, status) = (kind.to_value(), MediaStatus::Announced.to_value());
    let values =
        [id.into(), owner.into(), kind.into(), status.into(), expires_at.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Notes what an upload turned out to be and that its files are on their way, unless somebody was
/// quicker. The same bytes again may take over from a node that died on the way.
pub(super) async fn change_to_storing<C: ConnectionTrait>(
    connection: &C,
    source_hash: &[u8],
    taken: &Taken,
    expires_at: Instant,
) -> Result<bool> {
    let sql = "update media set status = 'STORING', source_hash = $2, content_address = $3, \
               width = $4, height = $5, thumbhash = $6, widths = $7, bytes = $8, pages = $9, \
               expires_at = $10 where id = $1 and (status = 'ANNOUNCED' \
               and content_address is null or status = 'STORING' and source_hash = $2)";
    let picture = taken.picture();
    let widths = picture.map(|picture| {
        let widths: Vec<String> = picture.widths.iter().map(u32::to_string).collect();
        widths.join(",")
    });
    let values = [
        taken.id().into(),
        source_hash.to_vec().into(),
        taken.address().into(),
        picture.map(|picture| i64::from(picture.width)).into(),
        picture.map(|picture| i64::from(picture.height)).into(),
        picture.and_then(|picture| picture.thumbhash.clone()).into(),
        widths.into(),
        taken.bytes().into(),
        taken.pages().into(),
        expires_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes that the files of an upload are where they are kept.
pub(super) async fn change_to_ready<C: ConnectionTrait>(
    connection: &C,
    id: MediaId,
    source_hash: &[u8],
) -> Result<bool> {
    let sql = "update media set status = 'READY' \
               where id = $1 and status = 'STORING' and source_hash = $2";
    let values = [id.into(), source_hash.to_vec().into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Awaits an upload again whose files could not be kept.
pub(super) async fn change_to_awaited<C: ConnectionTrait>(
    connection: &C,
    id: MediaId,
    source_hash: &[u8],
) -> Result<bool> {
    let sql = "update media set status = 'ANNOUNCED', source_hash = null, content_address = null, \
               width = null, height = null, thumbhash = null, widths = null, bytes = null, \
               pages = null where id = $1 and status = 'STORING' and source_hash = $2";
    let values = [id.into(), source_hash.to_vec().into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Forgets uploads that never came.
pub(super) async fn remove_expired<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<u64> {
    let sql = "delete from media where status <> 'READY' and expires_at < $1 \
               and content_address is null";
    db::run(connection, sql, [now.into()]).await
}

/// Makes pictures and documents ones that are to be thrown away: announced ones whose content is there already.
pub(super) async fn change_to_discarded<C: ConnectionTrait>(
    connection: &C,
    ids: &[MediaId],
    now: Instant,
) -> Result<()> {
    let mut query = db::Query::new("update media");
    query.join("set status = 'ANNOUNCED', expires_at = ?", [now.into()]);
    query.and("content_address is not null", []);
    query.and_in("id", ids.iter().map(|id| id.0));
    query.run(connection).await.map(drop)
}

/// The pictures and documents that are to be thrown away, and those whose files never came to where
/// they are kept; some at a time.
pub(super) async fn list_discarded<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Vec<Media>> {
    let sql = format!(
        "select {COLUMNS} from media where status <> 'READY' and expires_at <= $1 \
         and content_address is not null order by expires_at, id limit 500"
    );
    let rows: Vec<Row> = db::all(connection, &sql, [now.into()]).await?;
    Ok(rows.into_iter().map(Row::into_media).collect())
}

/// Makes a picture or document that was to be thrown away one that stays.
pub(super) async fn change_to_kept<C: ConnectionTrait>(connection: &C, id: MediaId) -> Result<()> {
    let sql = "update media set status = 'READY' where id = $1 and content_address is not null";
    db::run(connection, sql, [id.into()]).await?;
    Ok(())
}

/// Removes one that is to be thrown away still.
pub(super) async fn remove<C: ConnectionTrait>(
    connection: &C,
    id: MediaId,
    now: Instant,
) -> Result<bool> {
    let sql = "delete from media where id = $1 and status <> 'READY' and expires_at <= $2";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}

/// The files of pictures and documents that somebody owns, and neither a product, a project, a unit's
/// minutes nor a notice but their drafts, of which this query finds the ids, shows: their addresses
/// and keys.
pub(super) async fn files_of_unused<C: ConnectionTrait>(
    connection: &C,
    owner: PersonId,
    drafts: &str,
) -> Result<Vec<(String, Vec<String>)>> {
    let sql = format!(
        "select {COLUMNS} from media where owner_id = $1 and content_address is not null \
         and id not in (select media_id from product_picture) \
         and id not in (select media_id from project_picture) and id not in \
         (select media_id from notice_attachment where notice_id not in ({drafts})) and id not in \
         (select media_id from notice_document where notice_id not in ({drafts})) and id not in \
         (select minutes_media_id from unit_application where minutes_media_id is not null) \
         and id not in (select media_id from incident_photo) \
         and id not in (select media_id from patrol_photo)"
    );
    let rows: Vec<Row> = db::all(connection, &sql, [owner.into()]).await?;
    Ok(rows.into_iter().filter_map(|row| files_of(row.into_media())).collect())
}

/// The address of what was uploaded, and the keys of its files.
pub(super) fn files_of(media: Media) -> Option<(String, Vec<String>)> {
    if let Some(Document { address, .. }) = media.document {
        let key = files::key_of_document(&address);
        return Some((address, vec![key]));
    }
    let Picture { address, widths, .. } = media.picture?;
    let formats = [PictureFormat::Jpeg, PictureFormat::WebP];
    let key = |width: u32| formats.map(|format| files::key(&address, width, format));
    let pictures = widths.into_iter().flat_map(key);
    let keys = pictures.chain([files::key_of_open(&address)]).collect();
    Some((address, keys))
}

/// A document by the address of its content, whoever sent it first.
pub(super) async fn find_document<C: ConnectionTrait>(
    connection: &C,
    address: &str,
) -> Result<Option<Document>> {
    let sql = format!(
        "select {COLUMNS} from media where content_address = $1 and kind = $2 order by id limit 1"
    );
    let values = [address.into(), MediaKind::Document.to_value().into()];
    let row = db::one::<Row, _>(connection, &sql, values).await?;
    Ok(row.and_then(|row| row.into_media().document))
}

/// Whether somebody sent the document at an address.
pub(super) async fn is_owner<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    address: &str,
) -> Result<bool> {
    let sql = "select 1 from media where content_address = $1 and kind = $2 and owner_id = $3";
    let values = [address.into(), MediaKind::Document.to_value().into(), person.into()];
    db::exists(connection, sql, values).await
}

/// What is ready, was announced between two ids, and stands nowhere; some at a time.
pub(super) async fn list_unused<C: ConnectionTrait>(
    connection: &C,
    from: MediaId,
    until: MediaId,
) -> Result<Vec<MediaId>> {
    const PLACES: [&str; 9] = [
        "product_picture x where x.media_id",
        "project_picture x where x.media_id",
        "notice_attachment x where x.media_id",
        "notice_document x where x.media_id",
        "unit_application x where x.minutes_media_id",
        "incident_photo x where x.media_id",
        "patrol_photo x where x.media_id",
        "house_visit x where x.media_id",
        "project_certificate x where x.scan_media_id",
    ];
    let nowhere = PLACES.map(|place| format!(" and not exists (select 1 from {place} = m.id)"));
    let sql = format!(
        "select m.id from media m where m.id > $1 and m.id < $2 and m.status = 'READY' \
         and m.content_address is not null{} order by m.id limit 500",
        nowhere.concat()
    );
    db::values(connection, &sql, [from.into(), until.into()]).await
}

/// Whether a listed offer, a project at work or a notice shows the picture at an address.
pub(super) async fn is_of_everybody<C: ConnectionTrait>(
    connection: &C,
    address: &str,
) -> Result<bool> {
    let sql = "select 1 from media m where m.content_address = $1 and m.kind = $2 \
               and (exists (select 1 from product_picture x join product p on p.id = x.product_id \
               where x.media_id = m.id and p.listed_at is not null) \
               or exists (select 1 from project_picture x join project q on q.id = x.project_id \
               where x.media_id = m.id and q.status = 'ACTIVE') \
               or exists (select 1 from notice_attachment x where x.media_id = m.id))";
    db::exists(connection, sql, [address.into(), MediaKind::Picture.to_value().into()]).await
}

/// A picture that an offer or a project shows.
#[derive(Debug, FromQueryResult)]
pub(super) struct Shown {
    pub id: MediaId,
    pub address: String,
}

/// The pictures of an offer, or of a project and everything that it offers, or a picture itself that none
/// of them shows any more, after one of them; some at a time, in the order of their ids.
pub(super) async fn list_of_owner<C: ConnectionTrait>(
    connection: &C,
    owner: Uuid,
    after: Option<MediaId>,
) -> Result<Vec<Shown>> {
    let sql = "select m.id, m.content_address as address from media m \
               where m.id > $2 and m.content_address is not null and m.id in \
               (select media_id from product_picture where product_id = $1 \
               union select media_id from project_picture where project_id = $1 \
               union select x.media_id from product p \
               join product_picture x on x.product_id = p.id where p.project_id = $1 \
               union select id from media where id = $1) \
               order by m.id limit 500";
    let after = after.map_or_else(Uuid::nil, |id| id.0);
    db::all(connection, sql, [owner.into(), after.into()]).await
}

/// Whether some picture or document still has this content: two people may have sent the same.
pub(super) async fn is_shown<C: ConnectionTrait>(connection: &C, address: &str) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct One {
        number: i64,
    }
    let sql = "select count(*) as number from media where content_address = $1";
    let row = db::one::<One, _>(connection, sql, [address.into()]).await?;
    Ok(row.is_some_and(|row| row.number > 0))
}
