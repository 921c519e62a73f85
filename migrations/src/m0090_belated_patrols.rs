//! A patrol whose beginning came from somebody who had left its unit by then is kept and judged, and nobody
//! is taken to be on the way with it: no alarm is raised for it, no map shows it and it gives no right to
//! what goes on. It is like any other once somebody of the unit brings something of it before it ends.
//! Of patrols from before nobody knows it, and those that are on the way end within days.

pub(crate) const UP: &str = r"
alter table patrol add column belated boolean not null default false;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table patrol drop column belated;
";
