//! What a phone keeps beside offers and projects: categories, how buyers rate an offer, and where projects
//! sell together.

use chrono::{DateTime, Utc};
use domain::{
    krt_shop::{
        category::Category,
        kiosk::{DeltaKiosk, DeltaStand, KioskKind},
        review::Rating,
    },
    shared::language::LocalizedText,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A category.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfflineCategory<'a> {
    /// The code.
    code: &'a str,
    /// The category that it belongs to.
    parent_code: Option<&'a str>,
    /// The name.
    #[schema(value_type = Object)]
    name: &'a LocalizedText,
    /// Its place among those with the same parent.
    position: i64,
}

/// A category as a phone keeps it.
pub(super) fn category(category: &Category) -> OfflineCategory<'_> {
    OfflineCategory {
        code: &category.code,
        parent_code: category.parent_code.as_deref(),
        name: &category.name,
        position: category.position,
    }
}

/// How buyers rate an offer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfflineRating {
    /// How many reviews are shown.
    reviews: i64,
    /// The stars of one review, from 1.0 to 5.0 in tenths.
    average: f64,
}

/// A rating; of what nobody has rated nothing is said.
pub(super) fn rating(rating: Rating) -> Option<OfflineRating> {
    rating.average().map(|average| OfflineRating { reviews: rating.reviews, average })
}

/// A kiosk or a carnival.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfflineKiosk<'a> {
    /// The id.
    id: String,
    /// `KIOSK`, which has opening hours, or `CARNIVAL`, which has a time.
    #[schema(value_type = String)]
    kind: KioskKind,
    /// The name: `ms`, and `en`, `zh`, `ta` as far as they are written.
    #[schema(value_type = Object)]
    name: &'a LocalizedText,
    /// What there is, in the same way.
    #[schema(value_type = Option<Object>)]
    description: Option<&'a LocalizedText>,
    /// The address.
    address: &'a str,
    /// The two-digit code of its state.
    state_code: &'a str,
    /// The id of its district.
    district_id: String,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// When a kiosk is open, in the order of the week.
    opening_hours: Vec<OfflineOpening<'a>>,
    /// When a carnival begins.
    starts_at: Option<DateTime<Utc>>,
    /// When it is over: the phone takes it away itself then.
    ends_at: Option<DateTime<Utc>>,
    /// Who stands there.
    stands: Vec<OfflineStand>,
}

/// A time for which a kiosk is open each week.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflineOpening<'a> {
    /// `MONDAY` to `SUNDAY`.
    #[schema(value_type = String)]
    day: domain::krt_shop::project::Weekday,
    /// From when on, `HH:MM` in Malaysia.
    opens: &'a str,
    /// Until when; before `opens` it is a time of the next day.
    closes: &'a str,
}

/// A project that stands there. A project and offers that the phone does not have, or has no longer, it
/// leaves out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfflineStand {
    /// The project's id.
    project_id: String,
    /// The ids of the offers that it sells there, in their order.
    product_ids: Vec<String>,
}

/// A place as a phone keeps it.
pub(super) fn kiosk(told: &DeltaKiosk) -> OfflineKiosk<'_> {
    let DeltaKiosk { kiosk, stands } = told;
    let hours = kiosk.opening_hours.iter().flat_map(|hours| hours.0.iter());
    OfflineKiosk {
        id: kiosk.id.to_string(),
        kind: kiosk.kind,
        name: &kiosk.name,
        description: kiosk.description.as_ref(),
        address: &kiosk.address,
        state_code: &kiosk.state_code,
        district_id: kiosk.district_id.to_string(),
        latitude: kiosk.latitude,
        longitude: kiosk.longitude,
        opening_hours: hours
            .map(|opening| OfflineOpening {
                day: opening.day,
                opens: &opening.opens,
                closes: &opening.closes,
            })
            .collect(),
        starts_at: kiosk.starts_at,
        ends_at: kiosk.ends_at,
        stands: stands.iter().map(stand).collect(),
    }
}

fn stand(told: &DeltaStand) -> OfflineStand {
    OfflineStand {
        project_id: told.project_id.to_string(),
        product_ids: told.product_ids.iter().map(ToString::to_string).collect(),
    }
}
