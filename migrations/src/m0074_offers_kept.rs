//! How many offers a project keeps is counted before another one is added: those that are archived do
//! not count. And pictures of what the public does not see were everybody's until now: a duty for each
//! project closes them, which older nodes leave to newer ones.

pub(crate) const UP: &str = r"
create index product_kept on product (project_id) where status <> 'ARCHIVED';
insert into duty (id, kind, subject, due_at, next_at)
    select {random_id}, 'pictures_close', id, updated_at, updated_at from project
    where true
    on conflict (kind, subject, due_at) do nothing;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = r"
delete from duty where kind = 'pictures_close';
drop index product_kept;
";
