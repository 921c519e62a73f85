//! Following patrols: those that are on their way are found however many there were, and links with
//! which others follow one for a while. A link's secret is not kept, only its keyed hash.

pub(crate) const UP: &str = r"
create index patrol_active on patrol (unit_id, started_at desc, id desc) where status = 'ACTIVE';
create table patrol_share (
    id {id} primary key,
    patrol_id {id} not null references patrol (id),
    token_hash {bytes} not null,
    made_by {id} not null references person (id),
    made_at {instant} not null,
    expires_at {instant} not null,
    ended_at {instant},
    ended_by {id} references person (id),
    constraint patrol_share_token_unique unique (token_hash)
);
create index patrol_share_patrol on patrol_share (patrol_id, made_at desc, id desc);
create index patrol_share_made_by on patrol_share (made_by);
create index patrol_share_ended_by on patrol_share (ended_by);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table patrol_share;
drop index patrol_active;
";
