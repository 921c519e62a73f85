//! The queries about stands.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};

use super::model::Stand;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{KioskId, PersonId, ProductId, ProjectId},
};

const COLUMNS: &str = "kiosk_id, project_id, status, reason, asked_at, decided_at";
/// So many stands a place has in lists, and so many a project.
const MOST: i64 = 500;

/// A stand that nobody else decides until the work ends.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    kiosk: KioskId,
    project: ProjectId,
) -> Result<Option<Stand>> {
    let lock = db::locking(connection, " for update");
    let sql =
        format!("select {COLUMNS} from kiosk_stand where kiosk_id = $1 and project_id = $2{lock}");
    db::one(connection, &sql, [kiosk.into(), project.into()]).await
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    kiosk: KioskId,
    project: ProjectId,
) -> Result<Option<Stand>> {
    let sql = format!("select {COLUMNS} from kiosk_stand where kiosk_id = $1 and project_id = $2");
    db::one(connection, &sql, [kiosk.into(), project.into()]).await
}

/// Asks for a stand, or again after it was declined or given up; what is asked for or confirmed stays so.
pub(super) async fn ask<C: ConnectionTrait>(
    connection: &C,
    (kiosk, project): (KioskId, ProjectId),
    person: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into kiosk_stand (kiosk_id, project_id, status, asked_by, asked_at) \
               values ($1, $2, 'ASKED', $3, $4) on conflict (kiosk_id, project_id) do update set \
               status = 'ASKED', reason = null, asked_by = excluded.asked_by, \
               asked_at = excluded.asked_at, decided_by = null, decided_at = null \
               where kiosk_stand.status in ('DECLINED', 'LEFT')";
    let values = [kiosk.into(), project.into(), person.into(), now.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// What a stand sells, in its order.
pub(super) async fn offers_of<C: ConnectionTrait>(
    connection: &C,
    kiosk: KioskId,
    project: ProjectId,
) -> Result<Vec<ProductId>> {
    let sql = "select product_id from kiosk_offer where kiosk_id = $1 and project_id = $2 \
               order by position";
    db::values(connection, sql, [kiosk.into(), project.into()]).await
}

/// Writes anew what a stand sells.
pub(super) async fn replace_offers<C: ConnectionTrait>(
    connection: &C,
    (kiosk, project): (KioskId, ProjectId),
    products: &[ProductId],
) -> Result<()> {
    let sql = "delete from kiosk_offer where kiosk_id = $1 and project_id = $2";
    db::run(connection, sql, [kiosk.into(), project.into()]).await?;
    for (position, product) in (1_i64..).zip(products) {
        let sql = "insert into kiosk_offer (kiosk_id, project_id, product_id, position) \
                   values ($1, $2, $3, $4)";
        let values = [kiosk.into(), project.into(), (*product).into(), position.into()];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}

/// The project has left.
pub(super) async fn leave<C: ConnectionTrait>(
    connection: &C,
    kiosk: KioskId,
    project: ProjectId,
) -> Result<()> {
    let sql = "update kiosk_stand set status = 'LEFT' where kiosk_id = $1 and project_id = $2";
    db::run(connection, sql, [kiosk.into(), project.into()]).await?;
    Ok(())
}

/// An officer decides.
pub(super) async fn decide<C: ConnectionTrait>(
    connection: &C,
    stand: &Stand,
    person: PersonId,
) -> Result<()> {
    let sql = "update kiosk_stand set status = $3, reason = $4, decided_by = $5, decided_at = $6 \
               where kiosk_id = $1 and project_id = $2";
    let values = [
        stand.kiosk_id.into(),
        stand.project_id.into(),
        stand.status.to_value().into(),
        stand.reason.clone().into(),
        person.into(),
        stand.decided_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The stands of a place in every status, in the order in which they were asked for.
pub(super) async fn list_of_kiosk<C: ConnectionTrait>(
    connection: &C,
    kiosk: KioskId,
) -> Result<Vec<Stand>> {
    let sql = format!(
        "select {COLUMNS} from kiosk_stand where kiosk_id = $1 \
         order by asked_at, project_id limit {MOST}"
    );
    db::all(connection, &sql, [kiosk.into()]).await
}

/// The confirmed stands of places, of each in the order in which they were asked for.
pub(super) async fn list_confirmed<C: ConnectionTrait>(
    connection: &C,
    kiosks: &[KioskId],
) -> Result<Vec<Stand>> {
    let mut query = db::Query::new(format!(
        "select {COLUMNS} from (select {COLUMNS}, row_number() over \
         (partition by kiosk_id order by asked_at, project_id) as place from kiosk_stand"
    ));
    query.and_in("kiosk_id", kiosks.iter().map(|id| id.0));
    query.and("status = 'CONFIRMED'", []);
    query.end(&format!(") as placed where place <= {MOST} order by kiosk_id, place"));
    query.all(connection).await
}

/// The stands of a project, those that were asked for last first.
pub(super) async fn list_of_project<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<Vec<Stand>> {
    let sql = format!(
        "select {COLUMNS} from kiosk_stand where project_id = $1 \
         order by asked_at desc, kiosk_id desc limit {MOST}"
    );
    db::all(connection, &sql, [project.into()]).await
}

/// The projects that stand at a place `$1`, or have asked to.
pub(super) const STANDING: &str =
    "select project_id from kiosk_stand where kiosk_id = $1 and status in ('ASKED', 'CONFIRMED')";

/// The places that are not over where these projects stand.
pub(super) async fn list_where_stand<C: ConnectionTrait>(
    connection: &C,
    projects: &[ProjectId],
    now: Instant,
) -> Result<Vec<KioskId>> {
    let mut query = db::Query::new(
        "select distinct s.kiosk_id from kiosk_stand s join kiosk k on k.id = s.kiosk_id",
    );
    query.and_in("s.project_id", projects.iter().map(|id| id.0));
    query.and("s.status = 'CONFIRMED' and k.status = 'ACTIVE'", []);
    query.and("k.shown_until > ?", [now.into()]);
    query.values(connection).await
}

/// The places that are not over where one of these offers is sold.
pub(super) async fn list_where_sold<C: ConnectionTrait>(
    connection: &C,
    products: &[ProductId],
    now: Instant,
) -> Result<Vec<KioskId>> {
    let mut query = db::Query::new(
        "select distinct o.kiosk_id from kiosk_offer o join kiosk_stand s \
         on s.kiosk_id = o.kiosk_id and s.project_id = o.project_id \
         join kiosk k on k.id = o.kiosk_id",
    );
    query.and_in("o.product_id", products.iter().map(|id| id.0));
    query.and("s.status = 'CONFIRMED' and k.status = 'ACTIVE'", []);
    query.and("k.shown_until > ?", [now.into()]);
    query.values(connection).await
}

/// What is sold at a place.
#[derive(Debug, FromQueryResult)]
#[expect(clippy::struct_field_names, reason = "they are the names of the columns")]
pub(super) struct Sold {
    pub kiosk_id: KioskId,
    pub project_id: ProjectId,
    pub product_id: ProductId,
}

/// What is sold at places and listed, each project's in its order.
pub(super) async fn list_sold<C: ConnectionTrait>(
    connection: &C,
    kiosks: &[KioskId],
) -> Result<Vec<Sold>> {
    let mut query = db::Query::new(
        "select k.kiosk_id, k.project_id, k.product_id from kiosk_offer k \
         join product p on p.id = k.product_id",
    );
    query.and_in("k.kiosk_id", kiosks.iter().map(|id| id.0));
    query.and("p.listed_at is not null", []);
    query.end(" order by k.kiosk_id, k.project_id, k.position");
    query.all(connection).await
}

/// What a project sells and is listed, wherever it has a stand, each stand's in its order.
pub(super) async fn list_sold_by<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<Vec<Sold>> {
    let sql = "select k.kiosk_id, k.project_id, k.product_id from kiosk_offer k \
               join product p on p.id = k.product_id \
               where k.project_id = $1 and p.listed_at is not null \
               order by k.kiosk_id, k.position";
    db::all(connection, sql, [project.into()]).await
}
