//! Where a patrol's id went whose phone was told, when it began, that its shift has a patrol already: what
//! the phone recorded under its own id lies on that one, and the same start again brings it, however late.
//! And by which rule a certificate was issued: a new rule takes nothing back. Those that stand, and those
//! that a node of the older program issues during an update, are of the first.

pub(crate) const UP: &str = r"
create table patrol_joined (
    id {id} primary key,
    patrol_id {id} not null references patrol (id)
);
create index patrol_joined_patrol on patrol_joined (patrol_id);
alter table certificate add column rule_version bigint not null default 1;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table certificate drop column rule_version;
drop table patrol_joined;
";
