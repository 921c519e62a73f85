//! Documents (PDF) beside pictures, and those that a notice carries.
//!
//! `kind` says what an upload is to become; a document has `pages` and none of a picture's sizes.

pub(crate) const UP: &str = r"
alter table media add column kind text not null default 'PICTURE';
alter table media add column pages bigint;
create table notice_document (
    notice_id {id} not null references notice (id),
    media_id {id} not null references media (id),
    position bigint not null,
    filename text not null,
    primary key (notice_id, media_id)
);
create index notice_document_media on notice_document (media_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table notice_document;
alter table media drop column pages;
alter table media drop column kind;
";
