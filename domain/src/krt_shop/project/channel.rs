//! The ways on which a buyer reaches a project, and the numbers that it is registered by; pure.

use url::{Host, Url, form_urlencoded};

use super::profile::Link;
use crate::{
    identity,
    shared::{
        error::{ErrorCode, Refusal},
        language::{Language, Languages},
        text,
    },
};

/// The longest address of a shop elsewhere, in bytes.
const ADDRESS: usize = 500;
/// The longest name of a shop elsewhere, in characters.
const NAME: usize = 60;
/// The longest number of a co-operative, in characters.
const COOPERATIVE: usize = 40;
/// The year in which the first company was registered under the oldest of these laws.
const FIRST_YEAR: i32 = 1900;
/// The kinds of registration that stand in the number's second part: 01 to 06.
const KINDS: std::ops::RangeInclusive<u32> = 1..=6;

/// A Malaysian number in E.164, mobile or of a fixed line, from any common spelling: `03-8000 8000`
/// has 8 digits behind its area code 3, the others 7, in Sabah and Sarawak 6 behind two.
pub(super) fn phone(given: &str) -> Result<String, Refusal> {
    let mobile = identity::rules::phone(given);
    if mobile.is_ok() || given.len() > 80 {
        return mobile;
    }
    let spelled = |letter: char| letter.is_ascii_digit() || "+-(). /".contains(letter);
    if !given.trim().chars().all(spelled) {
        return mobile;
    }
    let digits: String = given.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.strip_prefix("0060").or_else(|| digits.strip_prefix("60")) {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
        None if given.contains('+') => return mobile,
        None => match digits.strip_prefix('0') {
            Some(rest) => rest,
            None => return mobile,
        },
    };
    let wanted = match national.as_bytes().first() {
        Some(b'3') => 9,
        Some(b'4'..=b'9') => 8,
        _ => return mobile,
    };
    if national.len() == wanted { Ok(format!("+60{national}")) } else { mobile }
}

/// A shop elsewhere: a page of a named host, over a connection that nobody reads along, and nothing
/// that runs or signs in.
pub(super) fn link(given: &Link) -> Result<Link, Refusal> {
    let name = text::line(&given.name, NAME).map_err(|refusal| refusal.at("name"))?;
    let invalid = || Refusal::of(ErrorCode::LinkInvalid).at("url");
    let address = given.url.trim();
    if address.len() > ADDRESS {
        return Err(Refusal::of(ErrorCode::TooLong).with("limit", ADDRESS).at("url"));
    }
    let plain =
        |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '<' | '>' | '\\' | '`');
    if !address.chars().all(plain) {
        return Err(invalid());
    }
    let url = Url::parse(address).map_err(|_| invalid())?;
    let named = match url.host() {
        Some(Host::Domain(host)) => host.trim_end_matches('.').contains('.'),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => false,
    };
    let bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    if url.scheme() != "https" || !named || !bare {
        return Err(invalid());
    }
    Ok(Link { name, url: url.to_string() })
}

/// A number of SSM: 12 digits, which are the year, the kind 01 to 06, and six more. Spaces and
/// hyphens between them are taken out.
pub(super) fn registration_number(given: &str, this_year: i32) -> Result<String, Refusal> {
    let invalid = || Refusal::of(ErrorCode::RegistrationNumberInvalid);
    if given.len() > 80 {
        return Err(invalid());
    }
    let number: String =
        given.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    if number.len() != 12 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid());
    }
    let year = number.get(..4).and_then(|part| part.parse::<i32>().ok());
    let kind = number.get(4..6).and_then(|part| part.parse::<u32>().ok());
    let known = year.is_some_and(|year| (FIRST_YEAR..=this_year).contains(&year))
        && kind.is_some_and(|kind| KINDS.contains(&kind));
    if known { Ok(number) } else { Err(invalid()) }
}

/// A co-operative's number: there are several forms, all of letters, digits and a few signs.
pub(super) fn cooperative_number(given: &str) -> Result<String, Refusal> {
    let number = text::line(given, COOPERATIVE)?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " -/.()".contains(letter);
    let told = number.chars().any(|letter| letter.is_ascii_digit());
    if told && number.chars().all(plain) {
        Ok(number)
    } else {
        Err(Refusal::of(ErrorCode::TextInvalid))
    }
}

/// A link that opens WhatsApp with a text that is ready to be sent, in the reader's language.
/// `about` is what the buyer asks about: a project's or a product's name.
#[must_use]
pub fn whatsapp_link(number: &str, about: &str, languages: &Languages) -> String {
    let digits = number.trim_start_matches('+');
    let words = match languages.first() {
        Language::Ms => format!("Salam, saya jumpa “{about}” di KRT Shop. Boleh saya bertanya?"),
        Language::En => format!("Hello, I found “{about}” on KRT Shop. May I ask about it?"),
        Language::Zh => format!("您好，我在 KRT Shop 看到“{about}”，想了解一下。"),
        Language::Ta => {
            format!("வணக்கம், KRT Shop-இல் “{about}” பார்த்தேன். அதைப் பற்றிக் கேட்கலாமா?")
        }
    };
    // Spaces as `%20`: some phones show a plus as a plus.
    let text: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    format!("https://wa.me/{digits}?text={}", text.replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_has_a_mobile_or_a_fixed_line() {
        for (given, kept) in [
            ("012-345 6789", "+60123456789"),
            ("03-8000 8000", "+60380008000"),
            ("+60 3 8000 8000", "+60380008000"),
            ("07-555 1234", "+6075551234"),
            ("088-123 456", "+6088123456"),
            ("(04) 123 4567", "+6041234567"),
        ] {
            assert_eq!(phone(given).as_deref(), Ok(kept), "{given}");
        }
        for wrong in
            ["", "999", "03-8000 800", "2-123 4567", "+65 9123 4567", "07-555 123x", "555 1234"]
        {
            assert_eq!(phone(wrong).unwrap_err().code, ErrorCode::PhoneInvalid, "{wrong}");
        }
    }

    #[test]
    fn a_shop_elsewhere_is_a_page_and_nothing_that_runs() {
        let at = |url: &str| link(&Link { name: "Kedai".to_owned(), url: url.to_owned() });
        for good in
            ["https://shopee.com.my/mi_salmah?x=1", "HTTPS://Kedai.Example.MY", "https://a.b/c#d"]
        {
            assert!(at(good).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "http://shopee.com.my/x",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "https://user:pass@shopee.com.my",
            "https://shopee.com.my@evil.example",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://[::1]/x",
            "https://shopee.com.my:8443/x",
            "https://shopee.com.my/\"onclick=",
            "https://shopee.com.my/<script>",
            "//shopee.com.my",
            "shopee.com.my",
        ] {
            assert_eq!(at(wrong).unwrap_err().code, ErrorCode::LinkInvalid, "{wrong}");
        }
        assert_eq!(
            at(&format!("https://a.my/{}", "x".repeat(500))).unwrap_err().code,
            ErrorCode::TooLong
        );
        let unnamed = link(&Link { name: " ".to_owned(), url: "https://a.my".to_owned() });
        assert_eq!(unnamed.unwrap_err().code, ErrorCode::Required);
    }

    #[test]
    fn a_registration_has_a_year_a_kind_and_six_digits() {
        let read = |given: &str| registration_number(given, 2026);
        for good in ["201901000005", "2019 0100 0005", "2019-01-000005", " 202606999999 "] {
            assert!(read(good).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "20190100000",
            "2019010000055",
            "201907000005",
            "201900000005",
            "202701000005",
            "189901000005",
            "20190100000x",
            "２０１９01000005",
        ] {
            let code = read(wrong).unwrap_err().code;
            assert_eq!(code, ErrorCode::RegistrationNumberInvalid, "{wrong}");
        }
    }

    #[test]
    fn a_cooperative_is_named_by_letters_and_digits() {
        assert_eq!(cooperative_number(" W-4-0123/1 ").as_deref(), Ok("W-4-0123/1"));
        for wrong in ["", "Koperasi", "12<b>", "12\u{202e}"] {
            assert!(cooperative_number(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_ready_text_speaks_the_readers_language_and_cannot_leave_its_place() {
        let to = |header| Languages::from_header(Some(header));
        let malay = whatsapp_link("+60123456789", "Mi & kuah #1", &to("ms"));
        assert!(malay.starts_with("https://wa.me/60123456789?text=Salam%2C%20"), "{malay}");
        let text = malay.split_once("text=").unwrap().1;
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-._*".contains(&byte)));
        let found: Vec<_> = Url::parse(&malay).unwrap().query_pairs().into_owned().collect();
        assert!(found.len() == 1 && found[0].1.contains("“Mi & kuah #1”"), "{found:?}");
        let links: Vec<String> = ["ms", "en", "zh", "ta"]
            .iter()
            .map(|tag| whatsapp_link("+60123456789", "Mi", &to(tag)))
            .collect();
        for (place, link) in links.iter().enumerate() {
            assert!(!links[..place].contains(link));
        }
    }
}
