//! What leaves before what; pure.

use super::{
    model::{Audience, Message},
    texts::Text,
};

/// What goes to more people at once than these leaves after what goes to few: whoever waits for a word of
/// their own does not wait for a notice to everybody.
const FEW: usize = 50;

/// What leaves before what: what stands first here leaves first, however long the rest has waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Priority {
    /// Somebody calls for help.
    Sos,
    /// A code that somebody waits for, or a word to whoever has to know that their account was
    /// touched.
    Code,
    /// An emergency, which may be for everybody.
    Emergency,
    /// Everything else.
    Rest,
}

impl Priority {
    /// Each, the first one first.
    pub const ALL: [Self; 4] = [Self::Sos, Self::Code, Self::Emergency, Self::Rest];

    /// How it is kept: the smaller number leaves first.
    pub fn number(self) -> i32 {
        match self {
            Self::Sos => 0,
            Self::Code => 1,
            Self::Emergency => 2,
            Self::Rest => 3,
        }
    }

    /// The one with this number; the last one for a number that only a newer node knows.
    pub fn of(number: i32) -> Self {
        Self::ALL.into_iter().find(|one| one.number() == number).unwrap_or(Self::Rest)
    }

    /// Whether some turns are kept for it that nothing else takes: it is for few, and at once.
    pub fn goes_ahead(self) -> bool {
        match self {
            Self::Sos | Self::Code => true,
            Self::Emergency | Self::Rest => false,
        }
    }
}

impl Message {
    /// Before what it leaves: by what it says, and by whether it is an emergency.
    pub(super) fn priority(&self) -> Priority {
        match &self.text {
            Text::Sos(_) => Priority::Sos,
            text if is_about_an_account(text) => Priority::Code,
            _ if self.urgent => Priority::Emergency,
            _ => Priority::Rest,
        }
    }

    /// Whether it goes to many, and leaves last. An emergency waits for nothing.
    pub(super) fn is_for_many(&self) -> bool {
        let many = matches!(&self.audience, Audience::People(people) if people.len() > FEW);
        many && self.priority() == Priority::Rest
    }
}

/// Whether somebody waits for it to go on, or may have to save their account.
fn is_about_an_account(text: &Text) -> bool {
    matches!(
        text,
        Text::RegisterCode(_)
            | Text::PasswordResetCode(_)
            | Text::PhoneChangeCode(_)
            | Text::EmailCode(_)
            | Text::EnquiryCode(_)
            | Text::NoAccount
            | Text::PasswordWasReset
            | Text::PhoneWasChanged
            | Text::PasswordWasChanged
            | Text::SessionEndedForSafety
            | Text::SecondFactorAdded
            | Text::SecondFactorRemoved
            | Text::SignOnLinked
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::{
        id::PersonId,
        language::{Language, LocalizedText},
        outbox::SosText,
    };

    fn message(audience: Audience, text: Text, urgent: bool) -> Message {
        Message {
            audience,
            text,
            language: Language::Ms,
            cause: Uuid::nil(),
            round: 0,
            urgent,
            expires_at: None,
        }
    }

    fn priority(text: Text, urgent: bool) -> Priority {
        message(Audience::Phone("+60123456789".to_owned()), text, urgent).priority()
    }

    #[test]
    fn a_notice_to_everybody_is_for_many_and_an_emergency_is_not() {
        let flood = LocalizedText::new("Banjir", "Flood");
        let is_for_many = |number: u128, urgent: bool| {
            let people = (0..number).map(|one| PersonId(Uuid::from_u128(one))).collect();
            let text = Text::written(&flood, &flood, None);
            message(Audience::People(people), text, urgent).is_for_many()
        };
        assert!(is_for_many(51, false));
        assert!(!is_for_many(50, false));
        assert!(!is_for_many(51, true));
    }

    #[test]
    fn a_call_for_help_leaves_before_a_code_and_a_code_before_an_emergency() {
        let sos = SosText::Seen {
            name: "Aminah".to_owned(),
            serial: "SOS-260314-7K3Q2A".to_owned(),
            link: "krt://sos/x".to_owned(),
        };
        let flood = LocalizedText::new("Banjir", "Flood");
        let flood = Text::written(&flood, &flood, None);
        let order = [
            priority(Text::Sos(sos), true),
            priority(Text::RegisterCode("271828".to_owned()), false),
            priority(flood.clone(), true),
            priority(flood, false),
        ];
        assert_eq!(order, Priority::ALL);
        assert_eq!(priority(Text::PasswordWasChanged, false), Priority::Code);
        assert!(order.is_sorted());
        for one in Priority::ALL {
            assert_eq!(Priority::of(one.number()), one);
        }
        assert_eq!(Priority::of(7), Priority::Rest);
    }
}
