-- One check-in, one transaction.
\set n random(1, 1000)
insert into check_in (id, unit_id, patrol_id, person_id, latitude, longitude, accuracy_metres, checkpoint,
                      recorded_at, corrected_at, received_at, clock_offset_ms, doubts, content_hash, method, verdict)
values (gen_random_uuid(), bench.id(7, 1 + :n::int % 5431), bench.id(9, :n::int), bench.id(3, 5001 + :n::int % 5431),
        3.14, 101.69, 8, 'Surau Al-Ikhlas', now(), now(), now(), 0, '', '\x00', 'POSITION', 'ACCEPTED')
on conflict do nothing;
