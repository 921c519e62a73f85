//! Mail: to a server that speaks SMTP (RFC 5321).
//!
//! 2xx behind a whole letter means that it was taken. 4xx, and whatever breaks off before the letter,
//! mean that it was not taken now; 5xx that it never will be. Of a mailbox that does not exist it is
//! noted that nobody has it, unless the server says so of everybody. When the answer to a whole letter does not come, nobody knows.

mod answer;
mod compose;
mod letter;
mod refusal;
mod settings;
mod smtp;
mod streak;

use std::sync::Arc;

use lettre::Address;

pub(super) use letter::{Block, Letter};
pub use refusal::{forget_refusals, forgive, is_refused};
pub use settings::{MailMistake, MailSettings};
pub use smtp::Smtp;

use self::{answer::Handed, compose::Posted, streak::Known};
use super::{delivery_store::Leased, model::Outcome};
use crate::shared::{ctx::Tools, error::Result};

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum Mail {
    /// To a mail server.
    Smtp(Arc<Smtp>),
    /// To the log and the development page; for a developer's desk.
    Log,
    /// Nowhere: this service has no mail server.
    Nowhere,
}

/// Whether a letter can go to this address: plain letters, a name and a host.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.is_ascii() && text.parse::<Address>().is_ok()
}

impl Mail {
    /// Whether what it says stays readable for the developer.
    pub(super) fn keeps(&self) -> bool {
        matches!(self, Self::Log)
    }

    pub(super) async fn send(&self, tools: &Tools, leased: &Leased) -> Outcome {
        match self {
            Self::Smtp(smtp) => send(smtp, tools, leased).await,
            Self::Log => {
                let letter = leased.letter.text.as_letter(leased.letter.language, "");
                let (subject, text) = (&letter.subject, letter.text());
                tracing::info!(to = leased.destination, subject, text, "a mail");
                Outcome::Accepted(None)
            }
            Self::Nowhere => Outcome::Refused("there is no mail server".to_owned()),
        }
    }
}

async fn send(smtp: &Smtp, tools: &Tools, leased: &Leased) -> Outcome {
    let Some(to) =
        leased.destination.parse::<Address>().ok().filter(|_| leased.destination.is_ascii())
    else {
        return Outcome::Refused("this is no address".to_owned());
    };
    let letter = leased.letter.text.as_letter(leased.letter.language, smtp.public_url());
    let now = tools.clock.now();
    let posted = Posted { from: smtp.from(), to: &to, id: leased.id, now };
    let Some(message) = compose::compose(&letter, &posted) else {
        return Outcome::Refused("it cannot be written as mail".to_owned());
    };
    match smtp.hand_over(message.envelope(), &message.formatted()).await {
        Handed::Taken => {
            smtp.streak().ends();
            Outcome::Accepted(None)
        }
        Handed::NoMailbox(why) => {
            let known = smtp.streak().goes_on(&leased.destination);
            if let Err(error) = note(tools, &leased.destination, known).await {
                // The next mail to it notes it.
                tracing::warn!(%error, "that nobody has an address could not be noted");
            }
            Outcome::Refused(why)
        }
        Handed::Refused(why) => {
            tracing::error!(delivery = %leased.id, why, "the mail server refuses a letter");
            Outcome::Refused(why)
        }
        Handed::Distrusted(why) => {
            tracing::error!(
                why,
                "the mail server does not take what KRT_MAIL_URL and KRT_MAIL_FROM say"
            );
            Outcome::NotNow { seconds: None, why }
        }
        Handed::NotNow(why) => Outcome::NotNow { seconds: None, why },
        Handed::Unknown(why) => Outcome::Unknown(why),
    }
}

/// Notes what a refusal makes known.
async fn note(tools: &Tools, address: &str, known: Known) -> Result<()> {
    match known {
        Known::Nobody => refusal::note(tools, address).await,
        Known::Doubt(addresses) => {
            tracing::error!(
                "the mail server refuses one address after the other: is it the right one?"
            );
            for address in addresses {
                forgive(tools.db.write(), tools, &address).await?;
            }
            Ok(())
        }
        Known::Nothing => Ok(()),
    }
}
