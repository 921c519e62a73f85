//! Offers that the public sees and the projects behind them, as whoever writes about them needs them.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::{
    product::{self, Product},
    project::{self, Project},
};
use crate::{
    policy::{Place, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        db,
        error::{Error, Result},
        id::{PersonId, ProductId, ProjectId},
        language::LocalizedText,
    },
};

/// An offer that the public sees.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    pub product: Product,
    /// Where it stands.
    pub place: Place,
}

impl Listing {
    /// What the policy is asked about it.
    pub fn target(&self) -> Target {
        Target { public: true, ..Target::at(self.place.clone()) }
    }
}

/// An offer that the public sees. What is a draft, hidden or gone is not there, also for those who
/// could read it.
pub(super) async fn listed(ctx: &Ctx, id: ProductId) -> Result<Listing> {
    let product = product::product(ctx, id).await?;
    if product.listed_at.is_none() {
        return Err(Error::not_found());
    }
    let place = product::place_of_product(ctx, &product).await?;
    Ok(Listing { product, place })
}

/// A project in whatever state, and where it stands.
pub(super) async fn project_of(ctx: &Ctx, id: ProjectId) -> Result<(Project, Place)> {
    let found = project::list_by_ids(ctx.db().write(), &[id]).await?.pop();
    let project = found.ok_or_else(Error::not_found)?;
    let place = project::place_of_project(ctx, &project).await?;
    Ok((project, place))
}

/// The same within a transaction.
pub(super) async fn project_in<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Project> {
    project::list_by_ids(connection, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// Who writes in the name of these projects, which a statement names by `$1`, at a moment `$2`: as
/// `grants_of` in `identity` gives them the role, and with [`project::Project::owner`] for whom its record
/// names. The three change together.
fn sellers_in(projects: &str) -> String {
    format!(
        "select owner_id from project where id in ({projects}) \
         and owner_left_at is null and status not in ('REFUSED', 'CANCELLED') \
         union select g.person_id from officer_grant g join project p on p.id = g.project_id \
         where g.project_id in ({projects}) and p.status not in ('REFUSED', 'CANCELLED') \
         and g.role = 'PROJECT_OWNER' \
         and g.starts_at <= $2 and (g.ends_at is null or g.ends_at > $2)"
    )
}

/// Who writes in the name of a project: whom its record names, unless they have left it to the
/// committee, and to whom it is granted now.
pub(super) async fn sellers<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    now: Instant,
) -> Result<Vec<PersonId>> {
    sellers_where(connection, "$1", project, now).await
}

/// The same of all the projects that a statement names by its `$1`.
pub(super) async fn sellers_where<C: ConnectionTrait>(
    connection: &C,
    projects: &str,
    of: impl Into<Value>,
    now: Instant,
) -> Result<Vec<PersonId>> {
    db::values(connection, &sellers_in(projects), [of.into(), now.into()]).await
}

/// The numbers of a project, in E.164: those of whoever writes in its name, and those that it shows.
pub(super) async fn seller_numbers<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    now: Instant,
) -> Result<Vec<String>> {
    let sellers = sellers_in("$1");
    let sql = format!(
        "select phone from person where phone is not null and id in ({sellers}) \
         union select phone from project where id = $1 and phone is not null \
         union select whatsapp from project where id = $1 and whatsapp is not null"
    );
    db::values(connection, &sql, [project.into(), now.into()]).await
}

/// What an offer is called, for whoever is told of it.
pub(super) async fn product_name<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Named {
        name: LocalizedText,
    }
    let sql = "select name from product where id = $1";
    let found: Option<Named> = db::one(connection, sql, [product.into()]).await?;
    Ok(found.map(|found| found.name.ms).unwrap_or_default())
}
