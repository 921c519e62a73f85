-- What the bench measures on: 100,000 products of 5,000 projects in 8,586 neighbourhoods, and
-- 1,000,000 check-ins of 100,000 patrols by 5,431 units (the department's numbers for the country).
-- Ids are a function of a number, so that every load program can name a row without asking.
-- psql variables: products, check_ins, phone (whose password the patrollers get).
\set ON_ERROR_STOP on
\timing off
set synchronous_commit = off;

create schema bench;
create function bench.id(kind int, n bigint) returns uuid language sql immutable parallel safe as
$$ select ('0190bec0-' || lpad(to_hex(kind), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
-- An id as a phone makes it: in the order of time.
create function bench.fresh() returns uuid language sql volatile parallel safe as
$$ select encode(overlay(uuid_send(gen_random_uuid()) placing
        substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 'hex')::uuid $$;
-- As long as what the change log says of an id.
create function bench.scope(noun text, id uuid) returns text language sql immutable parallel safe as
$$ select noun || '_' || right(replace(id::text, '-', ''), 26) $$;
create function bench.words(ms text, en text) returns jsonb language sql immutable parallel safe as
$$ select jsonb_build_object('ms', ms, 'en', en) $$;
-- What an offer is called: of 40 things, as many as there are categories, each in 20 manners by 60 makers.
create function bench.pick(n bigint, choices text) returns text language sql immutable parallel safe as
$$ select split_part(choices, ',', (1 + n % regexp_count(choices || ',', ','))::int) $$;
create function bench.thing(n bigint) returns text language sql immutable parallel safe as
$$ select bench.pick(n, 'Mi kuning,Bihun goreng,Kuetiau basah,Laksa,Ayam kampung,Telur itik,Daging lembu,Ikan bilis,Udang kering,Belacan,Keropok lekor,Kerepek pisang,Kuih lapis,Karipap,Dodol,Serunding,Sambal hijau,Rendang,Nasi lemak,Roti canai,Kek coklat,Biskut raya,Madu kelulut,Kopi tarik,Jamu,Sabun herba,Minyak kelapa,Jahitan baju,Tudung,Songket,Anyaman mengkuang,Tikar,Perabot rotan,Pasu bunga,Anak pokok,Baja kompos,Sewa dewan,Katering,Gunting rambut,Urut tradisional') $$;
create function bench.manner(n bigint) returns text language sql immutable parallel safe as
$$ select bench.pick(n, 'segar,pedas,manis,rangup,tradisional,buatan tangan,istimewa,organik,lembut,wangi,halus,berempah,asli,premium,kampung,jimat,borong,keluarga,harian,perayaan') $$;
create function bench.maker(n bigint) returns text language sql immutable parallel safe as
$$ select bench.pick(n, 'Salmah,Rokiah,Zainab,Hamidah,Faridah,Normah,Aishah,Kamariah,Latifah,Mariam,Rahimah,Sabariah,Timah,Zaleha,Halimah,Azizah,Bibah,Esah,Gayah,Intan,Juriah,Khatijah,Laila,Munah,Noraini,Ombak,Puteri,Rosnah,Saadiah,Tijah,Umi,Wardah,Yati,Zaiton,Devi,Kavita,Letchumi,Malar,Priya,Saroja,Thanam,Vasanthi,Ahmoi,Beehwa,Chooi,Guatneo,Hooi,Kimlan,Meiling,Sweelian,Jeliti,Kelimah,Limah,Nanta,Odu,Rantai,Sangi,Tipah,Unchat,Empiang') $$;
create function bench.address(n bigint) returns text language sql immutable parallel safe as
$$ select encode(sha256(n::text::bytea), 'hex') $$;

begin;
insert into state (code, name_ms, name_en)
select lpad(n::text, 2, '0'), 'Negeri ' || n, 'State ' || n from generate_series(1, 16) n
on conflict do nothing;

insert into district (id, code, name, state_code)
select bench.id(1, n), 'B' || lpad(n::text, 4, '0'), 'Daerah ' || n, lpad((1 + n % 16)::text, 2, '0')
from generate_series(1, 115) n;

insert into area (id, reference, name, address, postcode, state_code, district_id, status,
                  latitude, longitude, search_text, created_at, updated_at)
select bench.id(2, n), 'BENCH/' || n, 'KRT Taman Ukur ' || n, 'Jalan ' || n, lpad((10000 + n)::text, 5, '0'),
       lpad((1 + (1 + n % 115) % 16)::text, 2, '0'), bench.id(1, 1 + n % 115), 'ACTIVE',
       1.3 + (n % 500) * 0.01, 100.3 + (n % 400) * 0.01, 'krt taman ukur ' || n,
       timestamptz '2025-01-01Z', timestamptz '2025-01-01Z'
from generate_series(1, 8586) n;

insert into person (id, phone, display_name, language, status, privacy_notice_version,
                    privacy_notice_agreed_at, created_at, updated_at)
select bench.id(3, n), '+6011660' || lpad(n::text, 5, '0'), 'Peniaga ' || n, 'ms', 'ACTIVE', '1',
       timestamptz '2025-01-01Z', timestamptz '2025-01-01Z', timestamptz '2025-01-01Z'
from generate_series(1, 30000) n;

insert into category (code, parent_code, name, position)
select 'BENCH_' || n, null, bench.words('Kategori ' || n, 'Category ' || n), n from generate_series(1, 40) n;

insert into project (id, area_id, owner_id, category_code, slug, name, story, start_year, status, created_at, updated_at)
select bench.id(4, n), bench.id(2, 1 + n % 8586), bench.id(3, n), 'BENCH_' || (1 + n % 40), 'projek-ukur-' || n,
       'Projek Ukur ' || n,
       bench.words('Projek ekonomi komuniti yang bermula di dapur jiran, nombor ' || n, 'A community project that began in a neighbour''s kitchen, number ' || n),
       2015 + n % 10, 'ACTIVE', timestamptz '2025-01-01Z', timestamptz '2025-01-01Z'
from generate_series(1, 5000) n;

insert into media (id, owner_id, status, content_address, width, height, bytes, thumbhash, widths, expires_at, created_at)
select bench.id(5, n), bench.id(3, 1 + n % 5000), 'READY', bench.address(n), 1200, 900, 90000, 'YTkGJwaRhWUIt4lbgnhZl3ath2BUBGYA', '160,480,1200',
       timestamptz '2035-01-01Z', timestamptz '2025-01-01Z'
from generate_series(1, :products) n;

insert into product (id, project_id, area_id, category_code, kind, status, slug, name, description, price_sen, unit,
                     search_text, cover, version, listed_at, created_at, updated_at)
select bench.id(6, n), bench.id(4, 1 + n % 5000), bench.id(2, 1 + (1 + n % 5000) % 8586), 'BENCH_' || (1 + n % 40),
       'GOODS', 'PUBLISHED', 'produk-ukur-' || n, bench.words(bench.thing(n) || ' ' || bench.manner(n / 40) || ' ' || bench.maker(n / 800), 'Offer ' || n),
       bench.words('Dibuat setiap pagi oleh jiran kita tanpa pengawet, dihantar dalam kawasan.', 'Made every morning by our neighbours without preservatives, delivered nearby.'),
       300 + n % 5000, '500 g', lower(bench.thing(n) || ' ' || bench.manner(n / 40) || ' ' || bench.maker(n / 800)),
       jsonb_build_object('id', bench.id(5, n), 'address', bench.address(n), 'width', 1200, 'height', 900,
                          'widths', jsonb_build_array(160, 480, 1200), 'thumbhash', 'YTkGJwaRhWUIt4lbgnhZl3ath2BUBGYA',
                          'alternative_text', bench.words('Mi kuning dalam mangkuk', 'Yellow noodles in a bowl')),
       1, timestamptz '2025-01-01Z' + n * interval '1 minute', timestamptz '2025-01-01Z', timestamptz '2025-01-01Z'
from generate_series(1, :products) n;

insert into product_picture (product_id, media_id, position, alternative_text)
select bench.id(6, n), bench.id(5, n), 1, bench.words('Mi kuning dalam mangkuk', 'Yellow noodles in a bowl')
from generate_series(1, :products) n;

insert into patrol_unit (id, area_id, name, meeting_place, status, created_at)
select bench.id(7, n), bench.id(2, n), 'SRS Ukur ' || n, 'Pondok pengawal', 'ACTIVE', timestamptz '2025-01-01Z'
from generate_series(1, 5431) n;

insert into patroller (id, unit_id, person_id, leads, joined_at)
select bench.id(8, n), bench.id(7, 1 + n % 5431), bench.id(3, 5000 + n), n <= 5431, timestamptz '2025-01-01Z'
from generate_series(1, 21724) n;

insert into patrol (id, unit_id, started_by, status, started_at, ended_at, opened_at, distance_metres, duration_seconds, check_in_count)
select bench.id(9, n), bench.id(7, 1 + n % 5431), bench.id(3, 5001 + (n % 5431)), 'ENDED',
       timestamptz '2025-01-01 15:00Z' + n * interval '5 minutes', timestamptz '2025-01-01 16:00Z' + n * interval '5 minutes',
       timestamptz '2025-01-01 15:00Z' + n * interval '5 minutes', 2400, 3600, 10
from generate_series(1, :check_ins / 10) n;

insert into check_in (id, unit_id, patrol_id, person_id, latitude, longitude, accuracy_metres, checkpoint,
                      recorded_at, corrected_at, received_at, clock_offset_ms, doubts, content_hash)
select bench.id(10, n), bench.id(7, 1 + (1 + n / 10) % 5431), bench.id(9, 1 + n / 10), bench.id(3, 5001 + ((1 + n / 10) % 5431)),
       1.3 + (n % 500) * 0.01, 100.3 + (n % 400) * 0.01, 8, 'Surau Al-Ikhlas', at, at, at, 0, '', sha256(n::text::bytea)
from generate_series(0, :check_ins - 1) n, lateral (select timestamptz '2025-01-01 15:00Z' + n * interval '30 seconds' as at) times;

-- Patrols that go on, each with its own patroller, who signs in with the password of `phone`. A patrol takes
-- 20,000 check-ins, so krt's loads have their own: by 32 clients (as pgbench's and all others), fifty at
-- once, by 64 clients, and by REST.
insert into patrol (id, unit_id, started_by, status, started_at, opened_at)
select bench.id(kind, n), bench.id(7, 1 + n % 5431), bench.id(3, 5000 + n), 'ACTIVE', now(), now()
from generate_series(1, 256) n, (values (11), (19), (24), (25)) kinds (kind);
insert into patrol_member (patrol_id, person_id, joined_at)
select bench.id(kind, n), bench.id(3, 5000 + n), now() from generate_series(1, 256) n, (values (11), (19), (24), (25)) kinds (kind);
update person set password_hash = (select password_hash from person where phone = :'phone')
where id in (select bench.id(3, 5000 + n) from generate_series(1, 256) n);
commit;

vacuum (analyze);
checkpoint;
