//! Houses that are empty for a time, the patrols' looks at them, and how often each was read.
//!
//! Whoever holds these rows knows where nobody is at home: what names a house (address, position,
//! number, notes) is sealed under the secret, and what a patrol noted there is too. `over_at` is when
//! somebody is at home again: `ends_at`, or earlier when that was said.

pub(crate) const UP: &str = r"
create table house_away (
    id {id} primary key,
    area_id {id} not null references area (id),
    person_id {id} not null references person (id),
    starts_at {instant} not null,
    ends_at {instant} not null,
    over_at {instant} not null,
    cancelled_at {instant},
    details {bytes} not null,
    version bigint not null,
    created_at {instant} not null,
    updated_at {instant} not null
);
create index house_away_area on house_away (area_id, over_at);
create index house_away_person on house_away (person_id, starts_at, id);
create index house_away_over on house_away (over_at);
create table house_visit (
    id {id} primary key,
    house_id {id} not null references house_away (id),
    patrol_id {id} not null references patrol (id),
    person_id {id} not null references person (id),
    finding text not null,
    details {bytes},
    media_id {id} references media (id),
    recorded_at {instant} not null,
    corrected_at {instant} not null,
    received_at {instant} not null,
    clock_offset_ms bigint not null,
    content_hash {bytes} not null
);
create index house_visit_house on house_visit (house_id, corrected_at, id);
create index house_visit_patrol on house_visit (patrol_id);
create index house_visit_person on house_visit (person_id);
create index house_visit_media on house_visit (media_id);
create table house_reading (
    house_id {id} not null references house_away (id),
    person_id {id} not null references person (id),
    times bigint not null,
    first_at {instant} not null,
    last_at {instant} not null,
    primary key (house_id, person_id)
);
create index house_reading_person on house_reading (person_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table house_reading;
drop table house_visit;
drop table house_away;
";
