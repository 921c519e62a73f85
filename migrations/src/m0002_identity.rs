//! People, their sessions (embedded default only; production keeps them in Redis), the keys that
//! sign access tokens, and what officers were granted.

pub(crate) const UP: &str = r"
create table person (
    id {id} primary key,
    phone text constraint person_phone_unique unique,
    email text,
    display_name text not null,
    language text not null,
    password_hash text,
    epoch bigint not null default 0,
    status text not null,
    privacy_notice_version text not null,
    privacy_notice_agreed_at {instant} not null,
    sample boolean not null default false,
    created_at {instant} not null,
    updated_at {instant} not null
);
create table session (
    id {id} primary key,
    person_id {id} not null references person (id),
    salt {bytes} not null,
    counter bigint not null,
    confirmed boolean not null,
    app text,
    started_at {instant} not null,
    last_used_at {instant} not null
);
create index session_person on session (person_id);
create index session_last_used on session (last_used_at);
create table signing_key (
    kid text primary key,
    public_key {bytes} not null,
    sealed_private_key {bytes} not null,
    created_at {instant} not null,
    retired_at {instant}
);
create table officer_grant (
    id {id} primary key,
    person_id {id} not null references person (id),
    role text not null,
    state_code text references state (code),
    district_id {id} references district (id),
    given_by {id} references person (id),
    reason text not null,
    starts_at {instant} not null,
    ends_at {instant}
);
create index officer_grant_person on officer_grant (person_id);
create index officer_grant_state on officer_grant (state_code);
create index officer_grant_district on officer_grant (district_id);
create index officer_grant_given_by on officer_grant (given_by);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table officer_grant;
drop table signing_key;
drop table session;
drop table person;
";
