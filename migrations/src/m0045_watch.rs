//! Watching over planned shifts and patrols on the way: what is raised and who was told of it, what
//! those confirm who patrol alone, and by which limits.
//!
//! `patrol_alert.subject_id` is the patrol or the shift: of each kind one alert is open at a time.
//! `since` is since when it is so: the beginning of the shift, the last sign, the end that was due.
//! What closes without having healed is of no more use. The limits are dated rows; a unit's own ones
//! stand in `unit_setting`, where nothing stands for the rule's. `swap_needs_approval` there is the
//! unit's word in place of the rule's too.

pub(crate) const UP: &str = r"
create table watch_rule (
    effective_from {instant} primary key,
    late_minutes bigint not null,
    missed_checkpoint_minutes bigint not null,
    quiet_minutes bigint not null,
    overdue_minutes bigint not null,
    lone_minutes bigint not null,
    escalate_minutes bigint not null,
    longest_pause_minutes bigint not null,
    longest_patrol_minutes bigint not null,
    source text not null
);
insert into watch_rule (effective_from, late_minutes, missed_checkpoint_minutes, quiet_minutes,
                        overdue_minutes, lone_minutes, escalate_minutes, longest_pause_minutes,
                        longest_patrol_minutes, source)
values ('2012-01-01T00:00:00+00:00', 15, 30, 20, 30, 15, 10, 60, 720,
        'Our own limits: no text names any; a night has less than twelve hours');
create table unit_setting (
    unit_id {id} primary key references patrol_unit (id),
    late_on boolean not null,
    late_minutes bigint,
    missed_checkpoint_on boolean not null,
    missed_checkpoint_minutes bigint,
    quiet_on boolean not null,
    quiet_minutes bigint,
    overdue_on boolean not null,
    overdue_minutes bigint,
    lone_on boolean not null,
    lone_minutes bigint,
    escalate_minutes bigint,
    no_signal_area boolean not null,
    swap_needs_approval boolean,
    version bigint not null,
    set_by {id} not null references person (id),
    set_at {instant} not null
);
create index unit_setting_set_by on unit_setting (set_by);
create table patrol_alert (
    id {id} primary key,
    unit_id {id} not null references patrol_unit (id),
    subject_id {id} not null,
    patrol_id {id} references patrol (id),
    shift_id {id} references shift (id),
    kind text not null,
    person_id {id} references person (id),
    checkpoint_id {id} references checkpoint (id),
    missed bigint not null,
    since {instant} not null,
    raised_at {instant} not null,
    told_at {instant},
    escalated_at {instant},
    healed_at {instant},
    closed_at {instant}
);
create unique index patrol_alert_open on patrol_alert (subject_id, kind) where closed_at is null;
create index patrol_alert_subject on patrol_alert (subject_id, raised_at desc, id desc);
create index patrol_alert_unit on patrol_alert (unit_id, raised_at desc, id desc);
create index patrol_alert_unit_open on patrol_alert (unit_id, raised_at desc, id desc)
    where closed_at is null;
create index patrol_alert_patrol on patrol_alert (patrol_id);
create index patrol_alert_shift on patrol_alert (shift_id);
create index patrol_alert_person on patrol_alert (person_id);
create index patrol_alert_checkpoint on patrol_alert (checkpoint_id);
create table patrol_alert_told (
    alert_id {id} not null references patrol_alert (id),
    person_id {id} not null references person (id),
    texted boolean not null,
    told_at {instant} not null,
    primary key (alert_id, person_id)
);
create index patrol_alert_told_person on patrol_alert_told (person_id);
create table patrol_alive (
    id {id} primary key,
    patrol_id {id} not null references patrol (id),
    person_id {id} not null references person (id),
    recorded_at {instant} not null,
    corrected_at {instant} not null,
    received_at {instant} not null
);
create index patrol_alive_patrol on patrol_alive (patrol_id, person_id, corrected_at);
create index patrol_alive_person on patrol_alive (person_id);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table patrol_alive;
drop table patrol_alert_told;
drop table patrol_alert;
drop table unit_setting;
drop table watch_rule;
";
