//! An owner leaves a project to its committee when others end their membership of its neighbourhood,
//! when they are shut out, and when their account is erased. `project.owner_left_at` is since when;
//! nothing while it has an owner. Until another one is named the record still names the last one, who
//! holds no role there.

pub(crate) const UP: &str = r"
alter table project add column owner_left_at {instant};
update project set owner_left_at = updated_at
    where owner_id in (select id from person where status = 'ERASED');
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table project drop column owner_left_at;
";
