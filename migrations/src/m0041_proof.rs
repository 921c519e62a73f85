//! What is believed: a verdict for each check-in, what people decided about it, and the bounds by which
//! the program judges.
//!
//! A check-in from before has no verdict: whoever reads it takes it from its doubts, so that no old
//! row is written. The bounds are dated rows: a new row changes what holds from its day on, and no
//! program.

pub(crate) const UP: &str = r"
alter table check_in add column verdict text;
alter table check_in add column decided text;
alter table patrol add column judged_at {instant};
alter table patrol add column doubted_fixes bigint;
create table check_in_decision (
    id {id} primary key,
    check_in_id {id} not null references check_in (id),
    verdict text not null,
    reason text not null,
    decided_by {id} not null references person (id),
    decided_at {instant} not null
);
create index check_in_decision_check_in on check_in_decision (check_in_id, decided_at, id);
create index check_in_decision_decided_by on check_in_decision (decided_by);
create table proof_rule (
    effective_from {instant} primary key,
    most_excused_metres bigint not null,
    vaguest_metres bigint not null,
    again_after_seconds bigint not null,
    fastest_metres_a_second bigint not null,
    source text not null
);
insert into proof_rule (effective_from, most_excused_metres, vaguest_metres, again_after_seconds,
                        fastest_metres_a_second, source)
values ('2012-01-01T00:00:00+00:00', 100, 200, 300, 33, 'Our own bounds: a phone between houses, five minutes on one spot, 120 km/h');
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table proof_rule;
drop table check_in_decision;
alter table patrol drop column doubted_fixes;
alter table patrol drop column judged_at;
alter table check_in drop column decided;
alter table check_in drop column verdict;
";
