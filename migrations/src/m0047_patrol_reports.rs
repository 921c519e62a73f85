//! The report of each patrol with its steps, the figures of each unit's months, and certificates of
//! attendance.
//!
//! A report stays where it was filed: its district and state are its own, as they were that day.
//! `due_at` is when whoever has to do the next thing has to have done it; a report that is finished has
//! none. A row of `unit_month` is reckoned anew from the patrols whenever one of them ends or changes:
//! months are those of Malaysia, by when a patrol began. Patrols from before are reckoned by the duties
//! that are planned here.

pub(crate) const UP: &str = r"
create table report_rule (
    effective_from {instant} primary key,
    submit_days bigint not null,
    check_days bigint not null,
    gap_minutes bigint not null,
    source text not null
);
insert into report_rule (effective_from, submit_days, check_days, gap_minutes, source) values
    ('2012-01-01T00:00:00+00:00', 3, 7, 45,
     'Our own assumptions: three days to report, seven to check as the client charter of 2017 has for applications, 45 minutes between two records');
create table patrol_report (
    patrol_id {id} primary key references patrol (id),
    unit_id {id} not null references patrol_unit (id),
    district_id {id} not null references district (id),
    state_code text not null references state (code),
    patrolled_at {instant} not null,
    status text not null,
    has_case boolean not null,
    category_code text references incident_category (code),
    case_type text,
    description text,
    people_involved bigint,
    agency text,
    confirmed_by text,
    submitted_by {id} references person (id),
    submitted_at {instant},
    decided_by {id} references person (id),
    decided_at {instant},
    reason text,
    due_at {instant},
    version bigint not null
);
create index patrol_report_unit on patrol_report (unit_id, patrolled_at, patrol_id);
create index patrol_report_district on patrol_report (district_id, patrolled_at, patrol_id);
create index patrol_report_state on patrol_report (state_code, patrolled_at, patrol_id);
create index patrol_report_nation on patrol_report (patrolled_at, patrol_id);
create index patrol_report_unit_status on patrol_report (unit_id, status, patrolled_at, patrol_id);
create index patrol_report_district_status
    on patrol_report (district_id, status, patrolled_at, patrol_id);
create index patrol_report_state_status on patrol_report (state_code, status, patrolled_at, patrol_id);
create index patrol_report_nation_status on patrol_report (status, patrolled_at, patrol_id);
create index patrol_report_unit_due on patrol_report (unit_id, due_at, patrol_id)
    where due_at is not null;
create index patrol_report_district_due on patrol_report (district_id, due_at, patrol_id)
    where due_at is not null;
create index patrol_report_state_due on patrol_report (state_code, due_at, patrol_id)
    where due_at is not null;
create index patrol_report_nation_due on patrol_report (due_at, patrol_id) where due_at is not null;
create index patrol_report_category on patrol_report (category_code);
create index patrol_report_submitted_by on patrol_report (submitted_by);
create index patrol_report_decided_by on patrol_report (decided_by);
create table patrol_report_member (
    patrol_id {id} not null references patrol_report (patrol_id),
    person_id {id} not null references person (id),
    primary key (patrol_id, person_id)
);
create index patrol_report_member_person on patrol_report_member (person_id);
create table patrol_report_step (
    id {id} primary key,
    patrol_id {id} not null references patrol_report (patrol_id),
    number bigint not null,
    status text not null,
    person_id {id} not null references person (id),
    reason text,
    record {json_text},
    taken_at {instant} not null,
    constraint patrol_report_step_number_unique unique (patrol_id, number)
);
create index patrol_report_step_person on patrol_report_step (person_id);
create table unit_month (
    unit_id {id} not null references patrol_unit (id),
    month text not null,
    patrols bigint not null,
    seconds bigint not null,
    people bigint not null,
    visited bigint not null,
    expected bigint not null,
    reckoned_at {instant} not null,
    primary key (unit_id, month)
);
create index unit_month_of on unit_month (month, unit_id);
create table certificate (
    id {id} primary key,
    patrol_id {id} not null references patrol (id),
    person_id {id} not null references person (id),
    unit_id {id} not null references patrol_unit (id),
    code text not null constraint certificate_code_unique unique,
    starts_at {instant} not null,
    ends_at {instant} not null,
    issued_by {id} not null references person (id),
    issued_at {instant} not null,
    revoked_by {id} references person (id),
    revoked_at {instant},
    revoke_reason text,
    constraint certificate_once unique (patrol_id, person_id)
);
create index certificate_person on certificate (person_id, issued_at, id);
create index certificate_unit on certificate (unit_id);
create index certificate_issued_by on certificate (issued_by);
create index certificate_revoked_by on certificate (revoked_by);
insert into duty (id, kind, subject, due_at, next_at)
    select {random_id}, 'patrol_judge', id, ended_at, ended_at from patrol
    where status = 'ENDED' and ended_at is not null;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
delete from duty where kind in ('patrol_judge', 'patrol_reckon');
drop table certificate;
drop table unit_month;
drop table patrol_report_step;
drop table patrol_report_member;
drop table patrol_report;
drop table report_rule;
";
