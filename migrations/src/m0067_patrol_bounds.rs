//! What bounds a patrol: how long one lasts at most, how near its shift it begins, and after how much
//! silence at its beginning a person looks at it. What is odd about a patrol as a whole is noted on it,
//! and what its records prove of each who was on it is kept, so that a month counts nothing else and
//! nobody twice.
//!
//! No text of the department fixes the lengths: twelve hours, two hours and an hour and a half are our
//! own assumptions, and another dated row changes them from its day on. `patrol.doubts` is what is seen
//! when a patrol begins, `patrol_report.doubts` what is reckoned of it. Patrols from before, and
//! those that an older node reckons during an update, are reckoned by a duty of every night
//! (`reckoning_owed`), which finds them by the index made here.

pub(crate) const UP: &str = r"
alter table patrol_rule add column patrol_longest_minutes bigint not null default 720;
alter table patrol_rule add column shift_reach_minutes bigint not null default 120;
alter table report_rule add column silent_minutes bigint not null default 90;
alter table patrol add column doubts text not null default '';
alter table patrol_report add column doubts text not null default '';
alter table patrol_report add column proven_seconds bigint;
create table patrol_proven (
    patrol_id {id} not null references patrol (id),
    person_id {id} not null references person (id),
    starts_at {instant} not null,
    ends_at {instant} not null,
    primary key (patrol_id, person_id, starts_at)
);
create index patrol_proven_person on patrol_proven (person_id, starts_at);
create index patrol_report_owed on patrol_report (patrol_id) where proven_seconds is null;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table patrol_proven;
drop index patrol_report_owed;
alter table patrol_report drop column proven_seconds;
alter table patrol_report drop column doubts;
alter table patrol drop column doubts;
alter table report_rule drop column silent_minutes;
alter table patrol_rule drop column shift_reach_minutes;
alter table patrol_rule drop column patrol_longest_minutes;
";
