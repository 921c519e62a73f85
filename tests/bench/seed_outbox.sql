-- What the outbox is measured on, beside seed.sql: a notice to the nation has 1,000,000 people to
-- reach, the first of whom have phones (`bench-push devices`). psql variable: phone, of whoever
-- publishes it.
\set ON_ERROR_STOP on
\timing off
set synchronous_commit = off;
begin;
-- seed_feed.sql makes the same ones.
insert into person (id, phone, display_name, language, status, privacy_notice_version,
                    privacy_notice_agreed_at, created_at, updated_at)
select bench.id(13, n), '+60119' || lpad(n::text, 7, '0'), 'Jiran ' || n, 'ms', 'ACTIVE', '1',
       timestamptz '2025-01-01Z', timestamptz '2025-01-01Z', timestamptz '2025-01-01Z'
from generate_series(1, 1000000) n
on conflict do nothing;
insert into membership (id, person_id, area_id, joined_at)
select bench.id(14, n), bench.id(13, n), bench.id(2, 1 + n % 8586), timestamptz '2025-01-01Z'
from generate_series(1, 1000000) n
on conflict do nothing;
insert into officer_grant (id, person_id, role, given_by, reason, starts_at, ends_at)
select bench.id(18, 1), id, 'HQ_OFFICER', id, 'for the bench', timestamptz '2025-01-01Z', now() + interval '1 year'
from person where phone = :'phone'
on conflict do nothing;
commit;
