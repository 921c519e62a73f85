//! The full life of a neighbourhood: its boundary, the rules for terms with their dates, who
//! appointed whom and why, and which reminder of a term's end was given.

pub(crate) const UP: &str = r"
alter table area add column version bigint not null default 1;
create index area_near on area (latitude, longitude, id);
drop index area_position;
create table area_boundary (
    area_id {id} primary key references area (id),
    geometry {json} not null,
    south {double} not null,
    west {double} not null,
    north {double} not null,
    east {double} not null,
    set_by {id} not null references person (id),
    set_at {instant} not null
);
create index area_boundary_box on area_boundary (south, north, west, east, area_id);
create index area_boundary_set_by on area_boundary (set_by);
create table term_regime (
    code text primary key,
    months bigint not null,
    terms_in_a_row bigint,
    extra_terms bigint not null,
    break_days bigint not null,
    counts_earlier_terms boolean not null,
    in_force_from {instant}
);
-- The first rule is in force before anything that is kept here. When the amendment begins is not
-- known: it has no date until headquarters gives it one.
insert into term_regime (code, months, terms_in_a_row, extra_terms, break_days, counts_earlier_terms, in_force_from)
values ('ACT_751', 24, null, 0, 365, false, '1970-01-01T00:00:00+00:00'),
       ('A1789', 36, 2, 1, 365, false, null);
alter table appointment add column regime_code text references term_regime (code);
alter table appointment add column given_by {id} references person (id);
alter table appointment add column given_at {instant};
alter table appointment add column exception_reason text;
alter table appointment add column exception_by {id} references person (id);
alter table appointment add column ended_by {id} references person (id);
alter table appointment add column ended_at {instant};
alter table appointment add column end_reason text;
create index appointment_regime on appointment (regime_code);
create index appointment_given_by on appointment (given_by);
create index appointment_exception_by on appointment (exception_by);
create index appointment_ended_by on appointment (ended_by);
create index appointment_holder on appointment (area_id, post, starts_at, ends_at);
drop index appointment_area;
create index appointment_term_end on appointment (ends_at, id);
alter table group_coordinator add column given_by {id} references person (id);
alter table group_coordinator add column ended_by {id} references person (id);
create index group_coordinator_given_by on group_coordinator (given_by);
create index group_coordinator_ended_by on group_coordinator (ended_by);
create table term_reminder (
    appointment_id {id} not null references appointment (id),
    days_before bigint not null,
    given_at {instant} not null,
    primary key (appointment_id, days_before)
);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table term_reminder;
drop index group_coordinator_ended_by;
drop index group_coordinator_given_by;
alter table group_coordinator drop column ended_by;
alter table group_coordinator drop column given_by;
drop index appointment_term_end;
create index appointment_area on appointment (area_id, post);
drop index appointment_holder;
drop index appointment_ended_by;
drop index appointment_exception_by;
drop index appointment_given_by;
drop index appointment_regime;
alter table appointment drop column end_reason;
alter table appointment drop column ended_at;
alter table appointment drop column ended_by;
alter table appointment drop column exception_by;
alter table appointment drop column exception_reason;
alter table appointment drop column given_at;
alter table appointment drop column given_by;
alter table appointment drop column regime_code;
drop table term_regime;
drop table area_boundary;
create index area_position on area (latitude, longitude);
drop index area_near;
alter table area drop column version;
";
