//! What people read for the prefix of an id, in the two languages of the program.

/// The end of a sentence that says of what something is no id; nothing for another prefix.
pub(super) fn kind(prefix: &str) -> Option<(&'static str, &'static str)> {
    of_places_and_people(prefix)
        .or_else(|| of_patrols(prefix))
        .or_else(|| of_what_is_seen(prefix))
        .or_else(|| of_the_shop(prefix))
}

fn of_places_and_people(prefix: &str) -> Option<(&'static str, &'static str)> {
    Some(match prefix {
        // Wherever one of several kinds, or of any, is taken.
        "any" | "node" => ("apa-apa yang ada di sini", "anything that is here"),
        "person" => ("seseorang", "a person"),
        "audit" => ("catatan audit", "an entry of the audit"),
        "session" => ("sesi log masuk", "a session"),
        "device" => ("telefon yang didaftarkan", "a registered phone"),
        "district" => ("daerah", "a district"),
        "area" => ("kejiranan", "a neighbourhood"),
        "part" => ("bahagian kejiranan", "a part of a neighbourhood"),
        "appointment" => ("pelantikan", "an appointment"),
        "membership" => ("keahlian", "a membership"),
        "request" => ("permohonan untuk menyertai", "a request to join"),
        "joincode" => ("kod untuk menyertai", "a join code"),
        "grant" => ("jawatan yang diberi", "an office that was granted"),
        "coordinator" => ("penyelaras kumpulan", "a coordinator of a group"),
        "notice" => ("notis", "a notice"),
        "activity" => ("aktiviti", "an activity"),
        "media" => ("gambar atau dokumen", "a picture or a document"),
        "signon" => ("pautan log masuk jabatan", "a link to the department's sign-in"),
        "webhook" => ("alamat yang dimaklumkan", "an address that events are sent to"),
        _ => return None,
    })
}

fn of_patrols(prefix: &str) -> Option<(&'static str, &'static str)> {
    Some(match prefix {
        "unit" => ("unit rondaan", "a patrol unit"),
        "patroller" => ("keahlian unit rondaan", "a volunteer's place in a unit"),
        "application" => ("permohonan unit rondaan", "an application for a patrol unit"),
        "step" => ("langkah permohonan", "a step of an application"),
        "consent" => ("persetujuan", "a consent"),
        "warning" => ("amaran", "a warning"),
        "shift" => ("syif", "a shift"),
        "roster" => ("jadual bulanan", "a month's roster"),
        "swap" => ("pertukaran syif", "a swap of shifts"),
        "template" => ("syif berulang", "a recurring shift"),
        "place" => ("tempat berkumpul", "a meeting place"),
        "availability" => ("waktu lapang", "a time of availability"),
        "patrol" => ("rondaan", "a patrol"),
        "checkpoint" => ("pusat semakan", "a checkpoint"),
        "sector" => ("sektor", "a sector"),
        "share" => ("pautan rondaan", "a link to a patrol"),
        "track" => ("rakaman laluan", "a recorded track"),
        "checkin" => ("daftar masuk", "a check-in"),
        "decision" => ("keputusan tentang daftar masuk", "a decision about a check-in"),
        "event" => ("peristiwa rondaan", "an event of a patrol"),
        "equipment" => ("peralatan", "a piece of equipment"),
        "briefing" => ("perkara taklimat", "a point of the briefing"),
        "alert" => ("makluman", "an alert"),
        "alive" => ("makluman selamat", "a word that all is well"),
        _ => return None,
    })
}

fn of_what_is_seen(prefix: &str) -> Option<(&'static str, &'static str)> {
    Some(match prefix {
        "houseaway" => ("rumah yang kosong", "a house that is empty for a time"),
        "housevisit" => ("lawatan ke rumah kosong", "a look at an empty house"),
        "incident" => ("kejadian", "an incident"),
        "incidentstep" => ("langkah kejadian", "a step of an incident"),
        "referral" => ("rujukan", "a referral"),
        "referralanswer" => ("jawapan rujukan", "an answer to a referral"),
        "sos" => ("panggilan kecemasan", "a call for help"),
        "reportstep" => ("langkah laporan", "a step of a report"),
        "certificate" => ("sijil", "a certificate"),
        "agreement" => ("perjanjian dengan polis", "an agreement with the police"),
        "feedevent" => ("rujukan kepada polis", "an event of the police's feed"),
        "feedread" => ("bacaan oleh polis", "a reading of the police's feed"),
        _ => return None,
    })
}

fn of_the_shop(prefix: &str) -> Option<(&'static str, &'static str)> {
    Some(match prefix {
        "project" => ("projek", "a project"),
        "projectstep" => ("langkah projek", "a step of a project"),
        "projectcertificate" => ("sijil projek", "a project's certificate"),
        "product" => ("produk", "a product"),
        "variant" => ("pilihan produk", "a size or flavour of a product"),
        "trade" => ("keperluan atau bekalan", "a need or a supply"),
        "match" => ("padanan", "a match"),
        "kiosk" => ("kiosk atau karnival", "a kiosk or a carnival"),
        "enquiry" => ("pertanyaan pembeli", "a buyer's enquiry"),
        "enquirymessage" => ("mesej dalam pertanyaan", "a message of an enquiry"),
        "enquiryblock" => ("sekatan pembeli", "a block of a buyer"),
        "question" => ("soalan tentang produk", "a question about a product"),
        "review" => ("ulasan", "a review"),
        "listingreport" => ("laporan tentang tawaran", "a report of an offer"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        error::{ErrorCode, Refusal},
        id::PREFIXES,
        language::Language,
    };

    #[test]
    fn an_id_of_the_wrong_kind_is_told_in_words() {
        for prefix in PREFIXES.iter().copied().chain(["any", "node"]) {
            let (ms, en) = kind(prefix).unwrap_or_else(|| panic!("{prefix} has no words"));
            assert_ne!(ms, en, "{prefix}");
            let refusal = Refusal::of(ErrorCode::IdInvalid).with("kind", prefix);
            assert_eq!(refusal.sentence(Language::Ms), format!("Ini bukan id {ms}."));
            assert_eq!(refusal.sentence(Language::En), format!("This is not the id of {en}."));
        }
    }
}
