//! What people read for a word of the wire: where something stands, and who somebody is. Apps read the
//! word itself.

use super::language::Language;

/// A status, a role or a unit of time as a sentence names it; nothing for what is no such word.
pub(super) fn said(name: &str, word: &str, language: Language) -> Option<&'static str> {
    let (ms, en) = match name {
        "status" => status(word)?,
        "role" => role(word)?,
        "unit" => unit_of_time(word)?,
        _ => return None,
    };
    Some(if language == Language::En { en } else { ms })
}

fn status(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "ACCEPTED" => ("sudah diterima", "accepted"),
        "ACKNOWLEDGED" => ("sudah diakui", "acknowledged"),
        "ACTIVE" => ("aktif", "active"),
        "ANNOUNCED" => ("belum dimuat naik", "not uploaded yet"),
        "ANSWERED" => ("sudah dijawab", "answered"),
        "APPLIED" => ("sedang dimohon", "applied for"),
        "ARCHIVED" => ("sudah diarkibkan", "archived"),
        "BEING_JUDGED" => ("rekodnya masih disemak", "its records are still being checked"),
        "CANCELLED" => ("sudah dibatalkan", "cancelled"),
        "CHECKED" => ("sudah disemak", "checked"),
        "CHECKED_BY_DISTRICT" => ("sudah disemak oleh daerah", "checked by the district"),
        "CLOSED" => ("sudah ditutup", "closed"),
        "CONFIRMED_BY_STATE" => ("sudah disahkan oleh negeri", "confirmed by the state"),
        "DECLINED" => ("sudah ditolak", "declined"),
        "DONE" => ("sudah selesai", "done"),
        "DRAFT" => ("masih draf", "still a draft"),
        "ENABLED" => ("sudah dihidupkan", "switched on"),
        "ENDED" => ("sudah tamat", "ended"),
        "EXPIRED" => ("sudah tamat tempoh", "expired"),
        "HELD" => ("sudah diadakan", "held already"),
        "INACTIVE" => ("tidak aktif", "inactive"),
        "IN_PROGRESS" => ("dalam tindakan", "in progress"),
        "NEEDS_UPDATE" => ("perlu dikemas kini", "in need of an update"),
        "NOT_BEGUN" => ("belum dimulakan", "not begun yet"),
        "NOT_ENABLED" => ("belum dihidupkan", "not switched on"),
        "NOT_FINISHED" => ("belum selesai", "not finished yet"),
        "OPEN" => ("masih terbuka", "open"),
        "OVER" => ("sudah berlalu", "over"),
        "PLANNED" => ("dirancang", "planned"),
        "PROFILE_UPDATE" => ("profilnya sedang dikemas kini", "its profile is being updated"),
        "PUBLISHED" => ("sudah diterbitkan", "published"),
        "READY" => ("sudah sedia", "ready"),
        "REPORTED" => ("sudah dilaporkan", "reported"),
        "REQUESTED" => ("menunggu keputusan", "waiting to be decided"),
        "RESOLVED" => ("sudah selesai", "resolved"),
        "SCHEDULED" => ("sudah dijadualkan", "scheduled"),
        "SUBMITTED" => ("sudah dihantar", "handed in"),
        "WITHDRAWN" => ("sudah ditarik balik", "withdrawn"),
        _ => return None,
    })
}

fn unit_of_time(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "DAYS" => ("hari", "days"),
        "MINUTES" => ("minit", "minutes"),
        _ => return None,
    })
}

fn role(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "RESIDENT" => ("Penduduk", "resident"),
        "CHAIR" => ("Pengerusi", "chair"),
        "DEPUTY_CHAIR" => ("Timbalan Pengerusi", "deputy chair"),
        "SECRETARY" => ("Setiausaha", "secretary"),
        "ASSISTANT_SECRETARY" => ("Penolong Setiausaha", "assistant secretary"),
        "TREASURER" => ("Bendahari", "treasurer"),
        "MEMBER" => ("AJK", "committee member"),
        "GROUP_COORDINATOR" => ("Penyelaras kumpulan", "group coordinator"),
        "PATROLLER" => ("Peronda", "patrol volunteer"),
        "UNIT_LEADER" => ("Ketua Peronda", "patrol unit leader"),
        "PROJECT_OWNER" => ("Pemilik projek", "project owner"),
        "DISTRICT_OFFICER" => ("Pegawai Perpaduan Daerah", "district officer"),
        "STATE_OFFICER" => ("Pengarah Perpaduan Negeri", "state officer"),
        "HQ_OFFICER" => ("Pegawai ibu pejabat", "headquarters officer"),
        "POLICE_LIAISON" => ("Pegawai perhubungan polis", "police liaison"),
        "ADMINISTRATOR" => ("Pentadbir sistem", "administrator"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveEnum, Iterable};

    use super::*;
    use crate::{
        community::{AreaStatus, membership::RequestStatus},
        krt_shop::{product::ProductStatus, project::ProjectStatus},
        mykrt::{activity::ActivityStatus, notice::NoticeStatus},
        mysrs::{
            application::ApplicationStatus, incident::IncidentStatus, patrol::PatrolStatus,
            report::ReportStatus, sos::SosStatus, swap::SwapStatus, unit::UnitStatus,
        },
        policy::Role,
        shared::error::{ErrorCode, Refusal},
    };

    fn every<E: ActiveEnum<Value = String> + Iterable>(name: &str) {
        for word in E::iter().map(|one| one.to_value()) {
            let ms = said(name, &word, Language::Ms);
            let en = said(name, &word, Language::En);
            assert!(ms.is_some() && en.is_some(), "{name} {word}");
            assert_ne!(ms, en, "{name} {word}");
        }
    }

    #[test]
    fn every_status_and_role_has_words() {
        every::<Role>("role");
        every::<AreaStatus>("status");
        every::<RequestStatus>("status");
        every::<ProductStatus>("status");
        every::<ProjectStatus>("status");
        every::<ActivityStatus>("status");
        every::<NoticeStatus>("status");
        every::<ApplicationStatus>("status");
        every::<IncidentStatus>("status");
        every::<PatrolStatus>("status");
        every::<ReportStatus>("status");
        every::<SosStatus>("status");
        every::<SwapStatus>("status");
        every::<UnitStatus>("status");
    }

    #[test]
    fn a_sentence_names_no_word_of_the_wire_and_apps_still_read_it() {
        let refusal = Refusal::of(ErrorCode::StateInvalid).with("status", "BEING_JUDGED");
        assert_eq!(
            refusal.sentence(Language::En),
            "Not possible now: the status is: its records are still being checked."
        );
        assert!(!refusal.sentence(Language::Ms).contains('_'));
        assert_eq!(refusal.value("status"), Some("BEING_JUDGED"));
        let refusal = Refusal::of(ErrorCode::LastInCharge).with("role", "UNIT_LEADER");
        assert!(refusal.sentence(Language::Ms).contains("(Ketua Peronda)"));
    }
}
