//! Why somebody is shut out stands with the ban alone, where administrators read it. Before, it was
//! kept beside the audit too, where others could: there it goes. The entries keep their hash, as
//! after an erasure.

pub(crate) const UP: &str = r"
delete from audit_detail
where entry_id in (select id from audit_entry where action = 'PERSON_BAN');
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = "";
