//! A notice that anybody with the link reads, and its short name in that link. And what somebody who
//! was away for a while missed is found in the change log: its index holds the lines of notices
//! alone, so that no other write pays for it.

pub(crate) const UP: &str = r"
alter table notice add column is_public boolean not null default false;
alter table notice add column slug text;
create unique index notice_slug_unique on notice (slug) where slug is not null;
create index change_log_notice on change_log (scope, transaction_id, seq) where noun = 'notice';
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index change_log_notice;
drop index notice_slug_unique;
alter table notice drop column slug;
alter table notice drop column is_public;
";
