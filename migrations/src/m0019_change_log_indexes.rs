//! Fewer indexes on the change log, which every check-in writes into: nobody reads it by scope,
//! and only what is gone is looked for by its id or its time. PostgreSQL finds what is old enough
//! to be forgotten by a summary of each block, because rows come in the order of their time.

pub(crate) const UP: &str = r"
drop index change_log_scope;
drop index change_log_noun_id;
create index change_log_gone on change_log (noun_id) where gone;
create index change_log_gone_at on change_log (noun, changed_at) where gone;
";

pub(crate) const UP_POSTGRES: &str = r"
drop index change_log_changed_at;
create index change_log_changed_at on change_log using brin (changed_at);
";

pub(crate) const DOWN: &str = r"
drop index change_log_gone_at;
drop index change_log_gone;
create index change_log_noun_id on change_log (noun_id);
create index change_log_scope on change_log (scope, seq);
";
