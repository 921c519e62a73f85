//! Calls for help from patrol: who called, who was told, who comes, and each step of it.
//!
//! How often it rings, and who is told when nobody answers, are dated rows (`sos_rule`): none of it
//! is fixed by a text of the department. One person has one call at a time, which the database
//! itself keeps true: a second one joins the first.

pub(crate) const UP: &str = r"
create table sos_rule (
    effective_from {instant} primary key,
    repeat_seconds bigint not null,
    most_rounds bigint not null,
    text_after_rounds bigint not null,
    source text not null
);
insert into sos_rule (effective_from, repeat_seconds, most_rounds, text_after_rounds, source) values
    ('2012-01-01T00:00:00+00:00', 30, 20, 2, 'Our own assumption: every 30 seconds, 20 times, by SMS too after the second');
create table sos (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    patrol_id {id} references patrol (id),
    person_id {id} not null references person (id),
    serial text not null,
    status text not null,
    note text,
    latitude {double},
    longitude {double},
    accuracy_metres {double},
    positioned_at {instant},
    position_received_at {instant},
    said_at {instant},
    raised_at {instant} not null,
    answered_at {instant},
    ended_at {instant},
    ended_by {id} references person (id),
    outcome text,
    rounds bigint not null,
    version bigint not null
);
create index sos_unit on sos (unit_id, raised_at desc, id desc);
create index sos_unit_open on sos (unit_id) where ended_at is null;
create index sos_patrol on sos (patrol_id);
create index sos_person on sos (person_id);
create unique index sos_person_open on sos (person_id) where ended_at is null;
create index sos_ended_by on sos (ended_by);
create table sos_told (
    sos_id {id} not null references sos (id),
    person_id {id} not null references person (id),
    told_as text not null,
    told_at {instant} not null,
    primary key (sos_id, person_id)
);
create index sos_told_person on sos_told (person_id);
create table sos_responder (
    sos_id {id} not null references sos (id),
    person_id {id} not null references person (id),
    stage text not null,
    eta text,
    since {instant} not null,
    changed_at {instant} not null,
    primary key (sos_id, person_id)
);
create index sos_responder_person on sos_responder (person_id);
-- `number` is the place in the order of the steps, given while the call is locked.
create table sos_step (
    sos_id {id} not null references sos (id),
    number bigint not null,
    kind text not null,
    person_id {id} references person (id),
    said text,
    people bigint,
    taken_at {instant} not null,
    primary key (sos_id, number)
);
create index sos_step_person on sos_step (person_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table sos_step;
drop table sos_responder;
drop table sos_told;
drop table sos;
drop table sos_rule;
";
