//! Economic projects as plain values.

use crate::shared::{
    clock::Instant,
    id::{AreaId, PersonId, ProjectId},
    language::LocalizedText,
};

/// How far a project has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProjectStatus {
    /// Applied for.
    Applied,
    /// Checked by the district officer.
    CheckedByDistrict,
    /// Confirmed by the state's director, and at work: the public sees it.
    Active,
    /// Not at work for now.
    Inactive,
    /// Ended.
    Cancelled,
}

/// An economic project.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Project {
    /// The id.
    pub id: ProjectId,
    /// The neighbourhood whose project it is.
    pub area_id: AreaId,
    /// Who keeps its record and writes its products.
    pub owner_id: PersonId,
    /// What it mostly offers.
    pub category_code: String,
    /// The short name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// What it is and how it came to be.
    pub story: LocalizedText,
    /// Since which year.
    pub start_year: Option<i64>,
    /// How far it has come.
    pub status: ProjectStatus,
    /// Whether it is sample content.
    pub sample: bool,
    /// When its record was made.
    pub created_at: Instant,
    /// When its record was last changed.
    pub updated_at: Instant,
}

/// A project's record as the program itself is given it.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// The neighbourhood whose project it is.
    pub area_id: AreaId,
    /// Who writes its products.
    pub owner_id: PersonId,
    /// What it mostly offers.
    pub category_code: String,
    /// The name, 1 to 120 characters.
    pub name: String,
    /// What it is and how it came to be, at most 2,000 characters in each language.
    pub story: LocalizedText,
    /// Since which year.
    pub start_year: Option<i64>,
    /// How far it has come.
    pub status: ProjectStatus,
    /// Whether it, and what it offers, is sample content.
    pub sample: bool,
}

/// Which projects are wanted.
#[derive(Clone, Debug, Default)]
pub struct ProjectFilter {
    /// Of this neighbourhood.
    pub area_id: Option<AreaId>,
    /// Of this category, and everything below it.
    pub category_code: Option<String>,
}
