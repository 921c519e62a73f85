//! How many offers a project keeps is counted before another one is added: those that are archived do
//! not count.

pub(crate) const UP: &str = r"
create index product_kept on product (project_id) where status <> 'ARCHIVED';
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
drop index product_kept;
";
