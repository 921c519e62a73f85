//! The registry of patrol units: applications with their steps, members' consent, approvals with
//! the day on which they are due, notices of the start, and warnings of a unit that is too small.
//!
//! What the law asks (`unit_rule`) and what the client charter promises (`approval_charter`) are
//! dated rows: a new row changes what holds from its day on, and no program.

pub(crate) const UP: &str = r"
create table unit_rule (
    effective_from {instant} primary key,
    least_members bigint not null,
    least_age bigint not null,
    widest_metres bigint not null,
    source text not null
);
insert into unit_rule (effective_from, least_members, least_age, widest_metres, source) values
    ('2012-01-01T00:00:00+00:00', 20, 18, 20000, 'Act 751: at least 20 residents aged 18 or more; the width of a map is our own bound');
create table approval_charter (
    subject text not null,
    effective_from {instant} not null,
    counting text not null,
    amount bigint not null,
    source text not null,
    primary key (subject, effective_from)
);
insert into approval_charter (subject, effective_from, counting, amount, source) values
    ('PATROL_UNIT', '2017-01-01T00:00:00+00:00', 'DAYS', 7, 'Client charter 2017: within 7 days of complete documents'),
    ('AREA', '2017-01-01T00:00:00+00:00', 'DAY_OF_NEXT_MONTH', 15, 'Client charter 2017: by the 15th of the following month');
create table approval (
    subject_id {id} primary key,
    subject text not null,
    area_id {id} not null references area (id),
    state_code text not null references state (code),
    district_id {id} not null references district (id),
    desk text not null,
    complete_at {instant} not null,
    due_at {instant} not null
);
create index approval_due on approval (due_at, subject_id);
create index approval_state on approval (state_code, due_at, subject_id);
create index approval_district on approval (district_id, due_at, subject_id);
create index approval_area on approval (area_id);
create index area_waiting on area (id) where status in ('APPLIED', 'CHECKED_BY_DISTRICT', 'CONFIRMED_BY_STATE');
create table unit_application (
    id {id} primary key,
    area_id {id} not null references area (id),
    status text not null,
    version bigint not null,
    name text,
    meeting_place text,
    coverage {json},
    minutes_number text,
    minutes_on {date},
    minutes_text text,
    minutes_media_id {id} references media (id),
    leader_id {id} references person (id),
    unit_id {id} references patrol_unit (id),
    created_by {id} not null references person (id),
    created_at {instant} not null,
    updated_at {instant} not null,
    completed_at {instant}
);
create index unit_application_area on unit_application (area_id, id);
create index unit_application_media on unit_application (minutes_media_id);
create index unit_application_leader on unit_application (leader_id);
create index unit_application_unit on unit_application (unit_id);
create index unit_application_created_by on unit_application (created_by);
create table unit_step (
    id {id} primary key,
    application_id {id} references unit_application (id),
    unit_id {id} references patrol_unit (id),
    number bigint not null,
    deed text not null,
    desk text not null,
    from_status text,
    to_status text not null,
    person_id {id} not null references person (id),
    reason text,
    due_at {instant},
    taken_at {instant} not null,
    constraint unit_step_once unique (application_id, number)
);
create index unit_step_unit on unit_step (unit_id, taken_at);
create index unit_step_person on unit_step (person_id);
create table unit_consent (
    id {id} primary key,
    application_id {id} references unit_application (id),
    unit_id {id} references patrol_unit (id),
    person_id {id} not null references person (id),
    asked_by {id} not null references person (id),
    asked_at {instant} not null,
    answer text not null,
    answered_at {instant},
    stated_age bigint,
    constraint unit_consent_application_person_unique unique (application_id, person_id),
    constraint unit_consent_unit_person_unique unique (unit_id, person_id)
);
create index unit_consent_person on unit_consent (person_id, answer);
create index unit_consent_asked_by on unit_consent (asked_by);
create table unit_start_notice (
    unit_id {id} primary key references patrol_unit (id),
    area_id {id} not null references area (id),
    starts_on {date} not null,
    body text not null,
    issued_by {id} not null references person (id),
    issued_at {instant} not null
);
create index unit_start_notice_area on unit_start_notice (area_id, issued_at, unit_id);
create index unit_start_notice_issued_by on unit_start_notice (issued_by);
create table unit_warning (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    area_id {id} not null references area (id),
    eligible bigint not null,
    least bigint not null,
    raised_at {instant} not null,
    resolved_at {instant}
);
create unique index unit_warning_open on unit_warning (unit_id) where resolved_at is null;
create index unit_warning_unit on unit_warning (unit_id, raised_at);
create index unit_warning_area on unit_warning (area_id, raised_at);
create index unit_warning_raised_at on unit_warning (raised_at, id);
alter table patrol_unit add column status_reason text;
alter table patrol_unit add column version bigint not null default 1;
alter table patrol_unit add column coverage {json};
alter table patroller add column stated_age bigint;
alter table patroller add column stated_at {instant};
-- Whoever was in a unit before was approved with it, as somebody of 18 or more.
update patroller set stated_age = 18, stated_at = joined_at;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table patroller drop column stated_at;
alter table patroller drop column stated_age;
alter table patrol_unit drop column coverage;
alter table patrol_unit drop column version;
alter table patrol_unit drop column status_reason;
drop table unit_warning;
drop table unit_start_notice;
drop table unit_consent;
drop table unit_step;
drop table unit_application;
drop index area_waiting;
drop table approval;
drop table approval_charter;
drop table unit_rule;
";
