//! Patrol units, their shifts, and what was recorded on patrol.
//!
//! Check-ins and positions carry `unit_id` so that a distributed PostgreSQL can place them one
//! day. Both keep the phone's own time and the corrected one.

pub(crate) const UP: &str = r"
create table patrol_unit (
    id {id} primary key,
    area_id {id} not null references area (id),
    name text not null,
    meeting_place text not null,
    status text not null,
    sample boolean not null default false,
    created_at {instant} not null
);
create index patrol_unit_area on patrol_unit (area_id);
create table patroller (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    person_id {id} not null references person (id),
    leads boolean not null,
    joined_at {instant} not null,
    left_at {instant},
    constraint patroller_unit_person_unique unique (unit_id, person_id)
);
create index patroller_person on patroller (person_id);
create table shift (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    starts_at {instant} not null,
    ends_at {instant} not null,
    place text not null,
    status text not null,
    published_by {id} not null references person (id),
    created_at {instant} not null
);
create index shift_unit on shift (unit_id, starts_at desc, id desc);
create index shift_published_by on shift (published_by);
create table shift_member (
    shift_id {id} not null references shift (id),
    person_id {id} not null references person (id),
    primary key (shift_id, person_id)
);
create index shift_member_person on shift_member (person_id);
create table patrol (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    shift_id {id} references shift (id),
    started_by {id} not null references person (id),
    status text not null,
    started_at {instant} not null,
    ended_at {instant},
    opened_at {instant} not null,
    distance_metres {double},
    duration_seconds bigint,
    check_in_count bigint not null default 0
);
create index patrol_unit_started on patrol (unit_id, started_at desc, id desc);
create index patrol_shift on patrol (shift_id);
create index patrol_started_by on patrol (started_by);
create table patrol_member (
    patrol_id {id} not null references patrol (id),
    person_id {id} not null references person (id),
    joined_at {instant} not null,
    primary key (patrol_id, person_id)
);
create index patrol_member_person on patrol_member (person_id);
create table check_in (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    patrol_id {id} not null references patrol (id),
    person_id {id} not null references person (id),
    latitude {double},
    longitude {double},
    accuracy_metres {double},
    checkpoint text,
    note text,
    recorded_at {instant} not null,
    corrected_at {instant} not null,
    received_at {instant} not null,
    clock_offset_ms bigint not null,
    doubts text not null,
    content_hash {bytes} not null
);
create index check_in_patrol on check_in (patrol_id, corrected_at, id);
create index check_in_unit on check_in (unit_id, corrected_at);
create index check_in_person on check_in (person_id);
create table track_point (
    patrol_id {id} not null references patrol (id),
    track_id {id} not null,
    sequence bigint not null,
    unit_id {id} not null references patrol_unit (id),
    person_id {id} not null references person (id),
    segment bigint not null,
    latitude {double} not null,
    longitude {double} not null,
    accuracy_metres {double},
    recorded_at {instant} not null,
    corrected_at {instant} not null,
    received_at {instant} not null,
    primary key (patrol_id, track_id, sequence)
);
create index track_point_unit on track_point (unit_id, received_at);
create index track_point_person on track_point (person_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table track_point;
drop table check_in;
drop table patrol_member;
drop table patrol;
drop table shift_member;
drop table shift;
drop table patroller;
drop table patrol_unit;
";
