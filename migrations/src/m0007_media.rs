//! Pictures: what was promised an upload, and what came of it.
//!
//! `source_hash` is the SHA-256 of the bytes that were uploaded, so that a repeated upload is
//! recognised; `content_address` is that of the picture as it is served.

pub(crate) const UP: &str = r"
create table media (
    id {id} primary key,
    owner_id {id} not null references person (id),
    status text not null,
    source_hash {bytes},
    content_address text,
    width bigint,
    height bigint,
    bytes bigint,
    thumbhash text,
    widths text,
    expires_at {instant} not null,
    created_at {instant} not null
);
create index media_owner on media (owner_id, id);
create index media_content_address on media (content_address);
create index media_expires_at on media (expires_at) where status = 'ANNOUNCED';
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = "drop table media;";
