//! What happens on the way: how somebody shows that they were somewhere, what each patrol notes of
//! itself (breaks, who comes and goes, notes, photos, the briefing, equipment), the pictures of that,
//! and who ended a patrol.
//!
//! `check_in.checkpoint_id` and `patrol_event.check_in_id` are as the phone sent them, which may come
//! before what they name, or name nothing: so they are no foreign keys. `patrol_photo.record_id` is a
//! check-in or an event.

pub(crate) const UP: &str = r"
alter table check_in add column method text not null default 'POSITION';
alter table check_in add column checkpoint_id {id};
alter table check_in add column code text;
alter table check_in add column mock boolean;
alter table patrol add column ended_by {id} references person (id);
create index patrol_ended_by on patrol (ended_by);
alter table patrol_member add column left_at {instant};
create table equipment (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    kind text not null,
    number text not null,
    set_by {id} not null references person (id),
    set_at {instant} not null,
    ended_at {instant}
);
create index equipment_unit on equipment (unit_id, kind, number, id);
create index equipment_set_by on equipment (set_by);
create table briefing_item (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    position bigint not null,
    text text not null,
    set_by {id} not null references person (id),
    set_at {instant} not null,
    ended_at {instant}
);
create index briefing_item_unit on briefing_item (unit_id, position, id);
create index briefing_item_set_by on briefing_item (set_by);
create table patrol_event (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    patrol_id {id} not null references patrol (id),
    person_id {id} not null references person (id),
    kind text not null,
    member_id {id} references person (id),
    equipment_id {id} references equipment (id),
    briefing_item_id {id} references briefing_item (id),
    check_in_id {id},
    note text,
    latitude {double},
    longitude {double},
    accuracy_metres {double},
    recorded_at {instant} not null,
    corrected_at {instant} not null,
    received_at {instant} not null,
    clock_offset_ms bigint not null,
    doubts text not null,
    content_hash {bytes} not null
);
create index patrol_event_patrol on patrol_event (patrol_id, corrected_at, id);
create index patrol_event_unit on patrol_event (unit_id);
create index patrol_event_person on patrol_event (person_id);
create index patrol_event_member on patrol_event (member_id);
create index patrol_event_equipment on patrol_event (equipment_id);
create index patrol_event_briefing_item on patrol_event (briefing_item_id);
create table patrol_photo (
    record_id {id} not null,
    media_id {id} not null references media (id),
    patrol_id {id} not null references patrol (id),
    position bigint not null,
    alternative_text {json_text},
    primary key (record_id, media_id)
);
create index patrol_photo_media on patrol_photo (media_id);
create index patrol_photo_patrol on patrol_photo (patrol_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table patrol_photo;
drop table patrol_event;
drop table briefing_item;
drop table equipment;
alter table patrol_member drop column left_at;
drop index patrol_ended_by;
alter table patrol drop column ended_by;
alter table check_in drop column mock;
alter table check_in drop column code;
alter table check_in drop column checkpoint_id;
alter table check_in drop column method;
";
