//! Notices of a committee to its residents, and who has read them.

pub(crate) const UP: &str = r"
create table notice (
    id {id} primary key,
    area_id {id} not null references area (id),
    author_id {id} not null references person (id),
    severity text not null,
    category text not null,
    status text not null,
    title {json} not null,
    body {json} not null,
    version bigint not null,
    published_at {instant},
    withdrawn_at {instant},
    sample boolean not null default false,
    created_at {instant} not null,
    updated_at {instant} not null
);
create index notice_feed on notice (area_id, published_at desc, id desc) where status = 'PUBLISHED';
create index notice_area on notice (area_id, id);
create index notice_author on notice (author_id);
create table notice_receipt (
    notice_id {id} not null references notice (id),
    person_id {id} not null references person (id),
    read_at {instant} not null,
    received_at {instant} not null,
    primary key (person_id, notice_id)
);
create index notice_receipt_notice on notice_receipt (notice_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table notice_receipt;
drop table notice;
";
