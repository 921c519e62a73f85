//! What a checkpoint was until somebody changed it: a check-in is judged by what held when it was made,
//! however late it comes in and whatever was changed since.
//!
//! A row is written by whoever changes a checkpoint, and says until when it was so; what it is now stands
//! in `checkpoint`. So nothing has to be filled in for checkpoints from before, and one that a node of
//! the older program changes during an update has no gap: it is taken to have been always so, as it was
//! until this step. `version` is the version that was replaced.

pub(crate) const UP: &str = r"
create table checkpoint_version (
    checkpoint_id {id} not null references checkpoint (id),
    version bigint not null,
    unit_id {id} not null references patrol_unit (id),
    held_until {instant} not null,
    latitude {double} not null,
    longitude {double} not null,
    radius_metres bigint not null,
    opens text,
    closes text,
    code_number bigint not null,
    code_since {instant} not null,
    primary key (checkpoint_id, version)
);
create index checkpoint_version_unit on checkpoint_version (unit_id, held_until, version);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table checkpoint_version;
";
