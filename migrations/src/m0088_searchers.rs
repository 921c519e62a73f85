//! Words by which buyers found what is offered are told once three people have looked by them. Each of them
//! is one bit of 63 beside the words, by a keyed hash of where they ask from and the words: the same one
//! is the same bit on each node and in each week, and one of 63 people is. Of words that were counted
//! before nobody knows by how many people, so that those are told once three more have looked.

pub(crate) const UP: &str = r"
alter table product_search_week add column seekers bigint not null default 0;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
alter table product_search_week drop column seekers;
";
