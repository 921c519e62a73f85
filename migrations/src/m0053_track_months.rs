//! Positions by the month of their patrol, and what stays of them when they are old.
//!
//! On PostgreSQL `track_point` is partitioned by `patrol_opened_at`, when the server first heard of the
//! patrol: no phone's clock puts a fix elsewhere, and a patrol over a month's border stays together. A
//! month that is old is detached and dropped, which costs nothing however much it holds. What has no
//! month lies in `track_point_rest`, so that nothing is ever refused. SQLite keeps one table with the
//! same columns.
//!
//! The table has no foreign keys: a month that comes or goes would lock patrols and people for it, and
//! each fix would look up three rows that `track` has looked up already. Whose a fix is, is found by
//! `track`, so that no index of people has to be kept for every fix.
//!
//! `track_line` is the line that stays of a track: JSON, a list of places, each
//! `[number, segment, latitude, longitude, seconds since 1970]`. `patrol.thinned_at` says when.
//! `position_rule` says how long positions are kept; from which day on another row holds is said in it.
//!
//! A node of before cannot write fixes any more: it answers with an error, and phones send them again.

pub(crate) const UP: &str = r"
drop index track_point_unit;
drop index track_point_person;
alter table track_point rename to track_point_before;
alter table patrol add column thinned_at {instant};
create index patrol_unthinned on patrol (opened_at, id) where thinned_at is null;
create table track_line (
    patrol_id {id} not null references patrol (id),
    track_id {id} not null,
    person_id {id} not null references person (id),
    places {json_text} not null,
    primary key (patrol_id, track_id)
);
create index track_line_person on track_line (person_id);
create table position_rule (
    effective_from {instant} primary key,
    kept_days bigint not null,
    source text not null
);
insert into position_rule (effective_from, kept_days, source) values
    ('2012-01-01T00:00:00+00:00', 90, 'Our own assumption: as long as a certificate may be looked at again');
";

/// A month for each that has fixes, for this one and for the next three.
pub(crate) const UP_POSTGRES: &str = r"
create table track_point (
    patrol_id uuid not null,
    track_id uuid not null,
    sequence bigint not null,
    patrol_opened_at timestamptz not null,
    unit_id uuid not null,
    person_id uuid not null,
    segment bigint not null,
    latitude double precision not null,
    longitude double precision not null,
    accuracy_metres double precision,
    recorded_at timestamptz not null,
    corrected_at timestamptz not null,
    received_at timestamptz not null,
    constraint track_point_key primary key (patrol_id, track_id, sequence, patrol_opened_at)
) partition by range (patrol_opened_at);
create index track_point_unit on track_point (unit_id, received_at);
create table track_point_rest partition of track_point default;
do $$
declare
    beginning timestamp;
begin
    for beginning in
        select date_trunc('month', p.opened_at at time zone 'UTC') from patrol p
        where exists (select 1 from track_point_before f where f.patrol_id = p.id)
        union
        select date_trunc('month', now() at time zone 'UTC') + n * interval '1 month'
        from generate_series(0, 3) n
        order by 1
    loop
        execute format(
            'create table track_point_%s partition of track_point for values from (%L) to (%L)',
            to_char(beginning, 'YYYY_MM'), beginning at time zone 'UTC',
            (beginning + interval '1 month') at time zone 'UTC');
    end loop;
end $$;
insert into track_point (patrol_id, track_id, sequence, patrol_opened_at, unit_id, person_id, segment,
                         latitude, longitude, accuracy_metres, recorded_at, corrected_at, received_at)
select f.patrol_id, f.track_id, f.sequence, p.opened_at, f.unit_id, f.person_id, f.segment,
       f.latitude, f.longitude, f.accuracy_metres, f.recorded_at, f.corrected_at, f.received_at
from track_point_before f join patrol p on p.id = f.patrol_id;
drop table track_point_before;
";

pub(crate) const UP_SQLITE: &str = r"
create table track_point (
    patrol_id blob not null,
    track_id blob not null,
    sequence bigint not null,
    patrol_opened_at text not null,
    unit_id blob not null,
    person_id blob not null,
    segment bigint not null,
    latitude real not null,
    longitude real not null,
    accuracy_metres real,
    recorded_at text not null,
    corrected_at text not null,
    received_at text not null,
    constraint track_point_key primary key (patrol_id, track_id, sequence, patrol_opened_at)
);
create index track_point_unit on track_point (unit_id, received_at);
insert into track_point (patrol_id, track_id, sequence, patrol_opened_at, unit_id, person_id, segment,
                         latitude, longitude, accuracy_metres, recorded_at, corrected_at, received_at)
select f.patrol_id, f.track_id, f.sequence, p.opened_at, f.unit_id, f.person_id, f.segment,
       f.latitude, f.longitude, f.accuracy_metres, f.recorded_at, f.corrected_at, f.received_at
from track_point_before f join patrol p on p.id = f.patrol_id;
drop table track_point_before;
";

/// The table stays as it is, for the step that made it to drop: all of it is lost by then.
pub(crate) const DOWN: &str = r"
drop table position_rule;
drop table track_line;
drop index patrol_unthinned;
alter table patrol drop column thinned_at;
";
