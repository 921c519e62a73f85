//! What leaves before what: a call for help, a code, an emergency, and everything else. And the link in
//! a digest's mail names the wish that it ends.
//!
//! A node of before writes what is urgent with the last priority: it leaves behind the rest until that
//! node is updated too.

pub(crate) const UP: &str = r"
alter table outbox add column priority integer not null default 3;
update outbox set priority = 2 where urgent and finished_at is null;
drop index outbox_expand;
create index outbox_next on outbox (priority, expand_at) where expand_at is not null;
alter table delivery add column priority integer not null default 3;
update delivery set priority = 2 where urgent and due_at is not null;
drop index delivery_next;
create index delivery_ahead on delivery (channel, priority, due_at) where due_at is not null;
create unique index notice_digest_cause on notice_digest (cause);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index notice_digest_cause;
drop index delivery_ahead;
create index delivery_next on delivery (channel, urgent, due_at) where due_at is not null;
alter table delivery drop column priority;
drop index outbox_next;
create index outbox_expand on outbox (expand_at) where expand_at is not null;
alter table outbox drop column priority;
";
