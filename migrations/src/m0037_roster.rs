//! Months that are planned: the rules that hold, which days are a weekend where, where and when a
//! unit patrols, who can lead, who is away, the rosters with their shifts, and what everybody owes.
//!
//! What holds is dated rows (`patrol_rule`, `weekend_rule`): a new row changes it from its day on.
//! Hours of a day are Malaysia's, written `HH:MM`; a month is written `YYYY-MM`.

pub(crate) const UP: &str = r"
create table patrol_rule (
    effective_from {instant} primary key,
    team_least bigint not null,
    team_leaders bigint not null,
    rest_minutes bigint not null,
    patrols_a_month bigint not null,
    active_patrols_a_month bigint not null,
    shift_longest_minutes bigint not null,
    certificate_minutes bigint not null,
    late_drop_minutes bigint not null,
    swap_needs_approval boolean not null,
    night_from text not null,
    night_until text not null,
    source text not null
);
insert into patrol_rule (effective_from, team_least, team_leaders, rest_minutes, patrols_a_month,
    active_patrols_a_month, shift_longest_minutes, certificate_minutes, late_drop_minutes,
    swap_needs_approval, night_from, night_until, source) values
    ('2012-01-01T00:00:00+00:00', 3, 1, 600, 2, 1, 720, 120, 1440, true, '22:00', '06:00',
     'At most two patrols a month and two hours after midnight for the employer: the bill of 2012. Teams, rest, hours and approvals: our own assumptions');
-- The state '00' stands for every state without a row of its own. Days count from 1, Monday.
create table weekend_rule (
    state_code text not null,
    effective_from {instant} not null,
    days text not null,
    source text not null,
    primary key (state_code, effective_from)
);
insert into weekend_rule (state_code, effective_from, days, source) values
    ('00', '1970-01-01T00:00:00+00:00', '6,7', 'Saturday and Sunday'),
    ('01', '2014-01-01T00:00:00+00:00', '5,6', 'Johor: Friday and Saturday from 2014'),
    ('01', '2024-12-31T16:00:00+00:00', '6,7', 'Johor: Saturday and Sunday from 2025'),
    ('02', '1970-01-01T00:00:00+00:00', '5,6', 'Kedah: Friday and Saturday'),
    ('03', '1970-01-01T00:00:00+00:00', '5,6', 'Kelantan: Friday and Saturday'),
    ('11', '1970-01-01T00:00:00+00:00', '5,6', 'Terengganu: Friday and Saturday');
create table patrol_place (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    name text not null,
    position bigint not null,
    ended_at {instant}
);
create index patrol_place_unit on patrol_place (unit_id, position, id);
create table shift_template (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    name text not null,
    weekdays text not null,
    starts_at text not null,
    minutes bigint not null,
    place_id {id} references patrol_place (id),
    team_size bigint not null,
    from_on {date} not null,
    until_on {date},
    ended_at {instant}
);
create index shift_template_unit on shift_template (unit_id, id);
create index shift_template_place on shift_template (place_id);
create table roster (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    month text not null,
    status text not null,
    version bigint not null,
    seed bigint not null,
    report {json_text} not null,
    generated_by {id} not null references person (id),
    generated_at {instant} not null,
    published_by {id} references person (id),
    published_at {instant},
    constraint roster_month_once unique (unit_id, month)
);
create index roster_generated_by on roster (generated_by);
create index roster_published_by on roster (published_by);
alter table shift add column roster_id {id} references roster (id);
alter table shift add column template_id {id} references shift_template (id);
alter table shift add column needed bigint;
alter table shift add column cancel_reason text;
alter table shift add column version bigint not null default 1;
alter table shift add column changed_at {instant};
create index shift_roster on shift (roster_id, starts_at, id);
create index shift_template_of on shift (template_id);
alter table shift_member add column pinned boolean not null default false;
alter table shift_member add column duty text not null default 'MEMBER';
alter table patroller add column can_lead boolean not null default false;
update patroller set can_lead = true where leads;
create table availability (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    person_id {id} not null references person (id),
    kind text not null,
    starts_at {instant} not null,
    ends_at {instant} not null,
    revision bigint not null,
    removed boolean not null default false,
    set_at {instant} not null
);
create index availability_unit on availability (unit_id, ends_at, id);
create index availability_person on availability (person_id, unit_id, ends_at);
create table roster_debt (
    unit_id {id} not null references patrol_unit (id),
    person_id {id} not null references person (id),
    month text not null,
    shifts bigint not null,
    nights bigint not null,
    weekends bigint not null,
    primary key (unit_id, month, person_id)
);
create index roster_debt_person on roster_debt (person_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table roster_debt;
drop table availability;
alter table patroller drop column can_lead;
alter table shift_member drop column duty;
alter table shift_member drop column pinned;
drop index shift_template_of;
drop index shift_roster;
alter table shift drop column changed_at;
alter table shift drop column version;
alter table shift drop column cancel_reason;
alter table shift drop column needed;
alter table shift drop column template_id;
alter table shift drop column roster_id;
drop table roster;
drop table shift_template;
drop table patrol_place;
drop table weekend_rule;
drop table patrol_rule;
";
