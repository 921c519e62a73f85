//! One-time codes that prove that somebody holds a phone. Only keyed hashes of the number and of
//! the code are kept, for a day.

pub(crate) const UP: &str = r"
create table phone_code (
    id {id} primary key,
    phone_hash {bytes} not null,
    purpose text not null,
    code_hash {bytes} not null,
    tries integer not null default 0,
    created_at {instant} not null,
    expires_at {instant} not null,
    verified_at {instant},
    key_hash {bytes},
    spent_at {instant}
);
create index phone_code_phone on phone_code (phone_hash, purpose, created_at);
create index phone_code_created_at on phone_code (created_at);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = "drop table phone_code;";
