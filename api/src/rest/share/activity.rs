//! The activity that a public notice carries: what it is called, when and where it is, and whether it
//! takes place; pure. Everything that people wrote is escaped.

use domain::{
    mykrt::activity::{Activity, ActivityStatus},
    shared::language::{Language, Languages},
};

use super::{
    page::{self, escape, moment},
    words,
};

/// Puts it into the page. Why it is cancelled is said to residents, in the app.
pub(super) fn put(
    html: &mut String,
    activity: &Activity,
    (language, languages): (Language, &Languages),
) {
    let words = words::of(language);
    let (title, spoken) = activity.title.resolve(languages);
    let (tag, title) = (spoken.tag(), escape(title));
    page::put(html, format_args!("<section>\n<h2 lang=\"{tag}\">{title}</h2>\n"));
    if activity.status == ActivityStatus::Cancelled {
        page::put(html, format_args!("<p class=\"state\">{}</p>\n", words.cancelled));
    }
    let (when, place) = (time(activity, language), escape(&activity.place));
    page::put(html, format_args!("<p>{}: {when}<br>\n{}: {place}</p>\n", words.when, words.at));
    html.push_str("</section>\n");
}

/// From when until when, as clocks in Malaysia show it: the day once when it is over on the same one.
fn time(activity: &Activity, language: Language) -> String {
    let (from, until) = (activity.starts_at, activity.ends_at);
    let end = if words::is_same_day(from, until) {
        words::clock(until)
    } else {
        words::time(until, language)
    };
    format!("{} – {}", moment(from, &words::time(from, language)), moment(until, &end))
}
