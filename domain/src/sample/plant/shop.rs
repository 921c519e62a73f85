//! Categories, economic projects and what they offer.

use pictures::Dice;
use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::{Neighbourhood, Planting, people, unknown};
use crate::{
    krt_shop::{
        category::{self, Category},
        product::{
            self, Availability, NewDelivery, NewOffer, NewPicture, NewProduct, NewPromotion,
            NewVariant, PlaceKind, PriceKind, ProductKind,
        },
        project::{
            self, NewProject, Opening, PaymentMethod, Profile, Project, ProjectStatus, Weekday,
        },
    },
    policy::Actor,
    sample::content::{
        areas,
        people::{CAST, CastScope},
        shop::{self, CATEGORIES, PROJECTS},
    },
    shared::{
        ctx::{Ctx, Origin},
        error::Result,
        id::{PersonId, SessionId},
        language::{Languages, LocalizedText},
        media::{self, Drawn},
    },
};

/// Over how many days the offers came.
const DAYS: i64 = 45;

/// Plants the shop, and gives its projects back in their order. `pictures` has one for each offer.
pub(super) async fn plant(
    planting: &mut Planting,
    areas: &[Neighbourhood],
    pictures: &[Drawn],
) -> Result<Vec<Project>> {
    for (position, content) in (1..).zip(CATEGORIES) {
        let category = Category {
            code: code(content.code),
            parent_code: content.parent.map(code),
            name: LocalizedText::new(content.name_ms, content.name_en),
            position,
        };
        category::put_category(&mut planting.work, &category).await?;
    }
    let mut projects = Vec::with_capacity(PROJECTS.len());
    for (index, content) in PROJECTS.iter().enumerate() {
        projects.push(add_project(planting, areas, index, content).await?);
    }
    let mut dice = Dice::new(2_026);
    let number = i64::try_from(pictures.len().max(1)).unwrap_or(1);
    for (place, (content, picture)) in (0_i64..).zip(shop::offers().zip(pictures)) {
        let minutes = 9 * 60 + i64::try_from(dice.below(10 * 60)).unwrap_or(0);
        // By steps that share no divisor with their number, so that a day's offers are mixed.
        let at = planting.at((place * 37 % number) * DAYS / number - DAYS, minutes);
        planting.travel(at);
        let project = projects
            .get(content.project)
            .ok_or_else(|| unknown("project", &content.project.to_string()))?;
        let offer = offer(planting, place, content);
        add_product(planting, project, content, (picture, offer)).await?;
    }
    planting.planted.projects = projects.len();
    Ok(projects)
}

/// The content writes codes in small letters with hyphens; they are kept in capitals.
fn code(content: &str) -> String {
    content.to_uppercase().replace('-', "_")
}

async fn add_project(
    planting: &mut Planting,
    areas: &[Neighbourhood],
    index: usize,
    content: &shop::Project,
) -> Result<Project> {
    let area = areas.get(content.area).ok_or_else(|| unknown("area", &content.area.to_string()))?;
    let at = planting.at(-DAYS - 30, 10 * 60);
    planting.travel(at);
    let cast = CAST.iter().find(|member| member.scope == CastScope::Project(index));
    let owner_id = match cast {
        Some(member) => {
            let person = people::cast_member(planting, member).await?;
            people::join(planting, person, area.id).await?;
            person
        }
        None => people::resident(planting, area.id).await?,
    };
    let new = NewProject {
        area_id: area.id,
        owner_id,
        category_code: code(content.category),
        name: content.name.to_owned(),
        story: LocalizedText::new(content.story_ms, content.story_en),
        start_year: Some(i64::from(content.start_year)),
        status: ProjectStatus::Active,
        sample: true,
    };
    let id = planting.ctx.mint();
    let profile = profile(&new, index, area.content);
    project::add_described(&planting.ctx, &mut planting.work, id, &new, profile).await
}

/// What a seller must show, and how one reaches them: by numbers that reach nobody.
fn profile(new: &NewProject, index: usize, area: &areas::Area) -> Profile {
    let opening =
        |day: Weekday| Opening { day, opens: "09:00".to_owned(), closes: "17:00".to_owned() };
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Saturday,
    ];
    let phone = Some(format!("+6011555{:05}", 70_000 + index));
    Profile {
        start_year: new.start_year,
        whatsapp: phone.clone(),
        phone,
        email: Some(format!("projek{}@contoh.example", index + 1)),
        address: Some(area.address.to_owned()),
        postcode: Some(area.postcode.to_owned()),
        position: Some((area.latitude, area.longitude)),
        opening_hours: days.map(opening).to_vec(),
        payment_methods: vec![
            PaymentMethod::Cash,
            PaymentMethod::BankTransfer,
            PaymentMethod::DuitNowQr,
        ],
        terms: Some(LocalizedText::new(
            "Bayaran penuh semasa ambil atau sebelum dihantar. Barang rosak diganti dalam 3 hari.",
            "Full payment on collection or before delivery. What is damaged is replaced within 3 days.",
        )),
        delivery_estimate: Some(LocalizedText::new(
            "1 hingga 3 hari bekerja dalam daerah",
            "1 to 3 working days within the district",
        )),
        ..Profile::telling(new.story.clone())
    }
}

/// What offers say besides: by turns, so that every way of it can be seen somewhere.
fn offer(planting: &Planting, place: i64, content: &shop::Product) -> NewOffer {
    let on_order = content.kind == "MADE_TO_ORDER";
    let mut offer = NewOffer {
        lead_time_days: on_order.then_some(3),
        availability: if place % 11 == 4 { Availability::Few } else { Availability::InStock },
        ..NewOffer::default()
    };
    if content.kind == "GOODS" && place % 13 == 6 {
        offer.availability = Availability::Seasonal;
        offer.season_months = vec![5, 6, 7, 11, 12];
    }
    if matches!(content.kind, "GOODS" | "MADE_TO_ORDER") {
        let to = |place_kind, place: Option<&str>, cost_sen| {
            let place = place.map(str::to_owned);
            NewDelivery { place_kind, place, cost_sen }
        };
        offer.deliveries = match place % 4 {
            0 => vec![to(PlaceKind::Nation, None, Some(1_000))],
            1 => vec![
                to(PlaceKind::State, Some("01"), Some(0)),
                to(PlaceKind::State, Some("10"), Some(800)),
            ],
            2 => vec![to(PlaceKind::State, Some("14"), None)],
            _ => Vec::new(),
        };
    }
    let Some(price) = content.price_sen else { return offer };
    if content.kind == "GOODS" && place % 5 == 1 {
        let size = |ms, en, price_sen, availability| NewVariant {
            id: None,
            name: LocalizedText::new(ms, en),
            price_sen,
            availability,
        };
        offer.price_kind = Some(PriceKind::From);
        offer.variants = vec![
            size("Kecil", "Small", None, Availability::InStock),
            size("Sederhana", "Medium", Some(price * 2), Availability::InStock),
            size("Besar", "Large", Some(price * 3), Availability::Out),
        ];
    }
    if place % 9 == 2 {
        // It began when the offer was written, and ends some weeks after the present.
        let until = planting.at(21, 0);
        let price_sen = (price * 8 / 10).max(1);
        offer.promotion = Some(NewPromotion { price_sen, from: None, until });
    }
    offer
}

async fn add_product(
    planting: &mut Planting,
    project: &Project,
    content: &shop::Product,
    (picture, offer): (&Drawn, NewOffer),
) -> Result<()> {
    let owner = as_owner(&planting.ctx, project.last_owner_id);
    let connection = planting.work.connection();
    let media_id = media::add_drawn(&owner, connection, project.last_owner_id, picture).await?;
    let name = LocalizedText::new(content.name_ms, content.name_en);
    let new = NewProduct {
        project_id: project.id,
        category_code: code(content.category),
        kind: ProductKind::try_from_value(&content.kind.to_owned())
            .map_err(|_| unknown("kind", content.kind))?,
        name: name.clone(),
        description: LocalizedText::new(content.description_ms, content.description_en),
        price_sen: content.price_sen,
        unit: Some(content.unit_ms.to_owned()),
        pictures: vec![NewPicture { media_id, alternative_text: Some(name) }],
        offer,
    };
    product::add_published(&owner, &mut planting.work, project, &new).await?;
    planting.planted.products += 1;
    Ok(())
}

/// The owner in the past, who alone may use their pictures.
pub(super) fn as_owner(ctx: &Ctx, id: PersonId) -> Ctx {
    let actor = Actor::Person { id, session: SessionId(Uuid::nil()), grants: Vec::new() };
    Ctx::new(ctx.tools().clone(), actor, Languages::default(), Origin::default())
}
