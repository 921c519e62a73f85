//! What leaves the house and what is due: messages with their deliveries, and planned duties.
//!
//! `due_at` says when somebody must look at a row again: when a delivery is to be sent or, while it
//! is being sent, when its lease ends. What is finished has none, so the index stays small.

pub(crate) const UP: &str = r"
create table outbox (
    id {id} primary key,
    channel text not null,
    cause {id} not null,
    round integer not null,
    sealed {bytes},
    urgent boolean not null,
    created_at {instant} not null,
    expand_at {instant},
    expires_at {instant},
    finished_at {instant}
);
create index outbox_expand on outbox (expand_at) where expand_at is not null;
create index outbox_finished on outbox (finished_at) where finished_at is not null;
create table delivery (
    id {id} primary key,
    outbox_id {id} not null references outbox (id),
    channel text not null,
    cause {id} not null,
    round integer not null,
    destination_hash {bytes} not null,
    sealed_destination {bytes},
    state text not null,
    attempts integer not null default 0,
    due_at {instant},
    lease {id},
    answer text,
    updated_at {instant} not null,
    constraint delivery_once unique (cause, round, channel, destination_hash)
);
create index delivery_outbox on delivery (outbox_id);
create index delivery_open on delivery (outbox_id) where due_at is not null;
create index delivery_due on delivery (due_at) where due_at is not null;
create table duty (
    id {id} primary key,
    kind text not null,
    subject {id} not null,
    due_at {instant} not null,
    next_at {instant} not null,
    failures integer not null default 0,
    constraint duty_once unique (kind, subject, due_at)
);
create index duty_next on duty (next_at);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table duty;
drop table delivery;
drop table outbox;
";
