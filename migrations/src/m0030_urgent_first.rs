//! What is urgent is sent before everything else, at its first attempt and at every later one.

pub(crate) const UP: &str = r"
alter table delivery add column urgent boolean not null default false;
update delivery set urgent = true
where due_at is not null and outbox_id in (select id from outbox where urgent);
drop index delivery_due;
create index delivery_next on delivery (channel, urgent, due_at) where due_at is not null;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index delivery_next;
create index delivery_due on delivery (channel, due_at) where due_at is not null;
alter table delivery drop column urgent;
";
