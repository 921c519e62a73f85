//! What people read for a word of the wire, in the two languages of the program: how something stands, who
//! somebody is, of what kind an id is, and in what time is counted. Apps read the word itself; nobody
//! else should have to.

use super::{id_words, language::Language};

/// What a status, a role, a unit of time or the prefix of an id says in a sentence; nothing for another
/// value, which stands there as it is.
pub(super) fn said(name: &str, word: &str, language: Language) -> Option<&'static str> {
    let (ms, en) = match name {
        "status" => status(word)?,
        "role" => role(word)?,
        "unit" => unit_of_time(word)?,
        "kind" => id_words::kind(word)?,
        _ => return None,
    };
    Some(if language == Language::En { en } else { ms })
}

/// The end of a sentence that says how something stands.
fn status(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "ACCEPTED" => ("ia telah diterima", "it was accepted"),
        "ACKNOWLEDGED" => ("ia telah diambil maklum", "it was acknowledged"),
        "ACTIVE" => ("ia masih aktif", "it is active"),
        "ANNOUNCED" => ("ia belum dimuat naik", "it is not uploaded yet"),
        "ANSWERED" => ("ia telah dijawab", "it was answered"),
        "APPLIED" => ("permohonannya sedang menunggu", "it was applied for, and waits"),
        "ARCHIVED" => ("ia telah diarkibkan", "it was archived"),
        "ASKED" => ("ia belum dijawab", "it is not answered yet"),
        "BEING_JUDGED" => (
            "rekodnya sedang disemak; cuba lagi sebentar lagi",
            "its records are being looked at; try again in a moment",
        ),
        "CANCELLED" => ("ia telah dibatalkan", "it was cancelled"),
        "CHECKED" => ("ia telah disemak", "it was checked"),
        "CHECKED_BY_DISTRICT" => ("ia telah disemak oleh daerah", "the district has checked it"),
        "CLOSED" => ("ia telah ditutup", "it is closed"),
        "CONFIRMED_BY_STATE" => ("ia telah disahkan oleh negeri", "the state has confirmed it"),
        "CONFIRMED" => ("ia telah disahkan", "it was confirmed"),
        "DECLINED" => ("ia telah ditolak", "it was declined"),
        "DISMISSED" => ("tiada kesalahan ditemui padanya", "nothing was found to be wrong with it"),
        "DONE" => ("ia telah selesai", "it is done"),
        "DRAFT" => ("ia masih draf", "it is still a draft"),
        "ENABLED" => ("ia telah dihidupkan", "it is turned on already"),
        "ENDED" => ("ia telah tamat", "it has ended"),
        "ERASED" => ("data pembelinya telah dipadam", "what the buyer had given was erased"),
        "EXPIRED" => ("ia telah tamat tempoh", "it has expired"),
        "HELD" => ("ia telah diadakan", "it was held"),
        "HIDDEN" => ("ia telah disembunyikan oleh pegawai", "an officer has hidden it"),
        "IN_PROGRESS" => ("ia sedang dikendalikan", "it is being handled"),
        "INACTIVE" => ("ia tidak aktif", "it is not active"),
        "LAPSED" => {
            ("ia telah diganti dengan panggilan baharu", "a newer call has taken its place")
        }
        "LISTED" => (
            "tawarannya masih disiarkan; sembunyikannya dahulu",
            "the offer is still listed; hide it first",
        ),
        "NEEDS_UPDATE" => ("ia perlu dikemas kini", "it has to be brought up to date"),
        "NOT_BEGUN" => ("ia belum dimulakan", "it was not begun yet"),
        "NOT_ENABLED" => ("ia belum dihidupkan", "it is not turned on"),
        "NOT_FINISHED" => ("laporannya belum dihantar", "its report is not handed in yet"),
        "NOT_REVOKED" => (
            "sijilnya belum ditarik semula; tarik semula dahulu",
            "its certificate is not revoked yet; revoke it first",
        ),
        "NOT_SHOWN" => ("ia tidak dipaparkan", "it is not shown"),
        "OPEN" => ("ia masih terbuka", "it is still open"),
        "OVER" => ("masanya telah berlalu", "its time is over"),
        "PENDING" => {
            ("ia sedang menunggu untuk diluluskan", "it waits for somebody to let it pass")
        }
        "PLANNED" => ("ia masih dirancang", "it is still planned"),
        "PROFILE_UPDATE" => {
            ("profilnya perlu dikemas kini", "its profile has to be brought up to date")
        }
        "PUBLISHED" => ("ia telah diterbitkan", "it was published"),
        "READY" => ("ia sudah sedia", "it is ready"),
        "RECEIVED" => ("ia sedang menunggu pegawai", "it waits for an officer"),
        "REFUSED" => ("ia telah ditolak", "it was refused"),
        "REMOVED" => ("ia telah dibuang", "it was taken away"),
        "REPLIED" => ("ia telah dibalas", "it has a reply already"),
        "REPORTED" => ("ia telah dilaporkan", "it was reported"),
        "REQUESTED" => ("ia sedang menunggu keputusan", "it waits for a decision"),
        "RESOLVED" => ("ia telah diselesaikan", "it was resolved"),
        "REVOKED" => ("ia telah ditarik semula", "it was revoked"),
        "SCHEDULED" => ("ia telah dijadualkan", "it is scheduled"),
        "SENT_BACK" => ("ia telah dikembalikan", "it was sent back"),
        "SHOWN" => ("ia sedang dipaparkan", "it is shown"),
        "STARTED" => ("ia telah bermula", "it has begun"),
        "STORING" => ("ia sedang disimpan", "it is being kept"),
        "SUBMITTED" => ("ia telah dihantar", "it was handed in"),
        "TAKEN" => ("pegawai sedang menelitinya", "an officer looks into it"),
        "TOO_OLD" => ("masa untuk menyuntingnya telah tamat", "the time to edit it is over"),
        "UPHELD" => ("tindakan telah diambil terhadapnya", "something was done about it"),
        "WITHDRAWN" => ("ia telah ditarik balik", "it was withdrawn"),
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
        "RESIDENT" => ("penduduk", "resident"),
        "CHAIR" => ("Pengerusi", "chair"),
        "DEPUTY_CHAIR" => ("Timbalan Pengerusi", "deputy chair"),
        "SECRETARY" => ("Setiausaha", "secretary"),
        "ASSISTANT_SECRETARY" => ("Penolong Setiausaha", "assistant secretary"),
        "TREASURER" => ("Bendahari", "treasurer"),
        "MEMBER" => ("AJK", "committee member"),
        "GROUP_COORDINATOR" => ("Penyelaras kumpulan", "group coordinator"),
        "PATROLLER" => ("peronda", "patroller"),
        "UNIT_LEADER" => ("Ketua Peronda", "leader of a patrol unit"),
        "PROJECT_OWNER" => ("pemilik projek", "owner of a project"),
        "DISTRICT_OFFICER" => ("Pegawai Perpaduan Daerah", "district officer"),
        "STATE_OFFICER" => ("Pengarah Perpaduan Negeri", "state director"),
        "HQ_OFFICER" => ("pegawai ibu pejabat", "officer at headquarters"),
        "POLICE_LIAISON" => ("pegawai perhubungan polis", "police liaison officer"),
        "ADMINISTRATOR" => ("pentadbir sistem", "administrator"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sea_orm::{ActiveEnum, Iterable};

    use super::*;
    use crate::{
        community::{AreaStatus, membership::RequestStatus},
        krt_shop::{
            certificate::CertificateStatus, enquiry::EnquiryStatus, listing_report,
            product::ProductStatus, project::ProjectStatus, question::QuestionStatus,
            review::ReviewStatus,
        },
        mykrt::{activity::ActivityStatus, notice::NoticeStatus},
        mysrs::{
            application::ApplicationStatus,
            incident::IncidentStatus,
            patrol::PatrolStatus,
            report::ReportStatus,
            roster::{ShiftStatus, month::RosterStatus},
            sos::SosStatus,
            swap::SwapStatus,
            unit::UnitStatus,
        },
        policy::Role,
        shared::{
            error::{ErrorCode, Refusal},
            media::MediaStatus,
        },
    };

    fn values<T: ActiveEnum<Value = String> + Iterable>() -> Vec<String> {
        T::iter().map(|value| value.to_value()).collect()
    }

    #[test]
    fn no_status_no_role_and_no_unit_is_said_as_programs_say_it() {
        let statuses = [
            values::<ActivityStatus>(),
            values::<ApplicationStatus>(),
            values::<AreaStatus>(),
            values::<CertificateStatus>(),
            values::<EnquiryStatus>(),
            values::<IncidentStatus>(),
            values::<MediaStatus>(),
            values::<NoticeStatus>(),
            values::<PatrolStatus>(),
            values::<ProductStatus>(),
            values::<ProjectStatus>(),
            values::<QuestionStatus>(),
            values::<ReportStatus>(),
            values::<listing_report::ReportStatus>(),
            values::<ReviewStatus>(),
            values::<RequestStatus>(),
            values::<RosterStatus>(),
            values::<ShiftStatus>(),
            values::<SosStatus>(),
            values::<SwapStatus>(),
            values::<UnitStatus>(),
        ];
        let statuses = statuses.concat().into_iter().map(|value| ("status", value));
        let roles = values::<Role>().into_iter().map(|value| ("role", value));
        let units = ["DAYS", "MINUTES"].map(|value| ("unit", value.to_owned()));
        for (name, value) in statuses.chain(roles).chain(units) {
            let both = [Language::Ms, Language::En].map(|language| said(name, &value, language));
            assert!(both.iter().all(Option::is_some), "{name} {value}");
            assert_ne!(both[0], both[1], "{name} {value}");
        }
    }

    /// The words in capitals that a file of the program writes, outside its tests.
    fn words_in_capitals(source: &str) -> Vec<String> {
        let program = source.split("#[cfg(test)]").next().unwrap_or_default();
        let is_word = |text: &&str| {
            text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        };
        program.split('"').skip(1).step_by(2).filter(is_word).map(str::to_owned).collect()
    }

    /// Every file of Rust in a folder and below it.
    fn sources(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(sources(&path));
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
        found
    }

    /// A state that is no value of an enum is written out where it is refused: in a file that refuses
    /// states every word in capitals is one, or a unit of time.
    #[test]
    fn no_state_that_is_written_out_is_said_as_programs_say_it() {
        let mut found = 0;
        for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
            let program = source.split("#[cfg(test)]").next().unwrap_or_default();
            let refuses =
                ["Refusal::of(ErrorCode::StateInvalid)", "Refusal::of(ErrorCode::AlreadyDecided)"];
            if !refuses.iter().any(|refuses| program.contains(refuses)) {
                continue;
            }
            for word in words_in_capitals(&source) {
                let known = status(&word).is_some() || unit_of_time(&word).is_some();
                assert!(known, "{word} has no words that people read");
                found += 1;
            }
        }
        assert!(found > 10, "the files that refuse states are no longer found: {found} words");
    }

    #[test]
    fn a_sentence_has_the_words_and_the_data_keeps_the_name() {
        let refusal = Refusal::of(ErrorCode::StateInvalid).with("status", "BEING_JUDGED");
        for language in [Language::Ms, Language::En] {
            assert!(!refusal.sentence(language).contains('_'));
        }
        let leaving = Refusal::of(ErrorCode::LastInCharge).with("role", "UNIT_LEADER");
        assert!(leaving.sentence(Language::Ms).contains("(Ketua Peronda)"));
        assert_eq!(
            leaving.sentence(Language::En),
            "Others depend on this role (leader of a patrol unit). Hand it over to somebody else first."
        );
        assert_eq!(refusal.value("status"), Some("BEING_JUDGED"));
        let long = Refusal::of(ErrorCode::SpanTooLong).with("limit", 366).with("unit", "DAYS");
        assert!(long.sentence(Language::Ms).contains("366 hari"));
        let unknown = Refusal::of(ErrorCode::StateInvalid).with("status", "BRAND_NEW");
        assert_eq!(unknown.sentence(Language::En), "Not possible now: BRAND_NEW.");
    }
}
