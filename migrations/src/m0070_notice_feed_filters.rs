//! A feed that is filtered by severity or category is walked once for each role that its reader has in
//! a place, as the whole feed is. Each role has an index for each filter that holds no notices for
//! others: however many went to the committee alone, a resident walks past none. They take the place
//! of the two that knew no roles. What is unread is counted by severity, and walks them too.

pub(crate) const UP: &str = r"
create index notice_feed_residents_severity on notice (scope, severity, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 1) <> 0;
create index notice_feed_committee_severity on notice (scope, severity, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 2) <> 0;
create index notice_feed_patrol_severity on notice (scope, severity, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 4) <> 0;
create index notice_feed_groups_severity on notice (scope, severity, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 8) <> 0;
create index notice_feed_residents_category on notice (scope, category, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 1) <> 0;
create index notice_feed_committee_category on notice (scope, category, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 2) <> 0;
create index notice_feed_patrol_category on notice (scope, category, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 4) <> 0;
create index notice_feed_groups_category on notice (scope, category, published_at desc, id desc)
    where status = 'PUBLISHED' and (audience & 8) <> 0;
drop index notice_feed_severity;
drop index notice_feed_category;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
create index notice_feed_category on notice (scope, category, published_at desc, id desc)
    where status = 'PUBLISHED';
create index notice_feed_severity on notice (scope, severity, published_at desc, id desc)
    where status = 'PUBLISHED';
drop index notice_feed_groups_category;
drop index notice_feed_patrol_category;
drop index notice_feed_committee_category;
drop index notice_feed_residents_category;
drop index notice_feed_groups_severity;
drop index notice_feed_patrol_severity;
drop index notice_feed_committee_severity;
drop index notice_feed_residents_severity;
";
