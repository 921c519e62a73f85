//! E-mail addresses that their owners have confirmed, addresses that a mail server does not know, and
//! who wants what they were not rung for gathered, how often and at which hour.

pub(crate) const UP: &str = r"
alter table person add column email_confirmed_at {instant};
create table email_code (
    id {id} primary key,
    person_id {id} not null references person (id),
    address text not null,
    code_hash {bytes} not null,
    tries integer not null default 0,
    created_at {instant} not null,
    expires_at {instant} not null,
    confirmed_at {instant}
);
create index email_code_person on email_code (person_id, created_at);
create index email_code_created_at on email_code (created_at);
-- Only a keyed hash of the address.
create table mail_refusal (
    address_hash {bytes} primary key,
    refused_at {instant} not null
);
create index mail_refusal_refused_at on mail_refusal (refused_at);
-- `cause` names the digests of a person in the outbox, and `number` counts them: the same number
-- leaves once. `next_at` is when the next one is due, so that nobody else is looked at.
create table notice_digest (
    person_id {id} primary key references person (id),
    cause {id} not null,
    frequency text not null,
    at_hour bigint not null,
    on_weekday bigint not null,
    number bigint not null default 0,
    gathered_until {instant},
    next_at {instant} not null,
    set_at {instant} not null
);
create index notice_digest_next on notice_digest (next_at, person_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table notice_digest;
drop table mail_refusal;
drop table email_code;
alter table person drop column email_confirmed_at;
";
