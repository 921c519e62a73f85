//! The files of pictures and documents on their way: `STORING` is the status of what is checked and
//! not yet where it is kept, and `media_leftover` names the files that nothing shows any more until
//! they are removed, also from a store that is away just then. `files` are keys, one a line;
//! `begun_at` is when a node began to remove them.

pub(crate) const UP: &str = r"
create table media_leftover (
    address text primary key,
    files text not null,
    left_at {instant} not null,
    begun_at {instant}
);
create index media_leftover_left_at on media_leftover (left_at, address);
drop index media_expires_at;
create index media_expires_at on media (expires_at) where status <> 'READY';
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index media_expires_at;
create index media_expires_at on media (expires_at) where status = 'ANNOUNCED';
update media set status = 'ANNOUNCED' where status = 'STORING';
drop table media_leftover;
";
