//! Who looks after an economic project is granted that as an office is: by whom, why, from when and
//! until when. Whom the project's own record names owns it without a grant.

pub(crate) const UP: &str = r"
alter table officer_grant add column project_id {id} references project (id);
create index officer_grant_project on officer_grant (project_id);
insert into grant_term (role, effective_from, longest_days, source) values
    ('PROJECT_OWNER', '2020-01-01T00:00:00+00:00', 1095, 'assumed: three years, then it is looked at again');
";

pub(crate) const UP_POSTGRES: &str = "";

/// Without its project a grant would count everywhere, so that it goes.
pub(crate) const DOWN: &str = r"
delete from grant_term where role = 'PROJECT_OWNER';
delete from officer_grant where project_id is not null;
drop index officer_grant_project;
alter table officer_grant drop column project_id;
";
