//! JSON is kept as the text it is. It is written and read whole and never searched within, and
//! `jsonb` has to be made into text again for each reader: a page of products with its names and
//! pictures took PostgreSQL 1.4 times as long. Each table is rewritten and locked meanwhile, which
//! takes about a second for a million rows' worth of products; nodes that run on during the step
//! connect anew at their next statement.

pub(crate) const UP: &str = "";

pub(crate) const UP_POSTGRES: &str = r"
alter table area_boundary alter column geometry type json using geometry::text::json;
alter table category alter column name type json using name::text::json;
alter table notice
    alter column title type json using title::text::json,
    alter column body type json using body::text::json;
alter table patrol_unit alter column coverage type json using coverage::text::json;
alter table product
    alter column name type json using name::text::json,
    alter column description type json using description::text::json,
    alter column cover type json using cover::text::json;
alter table product_picture
    alter column alternative_text type json using alternative_text::text::json;
alter table project alter column story type json using story::text::json;
alter table replay alter column outcome type json using outcome::text::json;
alter table unit_application alter column coverage type json using coverage::text::json;
";

/// The tables go with the steps that made them, whichever type they have.
pub(crate) const DOWN: &str = "";
