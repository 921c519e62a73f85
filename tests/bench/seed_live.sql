-- Who follows live, beside seed.sql: those who sign in belong to one neighbourhood, and the first is
-- its secretary.
\set ON_ERROR_STOP on
begin;
insert into membership (id, person_id, area_id, joined_at)
select bench.id(16, n), bench.id(3, 5000 + n), bench.id(2, 1), timestamptz '2025-01-01Z'
from generate_series(1, 256) n
on conflict do nothing;
insert into appointment (id, person_id, area_id, post, starts_at, ends_at)
values (bench.id(17, 1), bench.id(3, 5001), bench.id(2, 1), 'SECRETARY', now() - interval '1 day', now() + interval '1 year');
commit;
