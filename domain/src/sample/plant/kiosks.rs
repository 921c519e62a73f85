//! Where the sample's projects sell together: a kiosk, and a carnival in some days.

use sea_orm::FromQueryResult;

use super::{Neighbourhood, Planting};
use crate::{
    krt_shop::{
        kiosk::{self, Given, KioskKind, NewKiosk},
        project::{Opening, Project, Weekday},
    },
    shared::{
        db,
        error::Result,
        id::{DistrictId, PersonId, ProjectId},
        language::LocalizedText,
    },
};

/// So many projects stand at the carnival; the first of them has a place at the kiosk.
const STANDS: usize = 5;

/// Where an area lies.
#[derive(FromQueryResult)]
struct Place {
    district_id: DistrictId,
    state_code: String,
}

/// Plants both in the first project's district, by one of its officers.
pub(super) async fn plant(
    planting: &mut Planting,
    areas: &[Neighbourhood],
    projects: &[Project],
) -> Result<()> {
    let connection = planting.work.connection();
    let sql = "select person_id from officer_grant where role = 'DISTRICT_OFFICER' \
               order by id limit 1";
    let officer: Option<PersonId> = db::value(connection, sql, []).await?;
    let home = projects.first().map(|project| project.area_id);
    let area = areas.iter().find(|area| Some(area.id) == home);
    let (Some(officer), Some(area)) = (officer, area) else { return Ok(()) };
    let sql = "select district_id, state_code from area where id = $1";
    let place: Option<Place> = db::one(connection, sql, [area.id.into()]).await?;
    let Some(Place { district_id, state_code }) = place else { return Ok(()) };
    let at = planting.at(-3, 10 * 60);
    planting.travel(at);
    let stands: Vec<ProjectId> = projects.iter().take(STANDS).map(|project| project.id).collect();
    let first = stands.get(..1).unwrap_or_default();
    let (kiosk, carnival) = (open(area, district_id), days(planting, area, district_id));
    for (new, projects) in [(kiosk, first), (carnival, stands.as_slice())] {
        let given = Given { officer, state_code: &state_code, projects };
        kiosk::add_described(&planting.ctx, &mut planting.work, &new, given).await?;
    }
    Ok(())
}

/// A kiosk that is open on working days.
fn open(area: &Neighbourhood, district_id: DistrictId) -> NewKiosk {
    let opening =
        |day: Weekday| Opening { day, opens: "09:00".to_owned(), closes: "17:00".to_owned() };
    let days =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    NewKiosk {
        id: None,
        version: None,
        kind: KioskKind::Kiosk,
        name: LocalizedText::new("KIOSK@KRT (contoh)", "KIOSK@KRT (sample)"),
        description: Some(LocalizedText::new(
            "Hasil projek ekonomi kawasan ini, setiap hari bekerja.",
            "What this neighbourhood's project makes, every working day.",
        )),
        address: area.content.address.to_owned(),
        district_id,
        position: (area.content.latitude, area.content.longitude),
        opening_hours: days.map(opening).to_vec(),
        starts_at: None,
        ends_at: None,
    }
}

/// A carnival of two days, a week and a half from now.
fn days(planting: &Planting, area: &Neighbourhood, district_id: DistrictId) -> NewKiosk {
    NewKiosk {
        id: None,
        version: None,
        kind: KioskKind::Carnival,
        name: LocalizedText::new("Karnival Ekonomi (contoh)", "Economic carnival (sample)"),
        description: Some(LocalizedText::new(
            "Projek ekonomi rukun tetangga menjual bersama-sama.",
            "The projects of the neighbourhoods sell together.",
        )),
        address: area.content.address.to_owned(),
        district_id,
        position: (area.content.latitude, area.content.longitude),
        opening_hours: Vec::new(),
        starts_at: Some(planting.at(10, 9 * 60)),
        ends_at: Some(planting.at(11, 18 * 60)),
    }
}
