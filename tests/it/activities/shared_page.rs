//! What anybody with the link of a public notice reads of the activity that it carries.

use serde_json::{Value, json};
use stories::{Answer, User};

use super::{Neighbours, cancel, change, draft, publish};

/// The path of a published notice's page.
async fn path(user: &User, notice: &str) -> String {
    let document = format!("{{ notice(id: \"{notice}\") {{ shareUrl }} }}");
    let link = user.ask(&document).await.ok().text_at("notice/shareUrl");
    link.strip_prefix("http://krt.test").expect("an address of this service").to_owned()
}

fn holds(page: &Answer, part: &str) {
    assert!(page.text.contains(part), "{part} is not in\n{}", page.text);
}

#[tokio::test]
async fn a_page_shows_when_and_where_and_that_it_does_not_take_place() {
    let here = Neighbours::meet().await;
    let public = json!({ "isPublic": true });
    let notice = draft(&here.secretary, here.area, public.clone()).await;
    let place = json!({ "noticeId": notice, "place": "Padang <b>A</b>" });
    let id = here.planned(place).await;
    publish(&here.secretary, &notice).await;
    let path = path(&here.siti, &notice).await;
    let page = async |language: &str| here.app.anybody().speaking(language).get(&path).await;
    let (from, until) = ("2026-03-21T00:30:00Z", "2026-03-21T03:00:00Z");
    for (language, title, when, at, cancelled) in [
        ("ms", "ms\">Gotong-royong", "Masa", "21 Mac 2026, 08:30", "Aktiviti ini dibatalkan."),
        ("en", "en\">Cleaning day", "When", "21 March 2026, 08:30", "does not take place."),
        ("zh", "ms\">Gotong-royong", "时间", "2026年3月21日 08:30", "此活动已取消。"),
        ("ta", "ms\">Gotong-royong", "நேரம்", "21 மார்ச் 2026, 08:30", "ரத்து செய்யப்பட்டது."),
    ] {
        let page = page(language).await;
        assert_eq!(page.status, 200);
        holds(&page, &format!("<h2 lang=\"{title}</h2>"));
        holds(
            &page,
            &format!(
                "<p>{when}: <time datetime=\"{from}\">{at}</time> – \
                 <time datetime=\"{until}\">11:00</time><br>"
            ),
        );
        holds(&page, "Padang &lt;b&gt;A&lt;/b&gt;</p>");
        assert!(!page.text.contains(cancelled), "{}", page.text);
    }
    // Until the next day both days stand there.
    let long = json!({ "endsAt": "2026-03-21T17:00:00Z" });
    change(&here.secretary, &id, 1, long).await.ok();
    holds(&page("ms").await, "<time datetime=\"2026-03-21T17:00:00Z\">22 Mac 2026, 01:00</time>");

    // Why it does not take place is for those who live there.
    cancel(&here.secretary, &id).await.ok();
    for (language, cancelled) in [
        ("ms", "<p class=\"state\">Aktiviti ini dibatalkan.</p>"),
        ("en", "<p class=\"state\">This activity does not take place.</p>"),
        ("zh", "<p class=\"state\">此活动已取消。</p>"),
        ("ta", "<p class=\"state\">இந்த நிகழ்ச்சி ரத்து செய்யப்பட்டது.</p>"),
    ] {
        let page = page(language).await;
        holds(&page, cancelled);
        assert!(!page.text.contains("Banjir"), "{}", page.text);
    }

    // A notice without one shows none, and one that was taken back says nothing of it.
    let other = draft(&here.secretary, here.area, public).await;
    publish(&here.secretary, &other).await;
    let plain = here.app.anybody().get(&self::path(&here.siti, &other).await).await;
    assert!(plain.status == 200 && !plain.text.contains("<section>"), "{}", plain.text);
    let withdraw = "mutation($id: ID!) { noticeWithdraw(input: { id: $id, reason: \"Silap.\" }) { userErrors { code } } }";
    here.secretary.graphql(withdraw, json!({ "id": notice })).await.ok();
    let gone = page("ms").await;
    assert!(gone.status == 410 && !gone.text.contains("Padang"), "{}", gone.text);
    // The activity that was cancelled before stays as it is.
    let seen = super::read(&here.siti, &id, "status myAnswer { answer }").await;
    assert_eq!(seen, json!({ "status": "CANCELLED", "myAnswer": Value::Null }));
}
