//! How often what is offered was seen, found, asked for and kept: one row for an offer and a week, and
//! one for a project's own page.
//!
//! A week is named by its Monday in Malaysia, `YYYY-MM-DD`. The rows are numbers: nobody stands in them.

pub(crate) const UP: &str = r"
create table product_week (
    product_id {id} not null references product (id),
    week text not null,
    project_id {id} not null references project (id),
    views bigint not null,
    finds bigint not null,
    contacts bigint not null,
    favourites bigint not null,
    primary key (product_id, week)
);
create index product_week_project on product_week (project_id, week);
create index product_week_old on product_week (week);
create table project_week (
    project_id {id} not null references project (id),
    week text not null,
    views bigint not null,
    contacts bigint not null,
    primary key (project_id, week)
);
create index project_week_old on project_week (week);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table project_week;
drop table product_week;
";
