//! Sectors of patrol units, and the checkpoints that their patrols come past.

pub(crate) const UP: &str = r"
create table sector (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    name text not null,
    visit_order text not null,
    polygon {json_text},
    version bigint not null,
    created_at {instant} not null,
    ended_at {instant}
);
create index sector_unit on sector (unit_id, ended_at);
-- `opens` and `closes` are times of a day in Malaysia, HH:MM; the codes themselves are not kept: each
-- is made of the id, the number and the secret.
create table checkpoint (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    sector_id {id} references sector (id),
    name text not null,
    latitude {double} not null,
    longitude {double} not null,
    radius_metres bigint not null,
    opens text,
    closes text,
    position_in_order bigint,
    code_number bigint not null,
    code_since {instant} not null,
    far_from_area boolean not null,
    version bigint not null,
    created_at {instant} not null,
    ended_at {instant}
);
create index checkpoint_unit on checkpoint (unit_id, ended_at);
create index checkpoint_sector on checkpoint (sector_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table checkpoint;
drop table sector;
";
