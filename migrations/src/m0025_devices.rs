//! Devices: the apps on somebody's phones that messages are pushed to. And what is due is found by
//! its channel, so that a million pushes that wait do not stand before a code by SMS.
//!
//! A token is sealed and found by its keyed hash. A device whose session was not refreshed lasts
//! until `ends_at`; one that has gone has no token any more.

pub(crate) const UP: &str = r"
create table device (
    id {id} primary key,
    person_id {id} not null references person (id),
    session_id {id} not null,
    app text not null,
    platform text not null,
    token_hash {bytes} not null constraint device_token unique,
    sealed_token {bytes},
    language text not null,
    created_at {instant} not null,
    last_seen_at {instant} not null,
    ends_at {instant} not null,
    gone_at {instant}
);
create index device_person on device (person_id);
create index device_session on device (session_id);
create index device_ends on device (ends_at);
drop index delivery_due;
create index delivery_due on delivery (channel, due_at) where due_at is not null;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index delivery_due;
create index delivery_due on delivery (due_at) where due_at is not null;
drop table device;
";
