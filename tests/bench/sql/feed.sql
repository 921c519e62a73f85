-- The feed of somebody in an area: the nation's, the state's, the district's and the area's notices, and
-- those that name them, the pinned ones first. The reader is a resident, as those are who ask krt
-- (seed_feed.sql), so each place is walked once, by the index of that role. The statement is the
-- program's own for a page that is walked in the tables (feed_store.rs). The first page the program
-- answers of what the node remembers (boards.rs), with less SQL than this; what it is compared with stays
-- the whole statement, so that the ratio says what remembering is worth. The person stands in a select of its own, to be worked out once, as a parameter is.
\set person random(1, 256)
\set district 1 + :person % 115
select n.id, n.scope, n.area_id, n.official, n.audience, n.author_id, n.severity, n.category, n.status, n.title, n.body, n.link, n.needs_acknowledgement, n.is_public, n.slug, n.version, n.push_round, n.publish_at, n.scheduled_by, n.held_back_at, n.published_at, n.edited_at, n.expires_at, n.pinned_until, n.withdrawn_at, n.status_reason, n.created_at, n.updated_at, r.read_at, r.acknowledged_at, (p.person_id is not null) as named from (select * from (
select part.* from (values ('nation'), ('state:' || lpad((1 + :district % 16)::text, 2, '0')), ('district:' || bench.hex(1, :district)), ('area:' || bench.hex(2, :person))) as place (scope) cross join lateral (select n.id, n.published_at, 1 as pinned from notice n where n.status = 'PUBLISHED' and n.scope = place.scope and (n.audience & 1) <> 0 and (n.expires_at is null or n.expires_at > now()) and n.pinned_until > now() order by n.published_at desc, n.id desc limit 21) as part
union select * from (select n.id, n.published_at, 1 as pinned from notice n join notice_person p on p.notice_id = n.id and p.person_id = (select bench.id(3, 29000 + :person)) where n.status = 'PUBLISHED' and (n.expires_at is null or n.expires_at > now()) and n.pinned_until > now() order by n.published_at desc, n.id desc limit 21) as part
union select part.* from (values ('nation'), ('state:' || lpad((1 + :district % 16)::text, 2, '0')), ('district:' || bench.hex(1, :district)), ('area:' || bench.hex(2, :person))) as place (scope) cross join lateral (select n.id, n.published_at, 0 as pinned from notice n where n.status = 'PUBLISHED' and n.scope = place.scope and (n.audience & 1) <> 0 and (n.expires_at is null or n.expires_at > now()) and (n.pinned_until is null or n.pinned_until <= now()) order by n.published_at desc, n.id desc limit 21) as part
union select * from (select n.id, n.published_at, 0 as pinned from notice n join notice_person p on p.notice_id = n.id and p.person_id = (select bench.id(3, 29000 + :person)) where n.status = 'PUBLISHED' and (n.expires_at is null or n.expires_at > now()) and (n.pinned_until is null or n.pinned_until <= now()) order by n.published_at desc, n.id desc limit 21) as part
) as found order by pinned desc, published_at desc, id desc limit 21) as page join notice n on n.id = page.id
left join notice_receipt r on r.notice_id = n.id and r.person_id = (select bench.id(3, 29000 + :person))
left join notice_person p on p.notice_id = n.id and p.person_id = (select bench.id(3, 29000 + :person))
order by page.pinned desc, page.published_at desc, page.id desc;
