//! How many starts of somebody's phones have joined a patrol, each with an id of its own in
//! `patrol_joined`: a program that starts it under ever new ids finds an end, and takes nothing of the
//! others' room. What joined before is not counted.

pub(crate) const UP: &str = r"
alter table patrol_member add column starts_joined bigint not null default 0;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table patrol_member drop column starts_joined;
";
