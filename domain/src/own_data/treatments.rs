//! What the tables hold about a person, and how export and erasure treat it: one line each.
//!
//! A new column that says something about a person is entered here, and a new table that says
//! nothing about anybody in [`IMPERSONAL`]; a test fails until it is. `columns.rs` explains how the
//! columns are spelled. The lines are worked through in their order.

use super::kept::Why;

/// What erasure does to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// They go.
    Remove,
    /// They stay, for this reason; their columns say what becomes of each.
    Keep(Why),
}

/// How rows that belong to a person are treated.
#[derive(Clone, Copy, Debug)]
pub struct Treatment {
    /// The table.
    pub table: &'static str,
    /// The column that names the person, or a whole condition in which `$1` does.
    pub whose: &'static str,
    /// Under which name the rows stand in the export; without one they are left out.
    pub section: Option<&'static str>,
    /// Every column that this line treats.
    pub columns: &'static str,
    /// What erasure does to the rows.
    pub erasure: Erasure,
}

/// The table of sessions, where they are rows: the export asks Identity, which knows them wherever
/// they are kept.
pub(super) const SESSIONS: &str = "session";

impl Treatment {
    /// The table's primary key: ids.
    pub(super) fn key(&self) -> &'static [&'static str] {
        match self.table {
            "product_picture" => &["product_id", "media_id"],
            "project_picture" => &["project_id", "media_id"],
            "kiosk_stand" => &["kiosk_id", "project_id"],
            "catalogue_row" => &["product_id"],
            "notice_attachment" | "notice_document" => &["notice_id", "media_id"],
            "patrol_photo" => &["record_id", "media_id"],
            "patrol_report" => &["patrol_id"],
            _ => &["id"],
        }
    }
}

const fn remove(
    table: &'static str,
    whose: &'static str,
    section: &'static str,
    columns: &'static str,
) -> Treatment {
    let erasure = Erasure::Remove;
    Treatment { table, whose, section: Some(section), columns, erasure }
}

const fn keep(
    why: Why,
    table: &'static str,
    whose: &'static str,
    section: &'static str,
    columns: &'static str,
) -> Treatment {
    let erasure = Erasure::Keep(why);
    Treatment { table, whose, section: Some(section), columns, erasure }
}

/// The drafts of a person, which go with them: what an activity carries stays with it, and what
/// somebody else has scheduled stays theirs.
macro_rules! drafts {
    () => {
        "select id from notice where author_id = $1 \
         and (status = 'DRAFT' or (status = 'SCHEDULED' and scheduled_by = $1)) \
         and id not in (select notice_id from activity where notice_id is not null)"
    };
}

/// The ids of the drafts that go with a person.
pub(super) const DRAFTS: &str = drafts!();

/// Everything about a person.
#[rustfmt::skip]
pub const TREATMENTS: &[Treatment] = &[
    keep(Why::Account, "person", "id", "account", "id:person phone! email! email_confirmed_at:time! display_name!! language -password_hash! -epoch status privacy_notice_version privacy_notice_agreed_at:time -sample created_at:time -updated_at"),
    remove("session", "person_id", "sessions", "id:session -person_id -salt -counter -confirmed app started_at:time last_used_at:time proved_at:time network sign_on:flag"),
    remove("device", "person_id", "devices", "id:device -person_id session_id:session app platform -token_hash -sealed_token language created_at:time last_seen_at:time ends_at:time gone_at:time"),
    remove("email_code", "person_id", "emailCodes", "-id -person_id address -code_hash -tries created_at:time expires_at:time confirmed_at:time"),
    remove("totp", "person_id", "secondFactor", "-person_id -sealed_secret begun_at:time confirmed_at:time -last_step"),
    Treatment { section: None, ..remove("recovery_code", "person_id", "", "-person_id -code_hash") },
    // Whoever gives a reason was promised that only administrators see it.
    keep(Why::Safety, "ban", "person_id", "bans", "-id -person_id -reason~ given_at:time -lift_reason~ lifted_at:time"),
    keep(Why::Safety, "ban", "given_by", "bansGiven", "-given_by given_at:time"),
    keep(Why::Safety, "ban", "lifted_by", "bansLifted", "-lifted_by lifted_at:time"),
    remove("sign_on_link", "person_id", "signOnLinks", "-id -person_id issuer subject reason begins_at:time ends_at:time end_reason"),
    keep(Why::Posts, "sign_on_link", "given_by", "signOnLinksGiven", "-given_by begins_at:time"),
    keep(Why::Posts, "sign_on_link", "ended_by", "signOnLinksEnded", "-ended_by ends_at:time"),
    remove("replay", "person_id", "repeatedWrites", "-person_id key operation -content_hash -outcome created_at:time"),
    keep(Why::Posts, "officer_grant", "person_id", "grants", "id:grant -person_id role state_code district_id:district project_id:project reason!! given_at:time starts_at:time ends_at:time> end_reason!"),
    keep(Why::Posts, "officer_grant", "given_by", "grantsGiven", "id:grant -given_by"),
    keep(Why::Posts, "officer_grant", "ended_by", "grantsEnded", "id:grant -ended_by"),
    keep(Why::Posts, "appointment", "person_id", "appointments", "id:appointment -person_id area_id:area post regime_code starts_at:time ends_at:time> given_at:time exception_reason! ended_at:time end_reason!"),
    keep(Why::Posts, "appointment", "given_by", "appointmentsGiven", "id:appointment -given_by"),
    keep(Why::Posts, "appointment", "exception_by", "exceptionsGiven", "id:appointment -exception_by"),
    keep(Why::Posts, "appointment", "ended_by", "appointmentsEnded", "id:appointment -ended_by"),
    keep(Why::Posts, "group_coordinator", "person_id", "groupPosts", "id:coordinator -person_id area_id:area community_group starts_at:time ends_at:time>"),
    keep(Why::Posts, "group_coordinator", "given_by", "groupPostsGiven", "id:coordinator -given_by"),
    keep(Why::Posts, "group_coordinator", "ended_by", "groupPostsEnded", "id:coordinator -ended_by"),
    keep(Why::Posts, "area_boundary", "set_by", "boundariesSet", "area_id:area -geometry -south -west -north -east -set_by set_at:time"),
    remove("membership", "person_id", "memberships", "id:membership -person_id area_id:area part_id:part joined_at:time left_at:time phone_visible_to"),
    remove("membership_request", "person_id", "membershipRequests", "id:request -person_id area_id:area part_id:part message status requested_at:time decided_at:time reason"),
    keep(Why::Posts, "membership_request", "decided_by", "membershipRequestsDecided", "id:request -decided_by decided_at:time"),
    keep(Why::Posts, "join_code", "made_by", "joinCodesMade", "id:joincode area_id:area -code_hash -sealed_code -made_by made_at:time expires_at:time most_uses:whole uses:whole replaced_at:time"),
    keep(Why::Posts, "area_part", "made_by", "areaPartsMade", "id:part area_id:area name -name_key -made_by made_at:time"),
    keep(Why::Posts, "area_part", "ended_by", "areaPartsEnded", "id:part -ended_by ended_at:time"),
    // Drafts go: nobody was told of them.
    remove("notice_attachment", concat!("notice_id in (", drafts!(), ")"), "noticeDraftPictures", "notice_id:notice media_id:media position:whole alternative_text:json"),
    remove("notice_document", concat!("notice_id in (", drafts!(), ")"), "noticeDraftDocuments", "notice_id:notice media_id:media position:whole filename"),
    Treatment { section: None, ..remove("notice_person", concat!("notice_id in (", drafts!(), ")"), "", "-notice_id -person_id") },
    remove("notice", concat!("id in (", drafts!(), ")"), "noticeDrafts", "id:notice area_id:area title:json body:json created_at:time"),
    keep(Why::Notices, "notice", concat!("author_id = $1 and id not in (", drafts!(), ")"), "notices", "id:notice -scope area_id:area official:flag -audience -author_id severity category status title:json~ body:json~ link~ needs_acknowledgement:flag is_public:flag slug version:whole -carried_version -push_round asked_again_at:time -asked_version publish_at:time -held_back_at published_at:time edited_at:time expires_at:time pinned_until:time withdrawn_at:time status_reason~ -sample created_at:time updated_at:time"),
    keep(Why::Notices, "notice", "scheduled_by", "noticesScheduled", "id:notice -scheduled_by publish_at:time"),
    keep(Why::Notices, "notice_revision", "(edited_by = $1 or notice_id in (select id from notice where author_id = $1))", "noticeCorrections", "-id notice_id:notice version:whole severity category title:json~ body:json~ link~ needs_acknowledgement:flag is_public:flag expires_at:time pinned_until:time attachments:json~ documents:json~ -edited_by edited_at:time"),
    keep(Why::Notices, "notice_attachment", "notice_id in (select id from notice where author_id = $1)", "noticePictures", "notice_id:notice media_id:media position:whole alternative_text:json~"),
    keep(Why::Notices, "notice_document", "notice_id in (select id from notice where author_id = $1)", "noticeDocuments", "notice_id:notice media_id:media position:whole filename~"),
    remove("notice_person", "person_id", "noticesByName", "notice_id:notice -person_id"),
    remove("notice_receipt", "person_id", "noticesRead", "notice_id:notice -person_id sent_at:time delivered_at:time seen_at:time read_at:time acknowledged_at:time acknowledged_again_at:time acknowledged_version:whole received_at:time"),
    remove("notice_held", "person_id", "noticesHeld", "-step_id -person_id due_at:time"),
    remove("notice_preference", "person_id", "noticePreferences", "-person_id area_id:area severity choice set_at:time"),
    remove("notice_quiet_hours", "person_id", "noticeQuietHours", "-person_id from_minute:whole until_minute:whole set_at:time"),
    remove("notice_digest", "person_id", "noticeDigest", "-person_id -cause frequency at_hour:whole on_weekday:whole -number gathered_until:time next_at:time set_at:time"),
    keep(Why::Activities, "activity", "created_by", "activitiesPlanned", "id:activity area_id:area notice_id:notice -created_by kind field_of_work five_p title:json~ description:json~ starts_at:time ends_at:time place~ latitude:number longitude:number capacity:whole status cancel_reason~ headcount:whole headcount_at:time version:whole created_at:time updated_at:time"),
    keep(Why::Activities, "activity", "cancelled_by", "activitiesCancelled", "id:activity -cancelled_by cancelled_at:time"),
    remove("activity_rsvp", "person_id", "activityAnswers", "activity_id:activity -person_id answer guests:whole -number seated:flag answered_at:time"),
    keep(Why::Activities, "activity_attendance", "person_id", "activitiesAttended", "activity_id:activity -person_id present:flag noted_at:time"),
    keep(Why::Activities, "activity_attendance", "recorded_by", "attendanceRecorded", "activity_id:activity -recorded_by recorded_at:time"),
    keep(Why::Activities, "activity_minutes", "prepared_by", "minutesPrepared", "activity_id:activity area_id:area number held_at:time place~ attendance~ agenda~ matters_arising~ decisions~ financial_statement~ -prepared_by published_at:time version:whole created_at:time updated_at:time"),
    keep(Why::Activities, "activity_minutes", "written_by", "minutesWritten", "activity_id:activity -written_by"),
    keep(Why::Activities, "activity_minutes", "confirmed_by", "minutesConfirmed", "activity_id:activity -confirmed_by confirmed_at:time"),
    Treatment { section: None, ..remove("calendar_token", "person_id", "", "-person_id -token_hash -made_at") },
    keep(Why::Patrols, "patroller", "person_id", "patrolUnits", "id:patroller unit_id:unit -person_id leads:flag can_lead:flag joined_at:time left_at:time> stated_age:whole stated_at:time"),
    keep(Why::Posts, "unit_application", "created_by", "unitApplications", "id:application area_id:area status -version name meeting_place coverage:json minutes_number minutes_on:date minutes_text~ minutes_media_id:media unit_id:unit -created_by created_at:time -updated_at completed_at:time"),
    keep(Why::Posts, "unit_application", "leader_id", "unitApplicationsLed", "id:application -leader_id"),
    keep(Why::Posts, "unit_step", "person_id", "unitSteps", "-id application_id:application unit_id:unit -number deed desk -from_status to_status -person_id reason~ -due_at taken_at:time"),
    keep(Why::Patrols, "unit_consent", "person_id", "unitConsents", "-id application_id:application unit_id:unit -person_id asked_at:time answer answered_at:time stated_age:whole"),
    keep(Why::Patrols, "unit_consent", "asked_by", "unitConsentsAsked", "application_id:application unit_id:unit -asked_by asked_at:time"),
    keep(Why::Notices, "unit_start_notice", "issued_by", "unitStartNotices", "unit_id:unit area_id:area starts_on:date body~ -issued_by issued_at:time"),
    keep(Why::Patrols, "patrol", "started_by", "patrolsStarted", "id:patrol unit_id:unit shift_id:shift -started_by status started_at:time ended_at:time opened_at:time distance_metres:number duration_seconds:whole check_in_count:whole -judged_at -doubted_fixes thinned_at:time doubts belated:flag"),
    keep(Why::Patrols, "patrol", "ended_by", "patrolsEnded", "id:patrol -ended_by ended_at:time"),
    keep(Why::Patrols, "patrol_member", "person_id", "patrols", "patrol_id:patrol -person_id joined_at:time left_at:time -starts_joined"),
    keep(Why::Patrols, "patrol_proven", "person_id", "patrolTimesProven", "patrol_id:patrol -person_id starts_at:time ends_at:time"),
    keep(Why::Patrols, "check_in", "person_id", "checkIns", "id:checkin unit_id:unit patrol_id:patrol -person_id latitude:number longitude:number accuracy_metres:number checkpoint~ note~ recorded_at:time corrected_at:time received_at:time -clock_offset_ms doubts -content_hash method checkpoint_id:checkpoint -code mock:flag verdict decided"),
    keep(Why::Patrols, "check_in_decision", "check_in_id in (select id from check_in where person_id = $1)", "checkInDecisions", "-id check_in_id:checkin verdict reason~ decided_at:time"),
    keep(Why::Patrols, "check_in_decision", "decided_by", "checkInsDecided", "id:decision check_in_id:checkin verdict reason~ -decided_by decided_at:time"),
    keep(Why::Patrols, "patrol_event", "person_id", "patrolEvents", "id:event unit_id:unit patrol_id:patrol -person_id kind equipment_id:equipment briefing_item_id:briefing check_in_id:checkin note~ latitude:number longitude:number accuracy_metres:number recorded_at:time corrected_at:time received_at:time -clock_offset_ms doubts -content_hash"),
    keep(Why::Patrols, "patrol_event", "member_id", "patrolEventsAboutMe", "id:event patrol_id:patrol kind -member_id corrected_at:time"),
    keep(Why::Patrols, "patrol_photo", "media_id in (select id from media where owner_id = $1)", "patrolPhotos", "-record_id media_id:media patrol_id:patrol position:whole alternative_text:json~"),
    keep(Why::Patrols, "equipment", "set_by", "equipmentSet", "id:equipment unit_id:unit kind number~ -set_by set_at:time ended_at:time"),
    keep(Why::Patrols, "briefing_item", "set_by", "briefingItemsSet", "id:briefing unit_id:unit -position text~ -set_by set_at:time ended_at:time"),
    keep(Why::Patrols, "shift", "published_by", "shiftsPublished", "id:shift unit_id:unit starts_at:time ends_at:time place status -published_by created_at:time -roster_id -template_id -needed cancel_reason~ -version -changed_at"),
    remove("shift_member", "person_id", "shifts", "shift_id:shift -person_id pinned:flag duty"),
    remove("availability", "person_id", "availability", "-id unit_id:unit -person_id kind starts_at:time ends_at:time -revision removed:flag set_at:time"),
    remove("roster_debt", "person_id", "rosterDebts", "unit_id:unit -person_id month shifts:whole nights:whole weekends:whole"),
    keep(Why::Patrols, "shift_swap", "requested_by", "swapsAsked", "id:swap unit_id:unit kind status -requested_by requested_at:time reason~ -needs_approval -expires_at settled_at:time"),
    keep(Why::Patrols, "shift_swap", "to_person_id", "swapsOffered", "id:swap -to_person_id"),
    keep(Why::Patrols, "shift_swap", "decided_by", "swapsDecided", "id:swap -decided_by"),
    keep(Why::Patrols, "shift_swap_leg", "person_id", "swapLegs", "swap_id:swap -number shift_id:shift -person_id accepted_at:time -promised"),
    keep(Why::Patrols, "roster", "generated_by", "rostersPlanned", "id:roster unit_id:unit month status -version -seed -report -generated_by generated_at:time"),
    keep(Why::Patrols, "roster", "published_by", "rostersPublished", "id:roster -published_by published_at:time"),
    keep(Why::Patrols, "patrol_alert", "person_id", "patrolAlerts", "id:alert unit_id:unit -subject_id patrol_id:patrol shift_id:shift kind -person_id checkpoint_id:checkpoint -missed since:time raised_at:time told_at:time escalated_at:time healed_at:time closed_at:time"),
    remove("patrol_alert_told", "person_id", "patrolAlertsTold", "alert_id:alert -person_id texted:flag told_at:time"),
    keep(Why::Patrols, "patrol_alive", "person_id", "patrolConfirmations", "id:alive patrol_id:patrol -person_id recorded_at:time corrected_at:time received_at:time"),
    keep(Why::Patrols, "unit_setting", "set_by", "unitSettings", "unit_id:unit late_on:flag late_minutes:whole missed_checkpoint_on:flag missed_checkpoint_minutes:whole quiet_on:flag quiet_minutes:whole overdue_on:flag overdue_minutes:whole lone_on:flag lone_minutes:whole escalate_minutes:whole no_signal_area:flag swap_needs_approval:flag -version -set_by set_at:time"),
    remove("patrol_share", "made_by", "patrolShares", "id:share patrol_id:patrol -token_hash -made_by made_at:time expires_at:time ended_at:time"),
    keep(Why::Patrols, "patrol_share", "ended_by", "patrolSharesEnded", "id:share -ended_by"),
    // A way through the neighbourhood is nobody else's affair; the patrol keeps its length.
    // They are found by their tracks, which are few.
    remove("track_point", "patrol_id in (select patrol_id from track where person_id = $1) and person_id = $1", "trackPoints", "patrol_id:patrol track_id:track sequence:whole -patrol_opened_at -unit_id -person_id -segment latitude:number longitude:number accuracy_metres:number recorded_at:time corrected_at:time -received_at mock:flag"),
    remove("track_line", "person_id", "trackLines", "patrol_id:patrol track_id:track -person_id places:json"),
    remove("track", "person_id", "tracks", "patrol_id:patrol track_id:track -person_id begun_at:time"),
    keep(Why::Patrols, "incident", "reported_by", "incidentsReported", "id:incident unit_id:unit -area_id -district_id -state_code patrol_id:patrol -year -number serial -reported_by category_code severity behaviour~ place~ people_involved:whole latitude:number longitude:number reporter_latitude:number! reporter_longitude:number! reporter_accuracy_metres:number! happened_at:time said_at:time received_at:time -clock_offset_ms doubts -month -hour status status_reason~ -assigned_to version:whole -steps updated_at:time -content_hash"),
    keep(Why::Patrols, "incident", "assigned_to", "incidentsAssigned", "id:incident -assigned_to"),
    keep(Why::Patrols, "incident_photo", "added_by", "incidentPhotos", "incident_id:incident media_id:media -position persons_visible:flag -added_by added_at:time"),
    keep(Why::Patrols, "incident_step", "person_id", "incidentSteps", "id:incidentstep incident_id:incident -number kind -person_id from_status to_status -assigned_to referral_id:referral note~ changes:json~ taken_at:time received_at:time"),
    keep(Why::Patrols, "incident_step", "assigned_to", "incidentStepsAssigned", "incident_id:incident -assigned_to taken_at:time"),
    keep(Why::Patrols, "incident_referral", "referred_by", "incidentReferrals", "id:referral incident_id:incident -unit_id -district_id -state_code agency recipient~ shared reason~ handling~ -referred_by referred_at:time"),
    keep(Why::Patrols, "incident_referral_answer", "recorded_by", "incidentReferralAnswers", "-id referral_id:referral outcome note~ answered_at:time -recorded_by recorded_at:time"),
    keep(Why::Patrols, "sos", "person_id", "sosCalls", "id:sos unit_id:unit patrol_id:patrol -person_id serial status note~ latitude:number! longitude:number! accuracy_metres:number! positioned_at:time! -position_received_at said_at:time raised_at:time answered_at:time ended_at:time outcome~ -rounds -version -rings_before -rung_at -officers_at -again_id"),
    keep(Why::Patrols, "sos", "ended_by", "sosCallsEnded", "id:sos -ended_by ended_at:time"),
    remove("sos_told", "person_id", "sosCallsHeard", "sos_id:sos -person_id told_as told_at:time"),
    keep(Why::Patrols, "sos_responder", "person_id", "sosCallsAnswered", "sos_id:sos -person_id stage eta! since:time changed_at:time"),
    keep(Why::Patrols, "sos_step", "person_id", "sosSteps", "sos_id:sos -number kind -person_id said~ -people taken_at:time"),
    // Before the pictures: a volunteer's photo goes with the volunteer.
    remove("house_reading", "house_id in (select id from house_away where person_id = $1)", "houseReadings", "house_id:houseaway -person_id times:whole first_at:time last_at:time"),
    remove("house_visit", "house_id in (select id from house_away where person_id = $1)", "houseVisitsSeen", "id:housevisit house_id:houseaway -patrol_id -person_id finding details:sealed media_id:media -recorded_at corrected_at:time received_at:time -clock_offset_ms -content_hash"),
    remove("house_away", "person_id", "housesAway", "id:houseaway area_id:area -person_id starts_at:time ends_at:time -over_at cancelled_at:time details:sealed -version created_at:time updated_at:time"),
    keep(Why::Patrols, "house_reading", "person_id", "housesRead", "house_id:houseaway -person_id times:whole first_at:time last_at:time"),
    keep(Why::Patrols, "house_visit", "person_id", "houseVisits", "id:housevisit house_id:houseaway patrol_id:patrol -person_id finding details:sealed! media_id:media! recorded_at:time corrected_at:time received_at:time -clock_offset_ms"),
    keep(Why::Shop, "project", "owner_id", "projects", "id:project area_id:area -owner_id owner_left_at:time category_code slug name~ story:json~ start_year:whole status phone! email! whatsapp! address! postcode! latitude:number! longitude:number! opening_hours:json links:json! payment_methods:json terms:json~ delivery_estimate:json~ registration_number! cooperative_number version:whole -sample created_at:time updated_at:time"),
    keep(Why::Shop, "product", "project_id in (select id from project where owner_id = $1)", "products", "id:product project_id:project area_id:area category_code kind status slug name:json~ description:json~ price_kind price_sen:whole unit promotion_sen:whole promotion_from:time promotion_until:time minimum_quantity:whole lead_time_days:whole availability season_months:json pick_up:flag hidden_reason~ publish_at:time held_back_at:time -claims_halal halal_held_at:time -search_text~ -cover:json~ version:whole listed_at:time -listed_before -sample created_at:time updated_at:time"),
    // The index of words is made anew of what the product says then.
    Treatment { section: None, ..remove("product_words", "product_id in (select p.id from product p join project o on o.id = p.project_id where o.owner_id = $1)", "", "-id -product_id -project_id -category_code -listed_at -name -words") },
    // Words by which buyers found it are words of what it said before: a seller's name is often among them.
    Treatment { section: None, ..remove("product_search_week", "project_id in (select id from project where owner_id = $1)", "", "-product_id -week -words -project_id -finds -seekers") },
    keep(Why::Shop, "product_variant", "product_id in (select p.id from product p join project o on o.id = p.project_id where o.owner_id = $1)", "productVariants", "id:variant product_id:product position:whole name:json~ price_sen:whole availability"),
    keep(Why::Shop, "product_delivery", "product_id in (select p.id from product p join project o on o.id = p.project_id where o.owner_id = $1)", "productDeliveries", "product_id:product place_kind place cost_sen:whole"),
    keep(Why::Shop, "catalogue_row", "project_id in (select id from project where owner_id = $1)", "catalogueRows", "product_id:product project_id:project code -given_hash -kept_hash -pictures_hash"),
    keep(Why::Shop, "product_picture", "product_id in (select p.id from product p join project o on o.id = p.project_id where o.owner_id = $1)", "productPictures", "product_id:product media_id:media position:whole alternative_text:json~"),
    // The paper goes with whoever has sent it; what was confirmed by it stands.
    keep(Why::Shop, "project_certificate", "submitted_by", "projectCertificates", "id:projectcertificate project_id:project product_id:product kind number~ -number_key issuer~ valid_from:date valid_until:date scan_media_id:media! status reason~ -submitted_by submitted_at:time -version"),
    keep(Why::Posts, "project_certificate", "decided_by", "projectCertificatesDecided", "id:projectcertificate -decided_by decided_at:time reason~"),
    keep(Why::Shop, "project_picture", "project_id in (select id from project where owner_id = $1)", "projectPictures", "project_id:project media_id:media position:whole alternative_text:json~"),
    keep(Why::Shop, "project_step", "person_id", "projectSteps", "id:projectstep project_id:project -number deed desk -from_status to_status -person_id reason~ -due_at taken_at:time"),
    keep(Why::Shop, "project_trade", "set_by", "projectTrades", "id:trade project_id:project side category_code words:json~ quantity:whole unit rhythm until_day version:whole -set_by created_at:time updated_at:time ended_at:time"),
    keep(Why::Shop, "kiosk", "written_by", "kiosksWritten", "id:kiosk kind name:json~ description:json~ address~ state_code district_id:district latitude:number longitude:number -opening_hours starts_at:time ends_at:time -shown_until status reason~ version:whole -written_by created_at:time updated_at:time"),
    keep(Why::Shop, "kiosk_stand", "asked_by", "kioskStands", "kiosk_id:kiosk project_id:project status reason~ -asked_by asked_at:time decided_at:time"),
    keep(Why::Shop, "kiosk_stand", "decided_by", "kioskStandsDecided", "kiosk_id:kiosk project_id:project status -decided_by decided_at:time"),
    keep(Why::Shop, "project_figures", "project_id in (select id from project where owner_id = $1)", "projectFigures", "project_id:project month income_sen:whole spending_sen:whole funding_sen:whole participants:whole version:whole recorded_at:time"),
    keep(Why::Shop, "project_figures", "recorded_by", "projectFiguresRecorded", "project_id:project month -recorded_by recorded_at:time"),
    remove("media", "owner_id = $1 and id not in (select media_id from product_picture) and id not in (select media_id from project_picture) and id not in (select media_id from notice_attachment) and id not in (select media_id from notice_document) and id not in (select minutes_media_id from unit_application where minutes_media_id is not null) and id not in (select media_id from incident_photo) and id not in (select media_id from patrol_photo)", "pictures", "id:media -owner_id kind status -source_hash content_address width:whole height:whole bytes:whole pages:whole -thumbhash -widths -expires_at created_at:time"),
    keep(Why::Patrols, "feed_event", "referral_id in (select r.id from incident_referral r join incident i on i.id = r.incident_id where i.reported_by = $1)", "incidentsToldPolice", "-seq -transaction_id id:event kind referral_id:referral -district_id -state_code category_code severity behaviour~ place~ latitude:number longitude:number happened_at:time written_at:time"),
    keep(Why::Patrols, "feed_agreement", "agreed_by", "feedAgreements", "id:agreement district_id:district -state_code -webhook_id -agreed_with purpose~ -agreed_by starts_at:time ends_at:time added_at:time ended_at:time end_kind -ended_by end_reason~"),
    keep(Why::Patrols, "feed_agreement", "ended_by", "feedAgreementsEnded", "id:agreement -ended_by ended_at:time end_reason~"),
    keep(Why::Patrols, "feed_read", "person_id", "policeFeedReads", "id:feedread -person_id district_id:district -state_code events:json read_at:time"),
    keep(Why::Patrols, "patrol_report", "submitted_by", "patrolReportsSubmitted", "patrol_id:patrol unit_id:unit -district_id -state_code patrolled_at:time status has_case:flag category_code case_type~ description~ people_involved:whole agency confirmed_by~ -submitted_by submitted_at:time due_at:time version:whole doubts proven_seconds:whole"),
    keep(Why::Posts, "patrol_report", "decided_by", "patrolReportsDecided", "patrol_id:patrol -decided_by decided_at:time reason~"),
    keep(Why::Patrols, "patrol_report_member", "person_id", "patrolReports", "patrol_id:patrol -person_id"),
    keep(Why::Patrols, "patrol_report_step", "person_id", "patrolReportSteps", "id:reportstep patrol_id:patrol number:whole status -person_id reason~ record:json~ taken_at:time"),
    // Whoever has the paper can ask whether it counts; without a name it says for nobody that it does.
    keep(Why::Patrols, "certificate", "person_id", "certificates", "id:certificate patrol_id:patrol -person_id unit_id:unit code starts_at:time ends_at:time issued_at:time revoked_at:time revoke_reason~ -rule_version"),
    keep(Why::Posts, "certificate", "issued_by", "certificatesIssued", "id:certificate -issued_by issued_at:time"),
    keep(Why::Posts, "certificate", "revoked_by", "certificatesRevoked", "id:certificate -revoked_by revoked_at:time"),
    keep(Why::Shop, "enquiry", "buyer_id", "enquiries", "id:enquiry project_id:project product_id:product -buyer_id buyer_name!! -buyer_key! -sealed_phone! -code_id language phone_shown:flag status closed_by closed_at:time created_at:time answered_at:time last_message_at:time message_count:whole -read_by_seller -read_by_buyer -unread_by_seller -unread_by_buyer"),
    // What a buyer wrote goes with them; what was written for a project is the project's.
    keep(Why::Shop, "enquiry_message", "author_id = $1 and not from_seller", "enquiryMessages", "id:enquirymessage enquiry_id:enquiry number:whole -from_seller -author_id text! sent_at:time -content_hash!"),
    keep(Why::Shop, "enquiry_message", "author_id = $1 and from_seller", "enquiryReplies", "id:enquirymessage enquiry_id:enquiry number:whole -author_id text~ sent_at:time"),
    keep(Why::Shop, "enquiry_message", "from_seller and enquiry_id in (select id from enquiry where buyer_id = $1)", "enquiryRepliesReceived", "id:enquirymessage enquiry_id:enquiry number:whole text~ sent_at:time"),
    keep(Why::Safety, "enquiry_block", "buyer_id", "enquiryBlocks", "id:enquiryblock project_id:project enquiry_id:enquiry by_seller:flag -buyer_id -buyer_key! -reason~ made_at:time ended_at:time"),
    keep(Why::Safety, "enquiry_block", "made_by", "enquiryBlocksMade", "id:enquiryblock project_id:project -made_by reason~ made_at:time"),
    keep(Why::Safety, "enquiry_block", "ended_by", "enquiryBlocksEnded", "id:enquiryblock -ended_by ended_at:time"),
    remove("favourite", "person_id", "favourites", "-person_id product_id:product set_at:time"),
    keep(Why::Shop, "question", "asked_by", "questionsAsked", "id:question product_id:product -project_id -area_id -asked_by text~ status asked_at:time answer~ answered_at:time answer_edited_at:time -claims_halal -removed_at remove_reason~ -version"),
    keep(Why::Shop, "question", "answered_by", "questionsAnswered", "id:question product_id:product answer~ -answered_by answered_at:time"),
    keep(Why::Shop, "question", "removed_by", "questionsRemoved", "id:question -removed_by removed_at:time remove_reason~"),
    keep(Why::Shop, "question_answer", "written_by", "questionAnswers", "-id question_id:question number:whole answer~ -written_by written_at:time"),
    Treatment { section: None, ..keep(Why::Shop, "question_answer", "question_id in (select id from question where asked_by = $1)", "", "answer~") },
    keep(Why::Shop, "review", "author_id", "reviews", "id:review product_id:product -project_id -area_id -enquiry_id -author_id -author_key! author_name!! stars:whole text~ status created_at:time submitted_at:time -due_at decided_at:time reason~ shown_at:time reply~ replied_at:time -version"),
    keep(Why::Posts, "review", "decided_by", "reviewsDecided", "id:review -decided_by decided_at:time reason~"),
    keep(Why::Shop, "review", "replied_by", "reviewsReplied", "id:review reply~ -replied_by replied_at:time"),
    keep(Why::Shop, "listing_report", "reported_by", "listingReports", "id:listingreport product_id:product -project_id -area_id reason text~ -reported_by status reported_at:time -due_at decided_at:time measure answer~ -content_hash! -version"),
    keep(Why::Posts, "listing_report", "taken_by", "listingReportsTaken", "id:listingreport -taken_by taken_at:time"),
    keep(Why::Posts, "listing_report", "decided_by", "listingReportsDecided", "id:listingreport -decided_by decided_at:time answer~"),
    keep(Why::Shop, "media", "owner_id = $1 and id in (select media_id from product_picture)", "picturesOfProducts", "id:media content_address created_at:time"),
    keep(Why::Shop, "media", "owner_id = $1 and id in (select media_id from project_picture)", "picturesOfProjects", "id:media content_address created_at:time"),
    keep(Why::Notices, "media", "owner_id = $1 and id in (select media_id from notice_attachment)", "picturesOfNotices", "id:media content_address created_at:time"),
    keep(Why::Notices, "media", "owner_id = $1 and id in (select media_id from notice_document)", "documentsOfNotices", "id:media content_address bytes:whole pages:whole created_at:time"),
    keep(Why::Posts, "media", "owner_id = $1 and id in (select minutes_media_id from unit_application)", "picturesOfMinutes", "id:media content_address created_at:time"),
    keep(Why::Patrols, "media", "owner_id = $1 and id in (select media_id from incident_photo)", "picturesOfIncidents", "id:media content_address created_at:time"),
    keep(Why::Patrols, "media", "owner_id = $1 and id in (select media_id from patrol_photo)", "picturesOfPatrols", "id:media content_address created_at:time"),
    remove("audit_detail", "entry_id in (select id from audit_entry where person_id = $1)", "auditDetails", "entry_id:audit -salt detail"),
    // What somebody did in office to others, or to no person at all, keeps its meaning without them.
    keep(Why::Audit, "audit_detail", "entry_id in (select id from audit_entry where actor_id = $1 and (person_id is null or person_id <> $1))", "auditDetailsOfOthers", "entry_id:audit -salt detail"),
    keep(Why::Audit, "audit_entry", "(actor_id = $1 or person_id = $1)", "audit", "id:audit noted_at:time actor_id:person action outcome -subject_kind -subject_id person_id:person state_code district_id:district area_id:area app -detail_hash"),
];

/// Columns that name a person without being a foreign key to one.
pub const NAMING: &[(&str, &str)] =
    &[("audit_entry", "actor_id"), ("audit_entry", "person_id"), ("track_point", "person_id")];

/// Tables that say nothing about anybody: places, categories, ids of what changed, keys.
pub const IMPERSONAL: &[&str] = &[
    "product_week",
    "project_week",
    "trade_match",
    "kiosk_offer",
    "activity_rule",
    "approval",
    "approval_charter",
    // Where telling those who mean to come has come to, for a moment.
    "activity_news",
    "unit_rule",
    "unit_warning",
    "area",
    "audit_seal",
    "audit_unsealed",
    "category",
    "certificate_rule",
    "project_certificate_reminder",
    "product_unindexed",
    "search_synonym",
    // Words alone, of all offers together: those that none holds any more go in the night.
    "search_word",
    "delivery",
    "notice_rule",
    "notice_step",
    "notice_tally",
    "duty",
    "outbox",
    "phone_code",
    "change_log",
    "checkpoint",
    "checkpoint_version",
    "district",
    "grant_term",
    "house",
    "mail_refusal",
    "media_leftover",
    // Ids of people stand in its manifests, which say nothing once the person is erased.
    "patrol_seal",
    "incident_category",
    "incident_register",
    "incident_serial",
    "patrol_joined",
    "patrol_place",
    "patrol_rule",
    "patrol_unit",
    "position_rule",
    "product_rating",
    "proof_rule",
    "seaql_migrations",
    "report_rule",
    "sector",
    "shift_template",
    "signing_key",
    "sos_rule",
    "state",
    "term_regime",
    "term_reminder",
    "watch_rule",
    "weekend_rule",
    "webhook",
    "webhook_dispatch",
    "unit_month",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_section_of_an_export_is_written_once_and_each_table_named_once() {
        // A second one of the same name would stand in the file in place of the first.
        let mut sections = HashSet::new();
        let twice: Vec<&str> = TREATMENTS
            .iter()
            .filter_map(|treatment| treatment.section)
            .filter(|section| !sections.insert(*section))
            .collect();
        assert_eq!(twice, [""; 0]);
        let tables: HashSet<&&str> = IMPERSONAL.iter().collect();
        assert_eq!(tables.len(), IMPERSONAL.len());
    }
}
