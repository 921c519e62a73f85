//! What a session knows of its person's last proof and of where it is used; the second factor with
//! its recovery codes; who was shut out by whom, why and until when.

pub(crate) const UP: &str = r"
alter table session add column proved_at {instant};
alter table session add column network text;
create table totp (
    person_id {id} primary key references person (id),
    sealed_secret {bytes} not null,
    begun_at {instant} not null,
    confirmed_at {instant},
    last_step bigint not null default 0
);
create table recovery_code (
    person_id {id} not null references person (id),
    code_hash {bytes} not null,
    primary key (person_id, code_hash)
);
create table ban (
    id {id} primary key,
    person_id {id} not null references person (id),
    reason text not null,
    given_by {id} not null references person (id),
    given_at {instant} not null,
    lift_reason text,
    lifted_by {id} references person (id),
    lifted_at {instant}
);
create index ban_person on ban (person_id);
create index ban_given_by on ban (given_by);
create index ban_lifted_by on ban (lifted_by);
create unique index ban_open on ban (person_id) where lifted_at is null;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table ban;
drop table recovery_code;
drop table totp;
alter table session drop column network;
alter table session drop column proved_at;
";
