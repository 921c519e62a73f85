//! Which messages go to many: they leave after what goes to few, and are made into deliveries when there
//! is room for these. What is there already goes as before, and so does what a node of before writes.

pub(crate) const UP: &str = r"
alter table outbox add column many boolean not null default false;
create index outbox_many on outbox (priority, expand_at) where many and expand_at is not null;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index outbox_many;
alter table outbox drop column many;
";
