//! Of a patrol that was cancelled nothing is proven: the seconds that were reckoned of it before stood on
//! it still, though no month counted them. What was recorded stays; the way back writes nothing, because
//! the number is reckoned from that.

pub(crate) const UP: &str = r"
delete from patrol_proven where patrol_id in
    (select patrol_id from patrol_report where status = 'CANCELLED');
update patrol_report set proven_seconds = 0 where status = 'CANCELLED' and proven_seconds > 0;
";

pub(crate) const UP_POSTGRES: &str = "";

pub(crate) const DOWN: &str = "";
