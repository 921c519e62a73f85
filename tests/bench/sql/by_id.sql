-- One product with its project.
\set n random(1, :products)
select p.id, p.slug, p.kind, p.name, p.description, p.price_sen, p.unit, p.cover, p.listed_at, r.id, r.slug, r.name, r.story, r.start_year
from product p join project r on r.id = p.project_id
where p.id = ('0190bec0-0006-7000-8000-' || lpad(to_hex(:n::int), 12, '0'))::uuid and p.listed_at is not null;
