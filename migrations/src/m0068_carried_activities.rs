//! What is new about the activity that a notice carries is told to those who follow the notice, without
//! making it another version for whoever corrects it. And whoever means to come hears that an activity
//! was moved or does not take place: `activity_news` says how far that has come, one part of the people
//! at a time; it is there until everybody was told.

pub(crate) const UP: &str = r"
alter table notice add column carried_version bigint not null default 0;
create table activity_news (
    activity_id {id} primary key references activity (id),
    round bigint not null,
    news text not null,
    begun_at {instant} not null,
    after_person {id}
);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table activity_news;
alter table notice drop column carried_version;
";
