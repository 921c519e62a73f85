//! What the first sample unit walks by: sectors, a briefing, equipment, and what it saw.

/// The parts of what the unit looks after, in Malay: the western one first.
pub static SECTORS: [&str; 2] = ["Sektor A (barat)", "Sektor B (timur)"];

/// What its patrols go through before they start, in Malay.
pub static BRIEFING: &[&str] = &[
    "Laluan dan titik semak malam ini",
    "Siapa bersama siapa; tiada yang berjalan seorang diri",
    "Ves, lampu suluh dan wisel diagihkan",
    "Telefon dicas dan MySRS dibuka",
    "Perhati dan lapor; jangan tangkap atau kejar sesiapa",
    "Kecemasan: butang SOS, kemudian 999",
];

/// A kind of equipment and how many pieces of it the unit has, by the name of the kind.
pub static EQUIPMENT: &[(&str, u32)] =
    &[("VEST", 6), ("TORCH", 4), ("WHISTLE", 4), ("BATON", 2), ("WALKIE_TALKIE", 2)];

/// Something that was seen on patrol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incident {
    /// The code of its category.
    pub category: &'static str,
    /// How grave it is, by its code.
    pub severity: &'static str,
    /// What was done, in Malay.
    pub behaviour: &'static str,
    /// Where, in words.
    pub place: &'static str,
    /// How many people were involved.
    pub people: i64,
    /// How many minutes after the patrol began.
    pub minute: i64,
    /// How it was resolved, in Malay; none while it is open.
    pub resolved: Option<&'static str>,
}

/// What the unit saw: one that is done with, and one that is still open.
pub static INCIDENTS: &[Incident] = &[
    Incident {
        category: "PROPERTY_THEFT",
        severity: "MEDIUM",
        behaviour: "Dua orang memotong kabel lampu jalan dan lari apabila disapa dari jauh.",
        place: "Lorong belakang blok C",
        people: 2,
        minute: 21,
        resolved: Some("Dimaklumkan kepada TNB dan balai polis. Kabel telah dibaiki."),
    },
    Incident {
        category: "PROPERTY_VEHICLE_THEFT",
        severity: "LOW",
        behaviour: "Sebuah motosikal tanpa plat ditinggalkan dengan kunci yang rosak.",
        place: "Tepi gelanggang futsal",
        people: 0,
        minute: 38,
        resolved: None,
    },
];

#[cfg(test)]
mod tests {
    use sea_orm::ActiveEnum as _;

    use super::*;
    use crate::mysrs::{incident::Severity, outset::equipment::EquipmentKind};

    #[test]
    fn every_code_is_known_and_every_word_is_there() {
        for (kind, pieces) in EQUIPMENT {
            assert!(EquipmentKind::try_from_value(&(*kind).to_owned()).is_ok(), "{kind}");
            assert!(*pieces > 0);
        }
        for incident in INCIDENTS {
            let severity = Severity::try_from_value(&incident.severity.to_owned());
            assert!(severity.is_ok(), "{}", incident.severity);
            assert!(!incident.behaviour.is_empty() && incident.minute < 50);
        }
        assert!(INCIDENTS.iter().any(|incident| incident.resolved.is_none()));
        assert!(BRIEFING.len() >= 5 && BRIEFING.iter().all(|point| !point.is_empty()));
    }
}
