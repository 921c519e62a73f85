//! The queries about projects.

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, Value};

use super::model::{Project, ProjectStatus};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, PersonId, ProjectId},
    page::PageRequest,
};

const COLUMNS: &str = "id, area_id, owner_id as last_owner_id, owner_left_at, category_code, slug, \
                       name, story, start_year, status, phone, email, whatsapp, address, postcode, \
                       latitude, longitude, opening_hours, links, payment_methods, terms, \
                       delivery_estimate, registration_number, cooperative_number, version, sample, \
                       created_at, updated_at";

/// The key by which projects are ordered, newest first.
pub(super) type ProjectKey = (ProjectId, ProjectId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Option<Project>> {
    let sql = format!("select {COLUMNS} from project where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// The project with this short name.
pub(super) async fn find_by_slug<C: ConnectionTrait>(
    connection: &C,
    slug: &str,
) -> Result<Option<Project>> {
    let sql = format!("select {COLUMNS} from project where slug = $1");
    db::one(connection, &sql, [slug.into()]).await
}

/// A project as it stands until the work ends: nobody lets it rest, or sets it to work, meanwhile.
pub(in crate::krt_shop) async fn lookup_steady<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Option<Project>> {
    let lock = db::locking(connection, " for share");
    let sql = format!("select {COLUMNS} from project where id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await
}

/// These projects, whatever their status.
pub(in crate::krt_shop) async fn list_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[ProjectId],
) -> Result<Vec<Project>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from project"));
    query.and_in("id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// The oldest `most` projects that are at work.
pub(in crate::krt_shop) async fn list_active<C: ConnectionTrait>(
    connection: &C,
    most: u64,
) -> Result<Vec<Project>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from project"));
    query.and("status = 'ACTIVE'", []);
    query.keyset(["id", "id"], None, false, false);
    query.limit(most);
    query.all(connection).await
}

/// The next projects at work after an id that have no halal certificate of the whole project which is valid
/// on a day, in the order of their ids.
pub(super) async fn list_unproven_after<C: ConnectionTrait>(
    connection: &C,
    after: ProjectId,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<Project>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from project"));
    query.and("status = 'ACTIVE'", []);
    let proof = "select 1 from project_certificate c where c.project_id = project.id \
                 and c.kind = 'HALAL' and c.status = 'CONFIRMED' and c.product_id is null \
                 and c.valid_from <= ? and c.valid_until >= ?";
    query.and(&format!("not exists ({proof})"), [today.into(), today.into()]);
    query.keyset(["id", "id"], Some([after.into(), after.into()]), false, false);
    query.limit(most);
    query.all(connection).await
}

/// The projects at work in these areas, in any order.
pub(in crate::krt_shop) async fn active_in_areas<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
) -> Result<Vec<ProjectId>> {
    let mut query = db::Query::new("select id from project");
    query.and_in("area_id", areas.iter().map(|id| id.0));
    query.and("status = 'ACTIVE'", []);
    query.values(connection).await
}

/// Those of these projects that are at work, in any order.
pub(in crate::krt_shop) async fn active_among<C: ConnectionTrait>(
    connection: &C,
    ids: &[ProjectId],
) -> Result<Vec<ProjectId>> {
    let mut query = db::Query::new("select id from project");
    query.and_in("id", ids.iter().map(|id| id.0));
    query.and("status = 'ACTIVE'", []);
    query.values(connection).await
}

/// A page of projects that are at work, newest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    area: Option<AreaId>,
    categories: &[&str],
    page: &PageRequest<ProjectKey>,
) -> Result<Vec<Project>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from project"));
    query.and("status = 'ACTIVE'", []);
    if let Some(area) = area {
        query.and("area_id = ?", [area.into()]);
    }
    if !categories.is_empty() {
        let places = vec!["?"; categories.len()].join(", ");
        let codes = categories.iter().map(|code| (*code).into());
        query.and(&format!("category_code in ({places})"), codes);
    }
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["id", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// A page of an area's projects in every status, or in one, newest first.
pub(super) async fn list_of_area<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    status: Option<ProjectStatus>,
    page: &PageRequest<ProjectKey>,
) -> Result<Vec<Project>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from project"));
    query.and("area_id = ?", [area.into()]);
    if let Some(status) = status {
        query.and("status = ?", [status.to_value().into()]);
    }
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["id", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The projects of an area, or of all, whose record names somebody as the owner and that have not
/// ended, locked until the work ends.
pub(super) async fn list_owned<C: ConnectionTrait>(
    connection: &C,
    owner: PersonId,
    area: Option<AreaId>,
) -> Result<Vec<Project>> {
    let lock = db::locking(connection, " for no key update");
    let there = if area.is_some() { " and area_id = $2" } else { "" };
    let sql = format!(
        "select {COLUMNS} from project where owner_id = $1{there} \
         and status not in ('REFUSED', 'CANCELLED') order by id{lock}"
    );
    let mut values: Vec<Value> = vec![owner.into()];
    values.extend(area.map(Value::from));
    db::all(connection, &sql, values).await
}

/// Adds a project; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, project: &Project) -> Result<bool> {
    let sql = "insert into project (id, version, updated_at, area_id, owner_id, category_code, \
               name, story, start_year, status, phone, email, whatsapp, address, postcode, \
               latitude, longitude, opening_hours, links, payment_methods, terms, \
               delivery_estimate, registration_number, cooperative_number, slug, sample, \
               created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
               $18, $19, $20, $21, $22, $23, $24, $25, $26, $27) on conflict (id) do nothing";
    let mut values = written(project);
    values.extend([project.slug.as_str().into(), project.sample.into(), project.created_at.into()]);
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Writes a project over its former version, unless somebody else has changed it meanwhile.
pub(super) async fn change<C: ConnectionTrait>(connection: &C, newer: &Project) -> Result<bool> {
    let sql = "update project set version = $2, updated_at = $3, area_id = $4, owner_id = $5, \
               category_code = $6, name = $7, story = $8, start_year = $9, status = $10, \
               phone = $11, email = $12, whatsapp = $13, address = $14, postcode = $15, \
               latitude = $16, longitude = $17, opening_hours = $18, links = $19, \
               payment_methods = $20, terms = $21, delivery_estimate = $22, \
               registration_number = $23, cooperative_number = $24, owner_left_at = $26 \
               where id = $1 and version = $25";
    let mut values = written(newer);
    values.extend([(newer.version - 1).into(), newer.owner_left_at.into()]);
    Ok(db::run(connection, sql, values).await? == 1)
}

/// A project's columns in the order of both statements.
fn written(project: &Project) -> Vec<Value> {
    vec![
        project.id.into(),
        project.version.into(),
        project.updated_at.into(),
        project.area_id.into(),
        project.last_owner_id.into(),
        project.category_code.as_str().into(),
        project.name.as_str().into(),
        project.story.clone().into(),
        project.start_year.into(),
        project.status.to_value().into(),
        project.phone.clone().into(),
        project.email.clone().into(),
        project.whatsapp.clone().into(),
        project.address.clone().into(),
        project.postcode.clone().into(),
        project.latitude.into(),
        project.longitude.into(),
        project.opening_hours.clone().into(),
        project.links.clone().into(),
        project.payment_methods.clone().into(),
        project.terms.clone().into(),
        project.delivery_estimate.clone().into(),
        project.registration_number.clone().into(),
        project.cooperative_number.clone().into(),
    ]
}

/// Everybody to whom a project is granted now or will be.
pub(super) async fn list_granted<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
    now: Instant,
) -> Result<Vec<PersonId>> {
    let sql = "select distinct person_id from officer_grant where project_id = $1 \
               and (ends_at is null or ends_at > $2) order by person_id";
    db::values(connection, sql, [id.into(), now.into()]).await
}
