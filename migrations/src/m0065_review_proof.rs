//! How far somebody's track has to lead before it proves presence for a certificate: a phone that lies on
//! a bed sends fixes all night.
//!
//! No text of the department fixes the length: 500 metres is our own assumption, and another dated row
//! changes it from its day on.

pub(crate) const UP: &str = r"
alter table report_rule add column least_metres bigint not null default 500;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table report_rule drop column least_metres;
";
