//! Every check-in writes into the change log, and every index of it makes that dearer: those that
//! nobody asks any more go. What is old is forgotten by its number.

pub(crate) const UP: &str = r"
drop index change_log_changed_at;
drop index change_log_noun_id;
drop index change_log_scope;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
create index change_log_scope on change_log (scope, seq);
create index change_log_noun_id on change_log (noun_id);
create index change_log_changed_at on change_log (changed_at);
";
