//! How far somebody's track has to lead before it proves presence for a certificate: a phone that lies on
//! a bed sends fixes all night. And whether the phone's system says that an app made a fix up; it said
//! nothing of that about fixes from before.
//!
//! No text of the department fixes the length: 500 metres is our own assumption, and another dated row
//! changes it from its day on.

pub(crate) const UP: &str = r"
alter table report_rule add column least_metres bigint not null default 500;
alter table track_point add column mock boolean;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table track_point drop column mock;
alter table report_rule drop column least_metres;
";
