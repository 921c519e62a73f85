//! The poster of a stall: a large code that leads to the page of the project or of one offer.

use super::address::{offer_url, project_url};
use crate::{
    krt_shop::{
        product,
        project::{self, Project, ProjectStatus},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{ProductId, ProjectId},
        language::Language,
        paper::{Code, Paper},
    },
};

/// How wide the code is printed, in points: 150 mm, which a phone reads from across a stall.
const SIDE: f32 = 425.0;

/// What stands on the poster beside names.
struct Words {
    how: &'static str,
    phone: &'static str,
    price: &'static str,
    from: &'static str,
    ask: &'static str,
    whatsapp: &'static str,
}

const MALAY: Words = Words {
    how: "Imbas dengan kamera telefon untuk melihat gambar, harga dan cara memesan.",
    phone: "Telefon",
    price: "Harga",
    from: "dari",
    ask: "tanya penjual",
    whatsapp: "WhatsApp",
};

const ENGLISH: Words = Words {
    how: "Scan with your phone's camera to see pictures, prices and how to order.",
    phone: "Phone",
    price: "Price",
    from: "from",
    ask: "ask the seller",
    whatsapp: "WhatsApp",
};

fn words(ctx: &Ctx) -> &'static Words {
    if ctx.languages.sentences() == Language::En { &ENGLISH } else { &MALAY }
}

/// The project that the actor may print for. A poster leads nowhere while the public sees nothing.
async fn printable(ctx: &Ctx, id: ProjectId) -> Result<Project> {
    ctx.person()?;
    let project = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    ctx.authorize(Action::ProductWrite, &Target::at(place))?;
    if project.status != ProjectStatus::Active {
        return Err(not_shown());
    }
    Ok(project)
}

fn not_shown() -> crate::shared::error::Error {
    Refusal::of(ErrorCode::StateInvalid).with("status", "INACTIVE").stop()
}

/// The poster of a project as a PDF of one page, in the reader's language, for its owner.
pub async fn project_poster(ctx: &Ctx, public_url: &str, id: ProjectId) -> Result<Vec<u8>> {
    let project = printable(ctx, id).await?;
    let address = project_url(public_url, &project.slug);
    poster(words(ctx), &project, (project.name.as_str(), address.as_str()), &[])
}

/// The poster of one offer that the public sees, for its project's owner.
pub async fn product_poster(ctx: &Ctx, public_url: &str, id: ProductId) -> Result<Vec<u8>> {
    let product = product::own_product(ctx, id).await?;
    let project = printable(ctx, product.project_id).await?;
    if product.listed_at.is_none() {
        return Err(not_shown());
    }
    let words = words(ctx);
    let address = offer_url(public_url, &product.slug);
    // The usual price: paper knows of no promotion that ends.
    let unit = product.unit.as_deref().map(|unit| format!(" / {unit}")).unwrap_or_default();
    let price = match (product.price_sen, product.price_kind) {
        (None, _) => words.ask.to_owned(),
        (Some(sen), product::PriceKind::From) => format!("{} {}{unit}", words.from, ringgit(sen)),
        (Some(sen), _) => format!("{}{unit}", ringgit(sen)),
    };
    // Paper has the letters of Malay and English, and the words around it are of these.
    let name = product.name.get(ctx.languages.sentences()).unwrap_or(&product.name.ms);
    poster(words, &project, (name, address.as_str()), &[(words.price, price.as_str())])
}

fn ringgit(sen: i64) -> String {
    format!("RM {}.{:02}", sen / 100, sen % 100)
}

fn poster(
    words: &Words,
    project: &Project,
    (title, address): (&str, &str),
    facts: &[(&str, &str)],
) -> Result<Vec<u8>> {
    let mut paper = Paper::new(title);
    paper.heading(title);
    if title != project.name {
        paper.subheading(&project.name);
    }
    let mut fields = facts.to_vec();
    fields.extend(project.phone.as_deref().map(|phone| (words.phone, phone)));
    fields.extend(project.whatsapp.as_deref().map(|number| (words.whatsapp, number)));
    paper.fields(&fields);
    paper.space(8.0);
    paper.text(words.how);
    let code =
        Code { text: address.to_owned(), title: address.to_owned(), note: "KRT Shop".to_owned() };
    paper.codes(&[code], SIDE)?;
    Ok(paper.finish())
}
