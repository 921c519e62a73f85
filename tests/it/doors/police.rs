//! The doors of what is agreed with the police.

use std::collections::BTreeSet;

use super::{knock, mutation, query};
use crate::police::Agreed;

pub(super) async fn the_polices(tried: &mut BTreeSet<String>) {
    let agreed = Agreed::begins().await;
    let (district, id) = (agreed.watch.district, &agreed.agreement);
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let of_district = format!("(districtId: \"{district}\") {{ nodes {{ id }} }}");
    let doors = [
        query("feedAgreements", &of_district, sign_in, hidden),
        query("policeFeedReads", &of_district, sign_in, hidden),
        mutation(
            "feedAgreementAdd",
            &format!(
                "districtId: \"{district}\", url: \"https://polis.example/\", agreedWith: \"xx\", purpose: \"xxx\", endsAt: \"2026-12-31T00:00:00Z\""
            ),
            sign_in,
            hidden,
        ),
        mutation("feedAgreementEnd", &format!("id: \"{id}\", reason: \"xxx\""), sign_in, hidden),
    ];
    let watch = &agreed.watch;
    knock(&doors, &watch.app.anybody(), &watch.stranger, tried).await;
}
