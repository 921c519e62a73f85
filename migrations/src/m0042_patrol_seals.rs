//! Seals of patrols' logs. A seal says in its manifest which rows it covers, and what is sealed later
//! names the seal before it; the code is printed and looked up by anybody.

pub(crate) const UP: &str = r"
create table patrol_seal (
    patrol_id {id} not null references patrol (id),
    number bigint not null,
    from_row bigint not null,
    until_row bigint not null,
    manifest text not null,
    hash {bytes} not null,
    previous_hash {bytes} not null,
    signature {bytes} not null,
    key_id text not null,
    code text not null constraint patrol_seal_code_unique unique,
    sealed_at {instant} not null,
    primary key (patrol_id, number)
);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = "drop table patrol_seal;";
