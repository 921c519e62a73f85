//! Where the pages of the shop stand, from the address of this service on.

use crate::shared::id::KioskId;

/// The page of an offer, by its short name.
#[must_use]
pub fn offer_url(public_url: &str, slug: &str) -> String {
    format!("{public_url}/p/{slug}")
}

/// The page of a project, by its short name.
#[must_use]
pub fn project_url(public_url: &str, slug: &str) -> String {
    format!("{public_url}/s/{slug}")
}

/// The page of a kiosk or a carnival.
#[must_use]
pub fn kiosk_url(public_url: &str, id: KioskId) -> String {
    format!("{public_url}/k/{id}")
}

/// A carnival as a calendar's file.
#[must_use]
pub fn kiosk_file_url(public_url: &str, id: KioskId) -> String {
    format!("{public_url}/v1/shop/kiosks/{id}.ics")
}
