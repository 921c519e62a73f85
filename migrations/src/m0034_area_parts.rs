//! Parts of an area: a phase, a block, a group of streets. A resident lives in one of them or in
//! none, and a notice may go to one.
//!
//! A part that has ended keeps its row and its residents, so that they go on reading what was sent to
//! it; its name is free again. A notice to a part says so in `scope`: `part:` with the 32 hexadecimal
//! digits of the area's id and of the part's.

pub(crate) const UP: &str = r"
create table area_part (
    id {id} primary key,
    area_id {id} not null references area (id),
    name text not null,
    name_key text not null,
    made_by {id} not null references person (id),
    made_at {instant} not null,
    ended_by {id} references person (id),
    ended_at {instant}
);
create unique index area_part_name on area_part (area_id, name_key) where ended_at is null;
create index area_part_area on area_part (area_id, id);
create index area_part_made_by on area_part (made_by);
create index area_part_ended_by on area_part (ended_by);
alter table membership add column part_id {id} references area_part (id);
create index membership_part on membership (part_id, person_id) where left_at is null;
alter table membership_request add column part_id {id} references area_part (id);
create index membership_request_part on membership_request (part_id);
";

pub(crate) const UP_POSTGRES: &str = "";

/// SQLite takes no column away while an index names it: those go first.
pub(crate) const DOWN: &str = r"
drop index membership_request_part;
alter table membership_request drop column part_id;
drop index membership_part;
alter table membership drop column part_id;
drop table area_part;
";
