//! Who belongs to a neighbourhood: committee posts, residents and community groups.

pub(crate) const UP: &str = r"
create table appointment (
    id {id} primary key,
    person_id {id} not null references person (id),
    area_id {id} not null references area (id),
    post text not null,
    starts_at {instant} not null,
    ends_at {instant}
);
create index appointment_person on appointment (person_id);
create index appointment_area on appointment (area_id, post);
create table membership (
    id {id} primary key,
    person_id {id} not null references person (id),
    area_id {id} not null references area (id),
    joined_at {instant} not null,
    left_at {instant},
    constraint membership_person_area_unique unique (person_id, area_id)
);
create index membership_area on membership (area_id, person_id);
create table group_coordinator (
    id {id} primary key,
    person_id {id} not null references person (id),
    area_id {id} not null references area (id),
    community_group text not null,
    starts_at {instant} not null,
    ends_at {instant}
);
create index group_coordinator_person on group_coordinator (person_id);
create index group_coordinator_area on group_coordinator (area_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table group_coordinator;
drop table membership;
drop table appointment;
";
