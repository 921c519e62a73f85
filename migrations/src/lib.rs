//! How the tables came to be.
//!
//! One step in one file, written as SQL text that both back ends share; where they differ, a
//! placeholder such as `{instant}` is filled in by `dialect`. A step that has landed is never
//! edited: a change is a new step (add, fill, switch), so that a live table stays usable.

mod dialect;
mod m0001_places;
mod m0002_identity;
mod m0003_community;
mod m0004_house;
mod m0005_mykrt;
mod m0006_mysrs;
mod m0007_media;
mod m0008_krt_shop;
mod m0009_tracks;
mod m0010_outbox;
mod m0011_phone_codes;
mod m0012_proofs;
mod m0013_committees;
mod m0014_residents;
mod m0015_unit_registry;
mod m0016_audit;
mod m0017_single_sign_on;
mod m0019_change_log_gone;
mod m0020_change_log_lighter;
mod m0021_json_as_text;
mod m0022_ban_reasons;
mod m0023_project_owner_grants;
mod m0024_notice_life;
mod m0025_devices;
mod m0026_activities;
mod m0027_notice_delivery;
mod m0028_notice_slug;
mod m0029_notice_feed_roles;
mod m0030_urgent_first;
mod m0031_mail_and_digest;
mod m0033_documents;
mod m0034_area_parts;
mod m0035_notice_tally;
mod m0037_roster;
mod m0038_swaps;
mod m0039_checkpoints;
mod m0040_way;
mod m0041_proof;
mod m0042_patrol_seals;
mod m0043_incidents;
mod m0044_sos;
mod m0045_watch;
mod m0046_live;
mod m0047_patrol_reports;
mod m0048_police_feed;
mod m0049_houses_away;
mod m0051_priorities;
mod m0052_notice_rules;
mod m0053_track_months;
mod m0054_projects;
mod m0055_offers;
mod m0056_certificates;
mod m0057_media_formats;
mod m0058_search;
mod m0059_enquiries;
mod m0060_trust;
mod m0061_catalogue_files;
mod m0062_shop_weeks;
mod m0063_matching_kiosks;
mod m0064_review_people;
mod m0065_review_proof;
mod m0067_patrol_bounds;
mod m0068_carried_activities;
mod m0070_notice_feed_filters;
mod m0071_checkpoint_versions;
mod m0074_offers_kept;
mod m0075_trust_mended;
mod m0076_shop_nights;
mod m0077_joined_and_issued;
mod migrator;

pub use migrator::{MigrationError, Progress, down, latest, progress, up};
