//! Every text is told, and how each way shows it.

use super::{ActivityNews, IncidentNews, Text, render::LONGEST_BODY};
use crate::{
    policy::Role,
    shared::{
        device::App,
        language::{Language, LocalizedText},
        outbox::digest::Digest,
    },
};

#[test]
#[expect(clippy::too_many_lines, reason = "each text stands in a line of its own")]
fn every_text_is_one_sms_in_both_languages() {
    use sea_orm::Iterable as _;

    let code = || "123456".to_owned();
    let name = || "Taman Höhe ".repeat(10);
    let news = [
        IncidentNews::Acknowledged,
        IncidentNews::InProgress,
        IncidentNews::Resolved,
        IncidentNews::Closed,
        IncidentNews::Reopened,
    ];
    let news = news.map(|news| Text::IncidentMoved {
        serial: "SRS-01-0042-2026-000123".to_owned(),
        news,
        link: String::new(),
    });
    let roles = Role::iter().map(|role| Text::RoleGranted { role });
    for text in [
        Text::RegisterCode(code()),
        Text::PasswordResetCode(code()),
        Text::PhoneChangeCode(code()),
        Text::EmailCode(code()),
        Text::EnquiryCode(code()),
        Text::Digest(Digest {
            titles: vec![LocalizedText::new(&name(), &name())],
            notices: Vec::new(),
            more: 1_000_000,
            unsubscribe: String::new(),
            silent: false,
        }),
        Text::MatchesFound { project: name(), count: 1_000_000, link: String::new() },
        Text::NoAccount,
        Text::PasswordWasReset,
        Text::PhoneWasChanged,
        Text::PasswordWasChanged,
        Text::SessionEndedForSafety,
        Text::SecondFactorAdded,
        Text::SecondFactorRemoved,
        Text::UnitTooSmall { unit: "SRS ".repeat(30), eligible: 19, least: 20 },
        Text::TermEnds { day: "2028-03-14".to_owned() },
        Text::CommitteeTermsEnd {
            area: "n".repeat(40),
            count: 1_000,
            day: "2028-03-14".to_owned(),
        },
        Text::MembershipAccepted { area: name() },
        Text::MembershipDeclined { area: name() },
        Text::MembershipEnded { area: name() },
        Text::PatrollerEnded { unit: name() },
        Text::RosterPublished {
            unit: name(),
            month: "2026-03".to_owned(),
            count: 200,
            first: "2026-03-21 23:00".to_owned(),
        },
        Text::ShiftGiven { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::ShiftTaken { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::ShiftCancelled { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::SwapAsked { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::SwapWaits { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::SwapEnded { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::PlacesOpen { unit: name(), count: 200, first: "2026-03-21 23:00".to_owned() },
        Text::StandInWanted { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::ShiftDropped { unit: name(), shift: "2026-03-21 23:00".to_owned() },
        Text::SignOnLinked,
        Text::IncidentReported {
            unit: name(),
            serial: "SRS-01-0042-2026-000123".to_owned(),
            high: true,
            link: String::new(),
        },
        Text::IncidentReported {
            unit: name(),
            serial: "SRS-01-0042-2026-000123".to_owned(),
            high: false,
            link: String::new(),
        },
        Text::IncidentAssigned {
            serial: "SRS-01-0042-2026-000123".to_owned(),
            link: String::new(),
        },
        Text::FeedEnded { district: name() },
        Text::FeedUndelivered { district: name() },
        Text::PatrolReportSentBack {
            unit: name(),
            day: "2028-03-14".to_owned(),
            link: String::new(),
        },
        Text::CertificateRevoked { unit: name(), link: String::new() },
        Text::written(&LocalizedText::new(&name(), &name()), &LocalizedText::new("", ""), None),
        Text::Unacknowledged { title: LocalizedText::new(&name(), &name()), missing: 1_000_000 },
        Text::NoticeHeldBack {
            title: LocalizedText::new(&name(), &name()),
            link: "krt://notice/x".to_owned(),
            area: None,
        },
        Text::NoticeHeldBack {
            title: LocalizedText::new(&name(), &name()),
            link: "krt://notice/x".to_owned(),
            area: Some(name()),
        },
        Text::ActivityNews {
            title: LocalizedText::new(&name(), &name()),
            news: ActivityNews::Cancelled,
            link: "krt://activity/x".to_owned(),
            silent: false,
        },
        Text::ActivityNews {
            title: LocalizedText::new(&name(), &name()),
            news: ActivityNews::Moved { starts: "2026-03-21 08:30".to_owned() },
            link: "krt://activity/x".to_owned(),
            silent: true,
        },
        Text::PlaceGiven {
            title: LocalizedText::new(&name(), &name()),
            link: "krt://activity/x".to_owned(),
            silent: false,
        },
    ]
    .into_iter()
    .chain(news)
    .chain(roles)
    .chain(crate::shared::outbox::sos_text::every().map(Text::Sos))
    .chain(crate::shared::outbox::watch_text::every().map(Text::Watch))
    .chain(super::shop_certificates::every().map(Text::ShopCertificate))
    .chain(super::shop::every().map(Text::Shop))
    {
        let (ms, en) = (text.render(Language::Ms), text.render(Language::En));
        assert_ne!(ms, en);
        assert_eq!(text.render(Language::Ta), ms, "Malay stands for what is not written");
        for said in [ms, en] {
            assert!(said.is_ascii() && said.len() <= 160, "{} letters: {said}", said.len());
            assert!(!said.contains(['{', '}']), "{said}");
        }
        assert!(!format!("{text:?}").contains("123456"));
    }
}

#[test]
fn notices_are_for_one_app_and_calls_for_help_for_every_app() {
    let text = LocalizedText::new("Banjir", "Flood");
    assert_eq!(Text::written(&text, &text, None).silently().app(), Some(App::Mykrt));
    assert!(crate::shared::outbox::sos_text::every().all(|text| Text::Sos(text).app().is_none()));
    assert_eq!(Text::PasswordWasChanged.app(), None);
    assert!(super::shop::every().all(|text| Text::Shop(text).app() == Some(App::Shop)));
}

#[test]
fn what_people_wrote_is_shown_in_the_readers_language_or_in_malay() {
    let title = LocalizedText::new("Amaran banjir", "Flood warning");
    let body = LocalizedText { ms: "Air naik. ".repeat(10_000), en: None, zh: None, ta: None };
    let text = Text::written(&title, &body, Some("krt://notice/x".to_owned()));
    let shown = text.for_a_phones_list(Language::En);
    assert_eq!(shown.title, "Flood warning");
    assert!(shown.body.ends_with("Air naik.…"), "{}", shown.body);
    assert!(shown.body.chars().count() <= LONGEST_BODY);
    assert_eq!(shown.link.as_deref(), Some("krt://notice/x"));
    assert_eq!(text.for_a_phones_list(Language::Ta).title, "Amaran banjir");
    assert_eq!(text.render(Language::Zh), "KRT: Amaran banjir. Baca dalam MyKRT.");
    let link = "krt://notice/x".to_owned();
    let held = Text::NoticeHeldBack { title: title.clone(), link: link.clone(), area: None };
    let shown = held.for_a_phones_list(Language::Zh);
    assert_eq!((shown.title.as_str(), shown.link), ("Amaran banjir", Some(link)));
    assert!(shown.body.contains("tidak dihantar: Amaran banjir"), "{}", shown.body);
    assert_eq!(held.app(), Some(App::Mykrt));
    let area = Some("Taman Melati".to_owned());
    let of_nobody = Text::NoticeHeldBack { title, link: String::new(), area };
    let shown = of_nobody.for_a_phones_list(Language::En);
    assert!(shown.link.is_none() && shown.body.contains("Taman Melati"), "{shown}");
    let plain = Text::NoAccount.for_a_phones_list(Language::En);
    assert!(plain.title == "KRT" && plain.body.starts_with("A new password"), "{plain}");
}
