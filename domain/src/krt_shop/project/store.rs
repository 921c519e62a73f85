//! The queries about projects.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::model::{Project, ProjectStatus};
use crate::shared::{
    db,
    error::Result,
    id::{AreaId, ProjectId},
    page::PageRequest,
};

const COLUMNS: &str = "id, area_id, owner_id, category_code, slug, name, story, start_year, \
                       status, sample, created_at, updated_at";

/// The key by which projects are ordered, newest first.
pub(super) type ProjectKey = (ProjectId, ProjectId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Option<Project>> {
    let sql = format!("select {COLUMNS} from project where id = $1");
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

pub(super) async fn add<C: ConnectionTrait>(connection: &C, project: &Project) -> Result<()> {
    let sql = "insert into project (id, area_id, owner_id, category_code, slug, name, story, \
               start_year, status, sample, created_at, updated_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let status: ProjectStatus = project.status;
    db::run(
        connection,
        sql,
        [
            project.id.into(),
            project.area_id.into(),
            project.owner_id.into(),
            project.category_code.as_str().into(),
            project.slug.as_str().into(),
            project.name.as_str().into(),
            project.story.clone().into(),
            project.start_year.into(),
            status.to_value().into(),
            project.sample.into(),
            project.created_at.into(),
            project.updated_at.into(),
        ],
    )
    .await?;
    Ok(())
}
