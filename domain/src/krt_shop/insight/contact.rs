//! The way from an offer to its seller, which is counted.

use super::{
    model::{Event, Seen, Sighting},
    service::note,
};
use crate::{
    krt_shop::{
        product,
        project::{self, Project, ProjectStatus},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::ProjectId,
    },
};

/// How somebody reaches a seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a call.
    Phone,
    /// By WhatsApp, with a text that is ready to be sent.
    Whatsapp,
}

/// Where a tap leads: `tel:+60…` or `https://wa.me/60…`. Everybody, for what the public sees; a way that
/// the project does not show is not there.
pub async fn contact(ctx: &Ctx, seen: Seen, way: Way) -> Result<String> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let (project, about) = match seen {
        Seen::Product(id) => {
            let product = product::product(ctx, id).await?;
            if product.listed_at.is_none() {
                return Err(Error::not_found());
            }
            let project = at_work(ctx, product.project_id).await?;
            (project, product.name.resolve(&ctx.languages).0.to_owned())
        }
        Seen::Project(id) => {
            let project = at_work(ctx, id).await?;
            let name = project.name.clone();
            (project, name)
        }
    };
    let link = match way {
        Way::Phone => project.phone.as_ref().map(|phone| format!("tel:{phone}")),
        Way::Whatsapp => project
            .whatsapp
            .as_ref()
            .map(|number| project::whatsapp_link(number, &about, &ctx.languages)),
    };
    let link = link.ok_or_else(Error::not_found)?;
    note(ctx, project.id, Sighting::of(seen, Event::Contacted));
    Ok(link)
}

async fn at_work(ctx: &Ctx, id: ProjectId) -> Result<Project> {
    let project = project::project(ctx, id).await?;
    if project.status == ProjectStatus::Active { Ok(project) } else { Err(Error::not_found()) }
}
