//! By which words buyers found what is offered: how often in a week, for each offer. They are the words of
//! a search that the offer answers, in small letters and without mistakes, at most 50 different ones a
//! week; of people only the seller may stand in them, and takes them along.

pub(crate) const UP: &str = r"
create table product_search_week (
    product_id {id} not null references product (id),
    week text not null,
    words text not null,
    project_id {id} not null references project (id),
    finds bigint not null,
    primary key (product_id, week, words)
);
create index product_search_week_project on product_search_week (project_id, week);
create index product_search_week_old on product_search_week (week);
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop table product_search_week;
";
