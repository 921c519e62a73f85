-- Fifty check-ins of one patrol that goes on, one statement, one transaction: the rows of check_in.sql,
-- fifty of them, and one line in the change log. Its patrols are others than those of krt's clients, which
-- would be full before these come.
\set n 129 + :client_id % 128
with stands as (
    select id, unit_id, started_by, status from patrol where id = bench.id(19, :n::int)
), fresh as (
    insert into check_in (id, unit_id, patrol_id, person_id, latitude, longitude, accuracy_metres,
                          checkpoint, note, recorded_at, corrected_at, received_at, clock_offset_ms,
                          doubts, content_hash, method, checkpoint_id, code, mock, verdict)
    select bench.fresh(), unit_id, id, started_by, 3.14, 101.69, 8, 'Surau Al-Ikhlas', null,
           now(), now(), now(), 0, '', '\x9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
           'POSITION', null, null, null, 'ACCEPTED'
    from stands cross join generate_series(1, 50)
    on conflict (id) do nothing
    returning id, patrol_id
), told as (
    insert into change_log (scope, noun, noun_id, gone, changed_at)
    select bench.scope('unit', unit_id), 'patrol', id, false, now()
    from stands where id in (select patrol_id from fresh)
), late as (
    insert into duty (id, kind, subject, due_at, next_at)
    select gen_random_uuid(), kind, id, now() + interval '2 minutes', now() + interval '2 minutes'
    from stands cross join (values ('patrol_judge'), ('patrol_seal')) as planned (kind)
    where status = 'ENDED' and id in (select patrol_id from fresh)
    on conflict (kind, subject, due_at) do nothing
)
select id from fresh;
