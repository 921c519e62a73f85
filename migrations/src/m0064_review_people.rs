//! A call for help that nobody closed rings again when its caller calls again, and one that nobody
//! answers rings on.
//!
//! No text of the department fixes any of it; each is our own assumption, and a dated row may say
//! otherwise: once the officers are told it rings every five minutes; a call that rang longer ago than
//! ten minutes has fallen silent; one that came in more than twelve hours ago is another one.
//!
//! `rings_before` counts the rings before the caller called anew, so that `rounds` begins again and no
//! ring has the number of an earlier one. Of calls before this step the rest is null: nobody noted it.

pub(crate) const UP: &str = r"
alter table sos_rule add column slow_seconds bigint not null default 300;
alter table sos_rule add column anew_seconds bigint not null default 600;
alter table sos_rule add column lapse_hours bigint not null default 12;
alter table sos add column rings_before bigint not null default 0;
alter table sos add column rung_at {instant};
alter table sos add column officers_at {instant};
alter table sos add column again_id {id};
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table sos drop column again_id;
alter table sos drop column officers_at;
alter table sos drop column rung_at;
alter table sos drop column rings_before;
alter table sos_rule drop column lapse_hours;
alter table sos_rule drop column anew_seconds;
alter table sos_rule drop column slow_seconds;
";
