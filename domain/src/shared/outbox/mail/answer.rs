//! What the mail server's replies mean (RFC 5321, 4.2; RFC 3463); pure.

/// What was said when a reply came, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Reaching the server and signing in.
    Greeting,
    /// Who writes.
    Sender,
    /// To whom.
    Recipient,
    /// That a letter follows.
    Data,
    /// The letter itself.
    Letter,
}

/// What came of a letter. Nothing of it is personal: a server repeats addresses in what it says, so
/// its words are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Handed {
    /// Taken.
    Taken,
    /// There is no such mailbox.
    NoMailbox(String),
    /// This letter will never be taken.
    Refused(String),
    /// Not taken until somebody mends the settings.
    Distrusted(String),
    /// Not taken now.
    NotNow(String),
    /// Perhaps taken.
    Unknown(String),
}

/// What a reply means at a stage: its number, if one came, and its words.
pub(super) fn judge(stage: Stage, code: Option<u16>, said: &str) -> Handed {
    let Some(code) = code else {
        return match stage {
            Stage::Letter => Handed::Unknown("the answer broke off".to_owned()),
            _ => Handed::NotNow("the connection broke off".to_owned()),
        };
    };
    let why = format!("SMTP {code}");
    match (code, stage) {
        (..500, _) => Handed::NotNow(why),
        (530 | 535, _) | (_, Stage::Greeting | Stage::Sender) => Handed::Distrusted(why),
        // 550 alone also means that the server does not like us, or this letter.
        (550 | 551 | 553, Stage::Recipient) if is_about_the_mailbox(said) => Handed::NoMailbox(why),
        _ => Handed::Refused(why),
    }
}

/// Enhanced codes (RFC 3463, RFC 7505) by which nobody has the address: no such mailbox, no such host,
/// no address at all, moved away, a host that takes no mail. Of the others some are about the sender.
const NOBODY: [&str; 5] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"];

/// Whether an enhanced code says that there is no such mailbox.
fn is_about_the_mailbox(said: &str) -> bool {
    let code = |letter: char| letter.is_ascii_digit() || letter == '.';
    said.split(|letter: char| !code(letter)).any(|word| NOBODY.contains(&word.trim_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_means_what_the_stage_makes_of_it() {
        let judged = |stage, code, said: &str| judge(stage, code, said);
        let why = |code: u16| format!("SMTP {code}");
        let unknown = "permanent error (550): 5.1.1 No such user";
        assert_eq!(judged(Stage::Recipient, Some(550), unknown), Handed::NoMailbox(why(550)));
        let policy = "permanent error (550): 5.7.1 You are on a list";
        assert_eq!(judged(Stage::Recipient, Some(550), policy), Handed::Refused(why(550)));
        for (code, said) in [
            (550, "permanent error (550): mailbox unavailable"),
            (553, "permanent error (553): sorry"),
            (550, "permanent error (550): 5.1.8 Bad sender's system address"),
            (550, "permanent error (550): blocked, see https://5.1.example/15.1.1"),
            (554, "permanent error (554): 5.1.1 whatever"),
        ] {
            let judged = judged(Stage::Recipient, Some(code), said);
            assert_eq!(judged, Handed::Refused(why(code)), "{said}");
        }
        let moved = "permanent error (551): #5.1.6 Moved away";
        assert_eq!(judged(Stage::Recipient, Some(551), moved), Handed::NoMailbox(why(551)));
        let null = "permanent error (550): 5.1.10 The host takes no mail";
        assert_eq!(judged(Stage::Recipient, Some(550), null), Handed::NoMailbox(why(550)));
        assert_eq!(judged(Stage::Recipient, Some(552), ""), Handed::Refused(why(552)));
        assert_eq!(judged(Stage::Recipient, Some(450), ""), Handed::NotNow(why(450)));
        assert_eq!(judged(Stage::Letter, Some(554), ""), Handed::Refused(why(554)));
        assert_eq!(judged(Stage::Letter, Some(421), ""), Handed::NotNow(why(421)));
        assert_eq!(judged(Stage::Sender, Some(550), ""), Handed::Distrusted(why(550)));
        assert_eq!(judged(Stage::Greeting, Some(535), ""), Handed::Distrusted(why(535)));
    }

    #[test]
    fn without_a_reply_only_a_whole_letter_may_have_been_taken() {
        for stage in [Stage::Greeting, Stage::Sender, Stage::Recipient, Stage::Data] {
            assert!(matches!(judge(stage, None, ""), Handed::NotNow(_)), "{stage:?}");
        }
        assert!(matches!(judge(Stage::Letter, None, ""), Handed::Unknown(_)));
    }
}
