//! Activities of a neighbourhood: who means to come, who came, the minutes of a meeting, how many a
//! year are asked for, and the secret links by which calendars follow them.

pub(crate) const UP: &str = r"
create table activity (
    id {id} primary key,
    area_id {id} not null references area (id),
    notice_id {id} references notice (id),
    created_by {id} not null references person (id),
    kind text not null,
    field_of_work text not null,
    five_p text not null,
    title {json_text} not null,
    description {json_text},
    starts_at {instant} not null,
    ends_at {instant} not null,
    place text not null,
    latitude {double},
    longitude {double},
    capacity bigint,
    status text not null,
    cancel_reason text,
    cancelled_by {id} references person (id),
    cancelled_at {instant},
    headcount bigint not null default 0,
    headcount_at {instant},
    version bigint not null,
    created_at {instant} not null,
    updated_at {instant} not null
);
create index activity_area on activity (area_id, starts_at, id);
create index activity_notice on activity (notice_id);
create index activity_created_by on activity (created_by);
create index activity_cancelled_by on activity (cancelled_by);
-- `number` is the place in the order of asking, given while the activity is locked.
create table activity_rsvp (
    activity_id {id} not null references activity (id),
    person_id {id} not null references person (id),
    answer text not null,
    guests bigint not null,
    number bigint,
    seated boolean not null,
    answered_at {instant} not null,
    primary key (activity_id, person_id)
);
create index activity_rsvp_person on activity_rsvp (person_id);
create index activity_rsvp_answered on activity_rsvp (activity_id, answered_at, person_id);
create table activity_attendance (
    activity_id {id} not null references activity (id),
    person_id {id} not null references person (id),
    present boolean not null,
    noted_at {instant} not null,
    recorded_by {id} not null references person (id),
    recorded_at {instant} not null,
    primary key (activity_id, person_id)
);
create index activity_attendance_person on activity_attendance (person_id);
create index activity_attendance_recorded_by on activity_attendance (recorded_by);
create table activity_minutes (
    activity_id {id} primary key references activity (id),
    area_id {id} not null references area (id),
    number text not null,
    held_at {instant} not null,
    place text not null,
    attendance text,
    agenda text not null,
    matters_arising text,
    decisions text,
    financial_statement text,
    prepared_by {id} not null references person (id),
    written_by {id} not null references person (id),
    confirmed_by {id} references person (id),
    confirmed_at {instant},
    published_at {instant},
    version bigint not null,
    created_at {instant} not null,
    updated_at {instant} not null
);
create unique index activity_minutes_number_unique on activity_minutes (area_id, number);
create index activity_minutes_prepared_by on activity_minutes (prepared_by);
create index activity_minutes_written_by on activity_minutes (written_by);
create index activity_minutes_confirmed_by on activity_minutes (confirmed_by);
-- How many activities a year are asked of a neighbourhood, from which year on, and who says so. The
-- ministry's figure for 2025 stands for the years before as well; another one is another row.
create table activity_rule (
    from_year bigint primary key,
    required bigint not null,
    source text not null
);
insert into activity_rule (from_year, required, source)
values (2025, 8, 'Kementerian Perpaduan Negara, 2025: 8 aktiviti setahun');
create table calendar_token (
    person_id {id} primary key references person (id),
    token_hash {bytes} not null,
    made_at {instant} not null
);
create unique index calendar_token_hash on calendar_token (token_hash);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table calendar_token;
drop table activity_rule;
drop table activity_minutes;
drop table activity_attendance;
drop table activity_rsvp;
drop table activity;
";
