//! A feed is walked once for each role that its reader has in a place. Each role has an index that
//! holds no notices for others: however many went to the patrol alone, a resident walks past none.

pub(crate) const UP: &str = r"
create index notice_feed_residents on notice (scope, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 1) <> 0;
create index notice_feed_committee on notice (scope, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 2) <> 0;
create index notice_feed_patrol on notice (scope, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 4) <> 0;
create index notice_feed_groups on notice (scope, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 8) <> 0;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index notice_feed_groups;
drop index notice_feed_patrol;
drop index notice_feed_committee;
drop index notice_feed_residents;
";
