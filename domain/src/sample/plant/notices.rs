//! Notices of the past two months, and drafts that wait.

use chrono::TimeDelta;
use pictures::Dice;
use sea_orm::ActiveEnum;

use super::{Neighbourhood, Planting, unknown};
use crate::{
    mykrt::notice::{self, Audience, Category, Notice, NoticeStatus, Severity, Where},
    sample::content::notices::{self, NOTICES},
    shared::{error::Result, id::PersonId, language::LocalizedText},
};

/// Notices of an area; the first one, where the cast lives, gets more.
const EACH: usize = 7;
const FIRST: usize = 24;
/// Over how many days they are spread.
const DAYS: i64 = 60;

/// Plants the notices of every area that has a secretary.
pub(super) async fn plant(planting: &mut Planting, areas: &[Neighbourhood]) -> Result<()> {
    for area in areas {
        let Some(secretary) = area.secretary else { continue };
        let fitting: Vec<&notices::Notice> =
            NOTICES.iter().filter(|notice| notice.fits(area.content.state_code())).collect();
        let wanted = if area.index == 0 { FIRST } else { EACH }.min(fitting.len());
        let mut dice = Dice::new(1_000 + area.index as u64);
        let chosen = fitting.iter().cycle().skip(EACH * area.index).take(wanted + 1);
        for (place, content) in (0_i64..).zip(chosen) {
            let published = usize::try_from(place).is_ok_and(|place| place < wanted);
            if !published && area.index % 4 != 0 {
                break;
            }
            let spread = DAYS * place / i64::try_from(wanted.max(1)).unwrap_or(1);
            // Between eight in the morning and nine in the evening.
            let minutes = 8 * 60 + i64::try_from(dice.below(13 * 60)).unwrap_or(0);
            let day = if published { spread - DAYS } else { -1 };
            let at = planting.at(day, minutes);
            planting.travel(at);
            add(planting, area, secretary, content, published).await?;
        }
    }
    Ok(())
}

async fn add(
    planting: &mut Planting,
    area: &Neighbourhood,
    author_id: PersonId,
    content: &notices::Notice,
    published: bool,
) -> Result<()> {
    let now = planting.ctx.now();
    let severity = Severity::try_from_value(&content.severity.to_owned())
        .map_err(|_| unknown("severity", content.severity))?;
    let audience = Audience { place: Where::Area(area.id), roles: Vec::new(), people: Vec::new() };
    let notice = Notice {
        id: planting.ctx.mint(),
        audience: audience.mask(),
        scope: audience.place,
        area_id: Some(area.id),
        official: false,
        author_id,
        severity,
        category: category(content.category)?,
        status: if published { NoticeStatus::Published } else { NoticeStatus::Draft },
        title: LocalizedText::new(content.title_ms, content.title_en),
        body: LocalizedText::new(content.body_ms, content.body_en),
        link: None,
        needs_acknowledgement: false,
        is_public: false,
        slug: None,
        version: if published { 2 } else { 1 },
        carried_version: 0,
        push_round: 0,
        asked_again_at: None,
        asked_version: 0,
        publish_at: None,
        scheduled_by: None,
        held_back_at: None,
        published_at: published.then_some(now),
        edited_at: None,
        expires_at: None,
        pinned_until: None,
        withdrawn_at: None,
        status_reason: None,
        created_at: now - TimeDelta::minutes(20),
        updated_at: now,
        read_at: None,
        acknowledged_at: None,
        named: false,
    };
    notice::add_notice(planting.work.connection(), &notice, true).await?;
    planting.planted.notices += 1;
    Ok(())
}

/// The content tells more kinds apart than the apps do.
fn category(code: &str) -> Result<Category> {
    match code {
        "COMMUNITY" | "LOST_AND_FOUND" => Ok(Category::General),
        "WEATHER" => Ok(Category::Disaster),
        "CELEBRATION" | "LEARNING" => Ok(Category::Activity),
        other => {
            Category::try_from_value(&other.to_owned()).map_err(|_| unknown("category", other))
        }
    }
}
