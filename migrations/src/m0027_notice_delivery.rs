//! How a notice leaves: step by step in the background, by what its readers wish, and again until
//! they have said that they know.
//!
//! A step walks through the people in the order of their ids; `after_person` remembers the place,
//! until it is finished. `round` numbers the steps of a notice: the same round reaches nobody twice.

pub(crate) const UP: &str = r"
create table notice_step (
    id {id} primary key,
    notice_id {id} not null references notice (id),
    round bigint not null,
    kind text not null,
    missing_only boolean not null,
    begun_at {instant} not null,
    after_person {id},
    met bigint not null default 0,
    people bigint not null default 0,
    finished_at {instant},
    constraint notice_step_round_unique unique (notice_id, round)
);
-- Who is in their quiet hours, and until when.
create table notice_held (
    step_id {id} not null references notice_step (id),
    person_id {id} not null references person (id),
    due_at {instant} not null,
    primary key (step_id, person_id)
);
create index notice_held_due on notice_held (step_id, due_at, person_id);
create index notice_held_person on notice_held (person_id);
-- Without an area it is for everywhere.
create table notice_preference (
    person_id {id} not null references person (id),
    area_id {id} references area (id),
    severity text not null,
    choice text not null,
    set_at {instant} not null
);
create unique index notice_preference_area on notice_preference (person_id, severity, area_id)
    where area_id is not null;
create unique index notice_preference_everywhere on notice_preference (person_id, severity)
    where area_id is null;
create index notice_preference_of_area on notice_preference (area_id);
-- Minutes of a day in Malaysia.
create table notice_quiet_hours (
    person_id {id} primary key references person (id),
    from_minute bigint not null,
    until_minute bigint not null,
    set_at {instant} not null
);
create index outbox_open_cause on outbox (cause) where finished_at is null;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index outbox_open_cause;
drop table notice_quiet_hours;
drop table notice_preference;
drop table notice_held;
drop table notice_step;
";
