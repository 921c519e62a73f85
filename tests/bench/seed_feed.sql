-- What the feed is measured on, beside seed.sql: 1,000,000 people who belong to the 8,586
-- neighbourhoods, 100,000 notices (one in a hundred to a district, a state or the nation) and
-- 10,000,000 receipts.
\set ON_ERROR_STOP on
\timing off
set synchronous_commit = off;
begin;
insert into person (id, phone, display_name, language, status, privacy_notice_version,
                    privacy_notice_agreed_at, created_at, updated_at)
select bench.id(13, n), '+60119' || lpad(n::text, 7, '0'), 'Jiran ' || n, 'ms', 'ACTIVE', '1',
       timestamptz '2025-01-01Z', timestamptz '2025-01-01Z', timestamptz '2025-01-01Z'
from generate_series(1, 1000000) n;
insert into membership (id, person_id, area_id, joined_at)
select bench.id(14, n), bench.id(13, n), bench.id(2, 1 + n % 8586), timestamptz '2025-01-01Z'
from generate_series(1, 1000000) n;
-- Those who sign in and ask: residents alone, because a resident's feed is what sql/feed.sql walks. They
-- get the password that seed.sql gave the patrollers.
insert into membership (id, person_id, area_id, joined_at)
select bench.id(15, n), bench.id(3, 29000 + n), bench.id(2, n), timestamptz '2025-01-01Z'
from generate_series(1, 256) n;
update person set password_hash = (select password_hash from person where id = bench.id(3, 5001))
where id in (select bench.id(3, 29000 + n) from generate_series(1, 256) n);

create function bench.district(area int) returns int language sql immutable as $$ select 1 + area % 115 $$;
create function bench.hex(kind int, n bigint) returns text language sql immutable as
$$ select replace(bench.id(kind, n)::text, '-', '') $$;
insert into notice (id, area_id, scope, official, audience, author_id, severity, category, status, title, body,
                    version, published_at, created_at, updated_at)
select bench.id(12, n), case when n % 100 > 0 then bench.id(2, 1 + n % 8586) end,
       case n % 400 when 0 then 'nation'
                    when 100 then 'state:' || lpad((1 + n / 400 % 16)::text, 2, '0')
                    when 200 then 'district:' || bench.hex(1, 1 + n / 400 % 115)
                    when 300 then 'district:' || bench.hex(1, 1 + n / 400 % 115)
                    else 'area:' || bench.hex(2, 1 + n % 8586) end,
       n % 100 = 0, 15, bench.id(3, 1), 'INFORMATION', 'GENERAL', 'PUBLISHED',
       bench.words('Gotong-royong ' || n, 'Community work ' || n),
       bench.words('Semua jiran dijemput membersihkan longkang pada hari Ahad jam lapan pagi.', 'All neighbours are invited to clean the drains on Sunday at eight.'),
       1, at, at, at
from generate_series(1, 100000) n, lateral (select timestamptz '2025-01-01Z' + n * interval '5 minutes' as at) times;
insert into notice_receipt (notice_id, person_id, read_at, received_at)
select bench.id(12, 1 + n % 100000), bench.id(13, 1 + (n::bigint * 7919) % 1000000), timestamptz '2025-06-01Z', timestamptz '2025-06-01Z'
from generate_series(1, 10000000) n
on conflict do nothing;
-- Those who ask have read every other notice to the nation, as people have who open their feed.
insert into notice_receipt (notice_id, person_id, read_at, received_at)
select bench.id(12, 800 * n), bench.id(3, 29000 + p), timestamptz '2025-06-01Z', timestamptz '2025-06-01Z'
from generate_series(1, 125) n, generate_series(1, 256) p;
insert into notice_tally (notice_id, slot, sent, delivered, seen, read, acknowledged)
select notice_id, 0, count(sent_at), count(delivered_at), count(seen_at), count(read_at), count(acknowledged_at)
from notice_receipt group by notice_id;
commit;
vacuum (analyze);
checkpoint;
