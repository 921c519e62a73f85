-- A page of 20 with project, area and cover: one join.
\set category random(1, 40)
select p.id, p.slug, p.kind, p.name, p.price_sen, p.unit, p.cover, p.listed_at, r.id, r.slug, r.name, a.id, a.reference, a.name
from product p join project r on r.id = p.project_id join area a on a.id = p.area_id
where p.category_code = 'BENCH_' || :category::int and p.listed_at is not null
order by p.listed_at desc, p.id desc limit 21;
