-- Positions that stand already, beside seed.sql: so many (psql variable positions) in this month and the
-- three before, of patrols with a fix every five seconds for four hours. A month is filled before it has
-- indexes and attached then, in one transaction that with wal_level = minimal writes nothing twice.
\set ON_ERROR_STOP on
\timing off
set synchronous_commit = off;
set maintenance_work_mem = '1GB';
begin;
with months as (
    select n, 'track_point_' || to_char(beginning, 'YYYY_MM') as name,
           beginning at time zone 'UTC' as since, (beginning + interval '1 month') at time zone 'UTC' as until,
           greatest(1, :positions::bigint / 4 / 2880) as patrols
    from generate_series(0, 3) n,
         lateral (select date_trunc('month', now() at time zone 'UTC') - n * interval '1 month' as beginning) month
)
select statement from months, lateral (values
    (1, format('drop table if exists %I', name)),
    (2, format('create table %I (like track_point including defaults including storage)', name)),
    (3, format($insert$
        insert into %1$I (patrol_id, track_id, sequence, patrol_opened_at, unit_id, person_id, segment, latitude,
                          longitude, accuracy_metres, recorded_at, corrected_at, received_at)
        select p.patrol, p.track, s, p.opened, p.unit, p.person, 0, 3.1::float8 + s * 1e-5::float8, 101.6::float8 + s * 1e-6::float8, 8,
               p.opened + s * interval '5 seconds', p.opened + s * interval '5 seconds', p.opened + s * interval '5 seconds'
        -- Evaluated once for each patrol, not for each of its fixes.
        from (select bench.id(30 + %2$s, k) as patrol, bench.id(40 + %2$s, k) as track, bench.id(7, 1 + k %% 5431) as unit,
                     bench.id(3, 5001 + k %% 5431) as person, %3$L::timestamptz + k * (interval '27 days' / %4$s) as opened
              from generate_series(1::bigint, %4$s) k offset 0) p
        cross join generate_series(0::bigint, 2879) s $insert$, name, n, since, patrols)),
    (4, format('alter table %I add primary key (patrol_id, track_id, sequence, patrol_opened_at)', name)),
    (5, format('create index on %I (unit_id, received_at)', name)),
    (6, format('alter table track_point attach partition %I for values from (%L) to (%L)', name, since, until))
) as steps (step, statement)
order by n, step
\gexec
commit;
vacuum (analyze) track_point;
checkpoint;
