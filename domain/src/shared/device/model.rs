//! Devices as plain values.

use crate::shared::{
    clock::Instant,
    id::{DeviceId, SessionId},
    language::Language,
};

/// One of the three apps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum App {
    /// `MyKRT`: notices.
    Mykrt,
    /// `MySRS`: the volunteer patrol.
    Mysrs,
    /// KRT Shop.
    Shop,
}

/// On what an app runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Platform {
    /// Android.
    Android,
    /// iOS and iPadOS.
    Ios,
    /// A browser.
    Web,
}

/// What an app gives to have messages pushed to it.
#[derive(Clone)]
pub struct Given {
    /// What the push service knows it by.
    pub token: String,
    /// Which app.
    pub app: App,
    /// On what it runs.
    pub platform: Platform,
    /// In which language it shows messages.
    pub language: Language,
}

/// An app on a person's phone that messages are pushed to. Its token is not shown.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Device {
    /// The id.
    pub id: DeviceId,
    /// The session in which it was registered last.
    pub session: SessionId,
    /// Which app.
    pub app: App,
    /// On what it runs.
    pub platform: Platform,
    /// In which language it shows messages.
    pub language: Language,
    /// When its person first registered it.
    pub created_at: Instant,
    /// When it was last registered, or its session refreshed; exact to half a day.
    pub last_seen_at: Instant,
}
