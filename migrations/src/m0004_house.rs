//! What every app uses: the change log, remembered outcomes, and the database's own identity.

pub(crate) const UP: &str = r"
create table house (
    id integer primary key,
    generation {id} not null
);
insert into house (id, generation) values (1, {random_id});
create table change_log (
    seq {serial},
    transaction_id {transaction},
    scope text not null,
    noun text not null,
    noun_id {id} not null,
    gone boolean not null,
    changed_at {instant} not null
);
create index change_log_transaction on change_log (transaction_id, seq);
create index change_log_scope on change_log (scope, seq);
create index change_log_noun_id on change_log (noun_id);
create index change_log_changed_at on change_log (changed_at);
create table replay (
    person_id {id} not null references person (id),
    key text not null,
    operation text not null,
    content_hash {bytes} not null,
    outcome {json} not null,
    created_at {instant} not null,
    primary key (person_id, key)
);
create index replay_created_at on replay (created_at);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table replay;
drop table change_log;
drop table house;
";
