//! A certificate on paper, for the employer.

use super::{model::Certificate, service};
use crate::shared::{
    ctx::Ctx,
    error::Result,
    id::CertificateId,
    language::Language,
    malaysia,
    paper::{Code, Paper},
};

/// How wide the code is printed, in points: 42 mm.
const SIDE: f32 = 120.0;

/// What stands on the paper beside the facts.
struct Words {
    title: &'static str,
    certifies: &'static str,
    revoked: &'static str,
    name: &'static str,
    unit: &'static str,
    from: &'static str,
    until: &'static str,
    length: &'static str,
    hours: &'static str,
    minutes: &'static str,
    issued: &'static str,
    code: &'static str,
    how: &'static str,
}

const MALAY: Words = Words {
    title: "Sijil kehadiran rondaan",
    certifies: "Dengan ini disahkan bahawa sukarelawan yang bernama di bawah telah meronda bersama Skim \
                Rondaan Sukarela Rukun Tetangga secara berterusan selepas tengah malam, seperti yang \
                dibuktikan oleh rekod rondaan.",
    revoked: "DIBATALKAN: sijil ini tidak lagi sah.",
    name: "Nama",
    unit: "Unit rondaan",
    from: "Dari",
    until: "Hingga",
    length: "Tempoh selepas tengah malam",
    hours: "jam",
    minutes: "minit",
    issued: "Dikeluarkan",
    code: "Kod pengesahan",
    how: "Imbas kod ini atau buka alamat di bawahnya untuk menyemak sama ada sijil ini sah. Halaman itu \
          menunjukkan huruf pertama nama sahaja.",
};

const ENGLISH: Words = Words {
    title: "Certificate of attendance on patrol",
    certifies: "This certifies that the volunteer named below patrolled without a break after midnight \
                with the voluntary patrol (Skim Rondaan Sukarela) of a Rukun Tetangga, as the records of \
                the patrol prove.",
    revoked: "TAKEN BACK: this certificate counts no more.",
    name: "Name",
    unit: "Patrol unit",
    from: "From",
    until: "Until",
    length: "Time after midnight",
    hours: "h",
    minutes: "min",
    issued: "Issued",
    code: "Verification code",
    how: "Scan this code, or open the address below it, to see whether the certificate counts. The page \
          shows no more than the initials of the name.",
};

/// A certificate as a PDF in the reader's language; `public_url` is where this service is reached.
pub async fn paper(ctx: &Ctx, id: CertificateId, public_url: &str) -> Result<Vec<u8>> {
    let found = service::certificate(ctx, id).await?;
    let words = if ctx.languages.sentences() == Language::En { &ENGLISH } else { &MALAY };
    let (printed, address) = (found.printed_code(), address(&found, public_url));
    let (from, until) = (malaysia::shown(found.starts_at), malaysia::shown(found.ends_at));
    let issued = malaysia::shown(found.issued_at);
    let (hours, minutes) = (found.minutes() / 60, found.minutes() % 60);
    let length = format!("{hours} {} {minutes} {}", words.hours, words.minutes);
    let mut paper = Paper::new(words.title);
    paper.heading(words.title);
    if found.revoked_at.is_some() {
        paper.subheading(words.revoked);
    }
    paper.text(words.certifies);
    paper.space(6.0);
    paper.fields(&[
        (words.name, found.display_name.as_str()),
        (words.unit, found.unit_name.as_str()),
        (words.from, from.as_str()),
        (words.until, until.as_str()),
        (words.length, length.as_str()),
        (words.issued, issued.as_str()),
        (words.code, printed.as_str()),
    ]);
    paper.space(12.0);
    paper.text(words.how);
    paper.codes(&[Code { text: address.clone(), title: printed.clone(), note: address }], SIDE)?;
    Ok(paper.finish())
}

/// The page on which anybody sees whether it counts.
fn address(found: &Certificate, public_url: &str) -> String {
    format!("{public_url}/c/{}", found.printed_code())
}
