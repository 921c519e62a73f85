//! Importing districts and areas from CSV.
pub struct ImportReport;
pub struct BadRow;
pub struct ImportRow;
pub fn import_areas() {}
pub fn import_districts() {}
