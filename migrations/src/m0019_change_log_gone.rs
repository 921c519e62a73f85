//! What is gone is all that is looked for in the change log by its id or its time, and it is a
//! small part of it: indexes of that part alone.

pub(crate) const UP: &str = r"
create index change_log_gone on change_log (noun_id) where gone;
create index change_log_gone_at on change_log (noun, changed_at) where gone;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index change_log_gone_at;
drop index change_log_gone;
";
