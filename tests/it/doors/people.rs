//! What is everybody's, and the doors of accounts, residents and officers.

use std::collections::BTreeSet;

use domain::{community::GrantScope, policy::Role};
use serde_json::json;
use stories::{TestApp, socket::Socket};

use super::{knock, mutation, query};

#[expect(clippy::too_many_lines, reason = "a list of doors")]
pub(super) async fn everybodys(tried: &mut BTreeSet<String>) {
    let (app, area, secretary, _, stranger) = TestApp::neighbourhood().await;
    let create = "mutation($area: ID!) { noticeCreate(input: { areaId: $area, title: { ms: \"Draf\" }, body: { ms: \"Isi\" } }) { notice { id } userErrors { code } } }";
    let draft = secretary.graphql(create, json!({ "area": area.to_string() })).await.ok();
    let notice = draft.text_at("noticeCreate/notice/id");
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("node", &format!("(id: \"{notice}\") {{ id }}"), sign_in, hidden),
        query("nodes", "(ids: []) { id }", "nothing", "nothing"),
        query("viewer", " { id }", "nothing", "open"),
        query("appStatus", "", "open", "open"),
        query("auditEntries", " { nodes { id } }", sign_in, "FORBIDDEN"),
        query("states", " { code }", "open", "open"),
        query("districts", " { id }", "open", "open"),
        query("areas", " { nodes { id } }", "open", "open"),
        query("area", &format!("(id: \"{area}\") {{ id }}"), "open", "open"),
        query("notices", " { nodes { id } }", sign_in, "nothing"),
        query("noticeUnreadCount", "", sign_in, "open"),
        query("noticeUnreadCounts", " { count }", sign_in, "open"),
        query(
            "noticesSent",
            &format!("(place: {{ areaId: \"{area}\" }}) {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        query(
            "noticeAudience",
            &format!("(input: {{ place: {{ areaId: \"{area}\" }} }}) {{ people }}"),
            sign_in,
            hidden,
        ),
        query(
            "noticeUnacknowledged",
            &format!("(noticeId: \"{notice}\") {{ nodes {{ personId }} }}"),
            sign_in,
            hidden,
        ),
        query("notice", &format!("(id: \"{notice}\") {{ id }}"), sign_in, hidden),
        mutation(
            "accountRegister",
            "phone: \"1\", password: \"x\", displayName: \"x\", privacyNoticeVersion: \"x\"",
            "PHONE_INVALID",
            "PHONE_INVALID",
        ),
        mutation(
            "sessionCreate",
            "phone: \"1\", password: \"x\"",
            "CREDENTIALS_WRONG",
            "CREDENTIALS_WRONG",
        ),
        mutation("sessionRefresh", "refreshToken: \"x\"", "SESSION_ENDED", "SESSION_ENDED"),
        query(
            "signOnLinks",
            &format!("(personId: \"{}\") {{ id }}", secretary.id),
            sign_in,
            hidden,
        ),
        mutation(
            "signOnLink",
            &format!(
                "personId: \"{}\", issuer: \"x\", subject: \"x\", reason: \"x\"",
                secretary.id
            ),
            sign_in,
            hidden,
        ),
        mutation(
            "signOnUnlink",
            "id: \"signon_01jaaaaaaaaaaaaaaaaaaaaaaa\", reason: \"x\"",
            sign_in,
            hidden,
        ),
        mutation(
            "noticeCreate",
            &format!("areaId: \"{area}\", title: {{ ms: \"x\" }}, body: {{ ms: \"x\" }}"),
            sign_in,
            hidden,
        ),
        mutation("noticePublish", &format!("id: \"{notice}\""), sign_in, hidden),
        mutation("noticeUpdate", &format!("id: \"{notice}\", version: 1"), sign_in, hidden),
        mutation(
            "noticeSchedule",
            &format!("id: \"{notice}\", publishAt: \"2026-03-15T04:00:00Z\""),
            sign_in,
            hidden,
        ),
        mutation("noticeWithdraw", &format!("id: \"{notice}\", reason: \"x\""), sign_in, hidden),
        mutation("noticeReceiptsRecord", "receipts: []", sign_in, "open"),
        mutation("noticeAcknowledge", &format!("id: \"{notice}\""), sign_in, hidden),
        mutation("noticeMarkRead", &format!("ids: [\"{notice}\"]"), sign_in, hidden),
        mutation("sessionProve", "password: \"x\"", sign_in, "CREDENTIALS_WRONG"),
        mutation(
            "personBan",
            &format!("personId: \"{}\", reason: \"x\"", secretary.id),
            sign_in,
            hidden,
        ),
        mutation(
            "personUnban",
            &format!("personId: \"{}\", reason: \"x\"", secretary.id),
            sign_in,
            hidden,
        ),
        mutation("totpBegin", "clientMutationId: null", sign_in, "open"),
        mutation("totpConfirm", "code: \"1\"", sign_in, "TOTP_WRONG"),
        mutation("recoveryCodesRenew", "clientMutationId: null", sign_in, "STATE_INVALID"),
        mutation("totpRemove", "clientMutationId: null", sign_in, "open"),
        mutation(
            "deviceRegister",
            "token: \"x\", app: MYKRT, platform: ANDROID, language: MS",
            sign_in,
            "open",
        ),
        mutation("noticePreferenceSet", "choice: SILENT", sign_in, "open"),
        mutation("noticeQuietHoursSet", "quietHours: null", sign_in, "open"),
        mutation("deviceUnregister", "id: \"device_01jaaaaaaaaaaaaaaaaaaaaaaa\"", sign_in, hidden),
        mutation("passwordChange", "newPassword: \"x\"", sign_in, "TOO_SHORT"),
        mutation("sessionRevokeAll", "keepCurrent: true", sign_in, "open"),
        mutation("accountUpdate", "clientMutationId: null", sign_in, "open"),
        mutation("emailSet", "address: null", sign_in, "open"),
        mutation("emailConfirm", "code: \"1\"", sign_in, "CODE_EXPIRED"),
        mutation("noticeDigestSet", "frequency: NONE", sign_in, "open"),
        mutation("accountExport", "clientMutationId: null", sign_in, "open"),
        mutation("accountErase", "understood: false", sign_in, "REQUIRED"),
        // The last one: it signs the stranger out.
        mutation("sessionRevoke", "clientMutationId: null", sign_in, "open"),
    ];
    let anybody = app.anybody();
    let mut socket = Socket::open(&anybody).await;
    assert_eq!(socket.refused("subscription { noticeReceived { id } }").await, sign_in);
    tried.insert("noticeReceived".to_owned());
    let counted = "subscription { noticeReceiptsChanged(noticeId: \"notice_01jaaaaaaaaaaaaaaaaaaaaaaa\") { read } }";
    assert_eq!(socket.refused(counted).await, sign_in);
    assert_eq!(Socket::open(&stranger).await.refused(counted).await, hidden);
    tried.insert("noticeReceiptsChanged".to_owned());
    knock(&doors, &anybody, &stranger, tried).await;
    let drafts = format!("{{ notices(areaId: \"{area}\") {{ nodes {{ id }} }} }}");
    assert_eq!(anybody.ask(&drafts).await.code(), sign_in);
}

pub(super) async fn the_residents_and_officers(tried: &mut BTreeSet<String>) {
    let (app, area, secretary, _, stranger) = TestApp::neighbourhood().await;
    let ask =
        "mutation($area: ID!) { membershipRequest(input: { areaId: $area }) { request { id } } }";
    let asker = app.person("Puan Wong").await;
    let asked = asker.graphql(ask, json!({ "area": area.to_string() })).await.ok();
    let request = asked.text_at("membershipRequest/request/id");
    let listed = format!("{{ residents(areaId: \"{area}\") {{ nodes {{ id }} }} }}");
    let membership = secretary.ask(&listed).await.ok().text_at("residents/nodes/0/id");
    let officer = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let granted =
        officer.ask("{ grants { nodes { id } } }").await.ok().text_at("grants/nodes/0/id");
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query(
            "membershipRequests",
            &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        query("residents", &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"), sign_in, hidden),
        query("joinCode", &format!("(areaId: \"{area}\") {{ id }}"), sign_in, hidden),
        query("grants", " { nodes { id } }", sign_in, "nothing"),
        mutation(
            "membershipDecide",
            &format!("id: \"{request}\", decision: ACCEPT"),
            sign_in,
            hidden,
        ),
        mutation(
            "membershipEnd",
            &format!("membershipId: \"{membership}\", reason: \"xxx\""),
            sign_in,
            hidden,
        ),
        mutation("joinCodeCreate", &format!("areaId: \"{area}\""), sign_in, hidden),
        mutation(
            "grantAdd",
            &format!(
                "phone: \"{}\", role: HQ_OFFICER, reason: \"x\", endsAt: \"2026-04-01T00:00:00Z\"",
                secretary.phone
            ),
            sign_in,
            hidden,
        ),
        mutation("grantEnd", &format!("id: \"{granted}\", reason: \"x\""), sign_in, hidden),
        mutation("membershipJoin", "code: \"00000000\"", sign_in, "JOIN_CODE_WRONG"),
        mutation("preferencesUpdate", "clientMutationId: null", sign_in, "open"),
        // What one may do for oneself, in any area.
        mutation("membershipRequest", &format!("areaId: \"{area}\""), sign_in, "open"),
        mutation("membershipLeave", &format!("areaId: \"{area}\""), sign_in, "open"),
    ];
    knock(&doors, &app.anybody(), &stranger, tried).await;
}

pub(super) async fn the_codes(tried: &mut BTreeSet<String>) {
    let app = TestApp::start().await;
    let stranger = app.person("Encik Muthu").await;
    let sign_in = "UNAUTHENTICATED";
    let doors = [
        query("privacyNotice", " { version }", "open", "open"),
        mutation(
            "phoneCodeSend",
            "phone: \"012-999 9999\", purpose: PHONE_CHANGE",
            sign_in,
            "open",
        ),
        mutation(
            "phoneVerify",
            "phone: \"012-999 9999\", purpose: REGISTER, code: \"000000\"",
            "CODE_EXPIRED",
            "CODE_EXPIRED",
        ),
        mutation(
            "passwordReset",
            "phoneProof: \"x\", password: \"x\"",
            "PHONE_UNPROVEN",
            "PHONE_UNPROVEN",
        ),
        mutation(
            "phoneChange",
            "oldPhoneProof: \"x\", newPhoneProof: \"x\"",
            sign_in,
            "PHONE_UNPROVEN",
        ),
    ];
    knock(&doors, &app.anybody(), &stranger, tried).await;
}
