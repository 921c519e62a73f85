//! What somebody wrote before they had an account is found by their number, what waits in one area by
//! the area, and whether an answer claims that something is halal is noted beside it.
//!
//! Answers from before this step are looked at when they are next corrected.

pub(crate) const UP: &str = r"
create index review_writer on review (author_key);
create index review_area_waiting on review (area_id, due_at, id) where status = 'PENDING';
alter table question add column claims_halal boolean not null default false;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table question drop column claims_halal;
drop index review_area_waiting;
drop index review_writer;
";
