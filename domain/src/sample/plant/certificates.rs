//! Certificates of the sample's projects, so that every way of them can be seen somewhere: confirmed,
//! soon to end, and waiting for an officer.

use chrono::NaiveDate;

use super::{Planting, shop::as_owner};
use crate::{
    krt_shop::{
        certificate::{self, CertificateKind, NewCertificate},
        project::Project,
    },
    shared::{
        error::Result,
        malaysia,
        media::{self, Drawn},
    },
};

/// A certificate of the sample.
struct Content {
    /// Whose it is, by its place among the projects.
    project: usize,
    kind: CertificateKind,
    number: &'static str,
    issuer: &'static str,
    /// From when until when it is valid, in days from today.
    days: (i64, i64),
    confirmed: bool,
}

/// All certificates. Numbers and dates are made up.
const CERTIFICATES: [Content; 6] = [
    Content {
        project: 0,
        kind: CertificateKind::Mesti,
        number: "CONTOH/MESTI/000001",
        issuer: "Kementerian Kesihatan Malaysia",
        days: (-400, 600),
        confirmed: true,
    },
    Content {
        project: 0,
        kind: CertificateKind::Halal,
        number: "CONTOH-H-000002",
        issuer: "Jabatan Agama Islam (contoh)",
        days: (-200, 500),
        confirmed: true,
    },
    Content {
        project: 1,
        kind: CertificateKind::Mesti,
        number: "CONTOH/MESTI/000003",
        issuer: "Kementerian Kesihatan Malaysia",
        days: (-1_050, 40),
        confirmed: true,
    },
    Content {
        project: 1,
        kind: CertificateKind::Halal,
        number: "CONTOH-H-000004",
        issuer: "Jabatan Agama Islam (contoh)",
        days: (-10, 700),
        confirmed: false,
    },
    Content {
        project: 2,
        kind: CertificateKind::MyGap,
        number: "CONTOH-G-000005",
        issuer: "Jabatan Pertanian Malaysia",
        days: (-300, 430),
        confirmed: true,
    },
    Content {
        project: 5,
        kind: CertificateKind::Ssm,
        number: "202101000006",
        issuer: "Suruhanjaya Syarikat Malaysia",
        days: (-500, 590),
        confirmed: false,
    },
];

/// How many papers are drawn for them.
pub(super) const PAPERS: usize = CERTIFICATES.len();

/// A sheet with lines where words would stand.
pub(super) fn paper(number: usize) -> image::RgbImage {
    const PAPER: image::Rgb<u8> = image::Rgb([250, 248, 240]);
    const INK: image::Rgb<u8> = image::Rgb([120, 125, 130]);
    const FRAME: image::Rgb<u8> = image::Rgb([60, 110, 90]);
    let shift = u32::try_from(number % 5).unwrap_or_default() * 12;
    image::RgbImage::from_fn(480, 680, |x, y| {
        let on_frame = x.min(479 - x) < 16 || y.min(679 - y) < 16;
        let is_title = (90..110).contains(&y) && (120..360).contains(&x);
        let is_line = (160..560).contains(&y) && y % 32 < 4 && (60..400 - shift).contains(&x);
        if on_frame {
            FRAME
        } else if is_title || is_line {
            INK
        } else {
            PAPER
        }
    })
}

/// Plants the certificates, each with its paper.
pub(super) async fn plant(
    planting: &mut Planting,
    projects: &[Project],
    papers: &[Drawn],
) -> Result<()> {
    for (content, paper) in CERTIFICATES.iter().zip(papers) {
        let Some(project) = projects.get(content.project) else { continue };
        let at = planting.at(-5, 11 * 60);
        planting.travel(at);
        let owner = as_owner(&planting.ctx, project.last_owner_id);
        let connection = planting.work.connection();
        let scan_id = media::add_drawn(&owner, connection, project.last_owner_id, paper).await?;
        let day = |days| -> NaiveDate { malaysia::day(planting.at(days, 12 * 60)) };
        let new = NewCertificate {
            project_id: project.id,
            product_id: None,
            kind: content.kind,
            number: content.number.to_owned(),
            issuer: content.issuer.to_owned(),
            valid_from: day(content.days.0),
            valid_until: day(content.days.1),
            scan_id,
        };
        if content.confirmed {
            certificate::add_confirmed(&owner, &mut planting.work, &new).await?;
        } else {
            certificate::add_submitted(&owner, &planting.work, &new).await?;
        }
    }
    Ok(())
}
