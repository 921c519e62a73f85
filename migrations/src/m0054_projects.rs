//! How an economic project is applied for and shown: its chain, its profile with what the trade
//! regulations ask, and its private figures by month.
//!
//! Projects from before this step stay as they are: what is published stays published, and the next
//! publication asks for what their profile lacks. They have no steps, and their first figures are due
//! for the month after their record was made.
//!
//! `product.listed_before` is since when the public saw a product before its project rested; it gets
//! that back when the project returns. A month is written `YYYY-MM`, and money is in sen.

pub(crate) const UP: &str = r"
alter table project add column phone text;
alter table project add column email text;
alter table project add column whatsapp text;
alter table project add column address text;
alter table project add column postcode text;
alter table project add column latitude {double};
alter table project add column longitude {double};
alter table project add column opening_hours {json_text};
alter table project add column links {json_text};
alter table project add column payment_methods {json_text};
alter table project add column terms {json_text};
alter table project add column delivery_estimate {json_text};
alter table project add column registration_number text;
alter table project add column cooperative_number text;
alter table project add column version bigint not null default 1;
alter table product add column listed_before {instant};
create table project_picture (
    project_id {id} not null references project (id),
    media_id {id} not null references media (id),
    position bigint not null,
    alternative_text {json_text},
    primary key (project_id, media_id)
);
create index project_picture_media on project_picture (media_id);
create table project_step (
    id {id} primary key,
    project_id {id} not null references project (id),
    number bigint not null,
    deed text not null,
    desk text not null,
    from_status text,
    to_status text not null,
    person_id {id} not null references person (id),
    reason text,
    due_at {instant},
    taken_at {instant} not null,
    constraint project_step_once unique (project_id, number)
);
create index project_step_person on project_step (person_id);
create table project_figures (
    project_id {id} not null references project (id),
    month text not null,
    income_sen bigint not null,
    spending_sen bigint not null,
    funding_sen bigint not null,
    participants bigint not null,
    version bigint not null,
    recorded_by {id} not null references person (id),
    recorded_at {instant} not null,
    primary key (project_id, month)
);
create index project_figures_recorded_by on project_figures (recorded_by);
insert into approval_charter (subject, effective_from, counting, amount, source) values
    ('PROJECT', '2017-01-01T00:00:00+00:00', 'DAYS', 14, 'Our own assumption: the client charter names no time for an economic project');
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
delete from approval where subject = 'PROJECT';
delete from approval_charter where subject = 'PROJECT';
drop table project_figures;
drop table project_step;
drop table project_picture;
alter table product drop column listed_before;
alter table project drop column version;
alter table project drop column cooperative_number;
alter table project drop column registration_number;
alter table project drop column delivery_estimate;
alter table project drop column terms;
alter table project drop column payment_methods;
alter table project drop column links;
alter table project drop column opening_hours;
alter table project drop column longitude;
alter table project drop column latitude;
alter table project drop column postcode;
alter table project drop column address;
alter table project drop column whatsapp;
alter table project drop column email;
alter table project drop column phone;
";
