//! Everything about oneself, taken out.

use domain::shared::db;
use serde_json::Value;
use stories::TestApp;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{Busy, NAME, PHONE};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "each table stands in a line of its own")]
async fn an_export_holds_everything_that_the_person_made() {
    let busy = Busy::at_work().await;
    let prepared = busy
        .nisa
        .ask("mutation { accountExport(input: {}) { url sections userErrors { code } } }")
        .await
        .ok();
    assert_eq!(prepared.text_at("accountExport/url"), "http://krt.test/v1/account/export");
    let export = busy.nisa.get("/v1/account/export").await;
    assert_eq!(
        (export.status.as_u16(), &export.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    assert_eq!(export.body["personId"], busy.nisa.id.to_string());
    assert_eq!(export.body["account"][0]["displayName"], NAME);
    assert_eq!(export.body["account"][0]["phone"], PHONE);
    assert!(export.body["account"][0].get("passwordHash").is_none());
    for section in prepared.at("accountExport/sections").as_array().unwrap() {
        let section = section.as_str().unwrap();
        let wanted = match section {
            // Nothing of the kind was done.
            "grants"
            | "grantsGiven"
            | "appointmentsGiven"
            | "exceptionsGiven"
            | "appointmentsEnded"
            | "groupPostsGiven"
            | "groupPostsEnded"
            | "boundariesSet"
            | "grantsEnded"
            | "membershipRequests"
            | "membershipRequestsDecided"
            | "joinCodesMade"
            | "devices"
            | "emailCodes"
            | "secondFactor"
            | "bans"
            | "bansGiven"
            | "bansLifted"
            | "groupPosts"
            | "shiftsPublished"
            | "shifts"
            | "patrolShares"
            | "trackLines"
            | "patrolSharesEnded"
            | "availability"
            | "rosterDebts"
            | "rostersPlanned"
            | "rostersPublished"
            | "swapsAsked"
            | "swapsOffered"
            | "swapsDecided"
            | "swapLegs"
            | "signOnLinks"
            | "signOnLinksGiven"
            | "signOnLinksEnded"
            | "unitApplications"
            | "unitApplicationsLed"
            | "unitSteps"
            | "unitConsents"
            | "unitConsentsAsked"
            | "unitStartNotices"
            | "incidentsReported"
            | "incidentsAssigned"
            | "incidentPhotos"
            | "incidentSteps"
            | "incidentStepsAssigned"
            | "incidentReferrals"
            | "incidentReferralAnswers"
            | "incidentsToldPolice"
            | "feedAgreements"
            | "feedAgreementsEnded"
            | "policeFeedReads"
            | "patrolReportsSubmitted"
            | "patrolReportsDecided"
            | "patrolReports"
            | "patrolTimesProven"
            | "patrolReportSteps"
            | "certificates"
            | "certificatesIssued"
            | "certificatesRevoked"
            | "picturesOfIncidents"
            | "picturesOfMinutes"
            | "sosCalls"
            | "sosCallsEnded"
            | "sosCallsHeard"
            | "sosCallsAnswered"
            | "sosSteps"
            | "productPictures"
            | "productVariants"
            | "productDeliveries"
            | "catalogueRows"
            | "projectPictures"
            | "projectSteps"
            | "projectFigures"
            | "projectTrades"
            | "kiosksWritten"
            | "kioskStands"
            | "kioskStandsDecided"
            | "projectFiguresRecorded"
            | "picturesOfProjects"
            | "projectCertificates"
            | "projectCertificatesDecided"
            | "noticeDraftPictures"
            | "noticeDraftDocuments"
            | "noticeDocuments"
            | "documentsOfNotices"
            | "areaPartsMade"
            | "areaPartsEnded"
            | "noticesScheduled"
            | "activitiesPlanned"
            | "activitiesCancelled"
            | "activityAnswers"
            | "activitiesAttended"
            | "attendanceRecorded"
            | "minutesPrepared"
            | "minutesWritten"
            | "minutesConfirmed"
            | "noticeCorrections"
            | "noticePictures"
            | "noticesByName"
            | "noticesHeld"
            | "noticePreferences"
            | "noticeQuietHours"
            | "noticeDigest"
            | "picturesOfNotices"
            | "patrolsEnded"
            | "checkInDecisions"
            | "checkInsDecided"
            | "patrolEvents"
            | "patrolEventsAboutMe"
            | "patrolPhotos"
            | "equipmentSet"
            | "briefingItemsSet"
            | "picturesOfPatrols"
            | "houseReadings"
            | "houseVisitsSeen"
            | "housesAway"
            | "housesRead"
            | "houseVisits"
            | "picturesOfProducts"
            | "patrolAlerts"
            | "patrolAlertsTold"
            | "patrolConfirmations"
            | "enquiries"
            | "enquiryMessages"
            | "enquiryReplies"
            | "enquiryRepliesReceived"
            | "enquiryBlocks"
            | "enquiryBlocksMade"
            | "enquiryBlocksEnded"
            | "favourites"
            | "questionsAsked"
            | "questionsAnswered"
            | "questionsRemoved"
            | "questionAnswers"
            | "reviews"
            | "reviewsDecided"
            | "reviewsReplied"
            | "listingReports"
            | "listingReportsTaken"
            | "listingReportsDecided"
            | "unitSettings" => 0,
            "auditDetails" | "auditDetailsOfOthers" => continue,
            "sessions" => 2,
            _ => 1,
        };
        let found = export.body[section].as_array().unwrap_or_else(|| panic!("{section}")).len();
        assert!(if wanted == 1 { found >= 1 } else { found == wanted }, "{section}: {found}");
    }
    // Wherever sessions are kept, as they are shown.
    let session = &export.body["sessions"][0];
    assert!(session["id"].as_str().unwrap().starts_with("session_"), "{session}");
    assert!(session["startedAt"].is_string() && session["provedAt"].is_string(), "{session}");
    assert_eq!((&session["signOn"], session.get("salt")), (&Value::Null, None));
    let notes = &export.body["checkIns"][0]["note"];
    assert!(notes.as_str().unwrap().contains("Pagar rosak"), "{notes}");
    assert!(export.body["notices"][0]["body"]["ms"].as_str().unwrap().contains(NAME));
    // The same again, as by a phone that lost the rest; but not without end.
    for _ in 0..9 {
        assert_eq!(busy.nisa.get("/v1/account/export").await.status, 200);
    }
    assert_eq!(busy.nisa.get("/v1/account/export").await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn a_phone_that_reads_no_more_does_not_keep_its_owner_from_the_next_export() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    // More than the connection holds by itself.
    let long = "x".repeat(24_000_000);
    app.arrange(async |_, work| {
        let sql = "update person set display_name = $2 where id = $1";
        let values = [aminah.id.into(), long.as_str().into()];
        db::run(work.connection(), sql, values).await.unwrap();
    })
    .await;
    let mut gone = TcpStream::connect(app.url.trim_start_matches("http://")).await.unwrap();
    let token = aminah.token.as_deref().unwrap();
    let request = format!(
        "GET /v1/account/export HTTP/1.1\r\nhost: krt.test\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    gone.write_all(request.as_bytes()).await.unwrap();
    let mut begun = [0; 12];
    gone.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    // It hangs there, and says nothing of having gone. The next one comes whole.
    let next = aminah.get("/v1/account/export").await;
    assert_eq!(next.status, 200, "{}", next.code());
    assert_eq!(next.body["account"][0]["displayName"].as_str().unwrap().len(), long.len());
    // The one before was cut off: it has no last part.
    let mut rest = Vec::new();
    let _ = gone.read_to_end(&mut rest).await;
    assert!(!rest.ends_with(b"}\n\r\n0\r\n\r\n"), "{} bytes", rest.len());
}
