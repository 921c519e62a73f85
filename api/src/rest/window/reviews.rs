//! What buyers say on the pages: how they rate, what they wrote, and what was asked and answered; pure.

use domain::krt_shop::{
    question::Question,
    review::{Rating, Review},
};

use super::page::{Reader, put};
use crate::rest::share::page::escape;

/// A text in one paragraph, line by line. An address in it is no link: whoever wrote it wants to be read
/// here, and not to lead elsewhere.
fn paragraph(text: &str) -> String {
    let lines: Vec<String> =
        text.lines().filter(|line| !line.trim().is_empty()).map(escape).collect();
    format!("<p>{}</p>\n", lines.join("<br>\n"))
}

/// The most stars of a review.
pub(super) const STARS: i64 = 5;

/// An average as people and machines read it: `4.5`.
pub(super) fn average(rating: Rating) -> Option<String> {
    rating.average().map(|average| format!("{average:.1}"))
}

/// How something is rated, in one line; nothing while nobody has.
pub(super) fn rating(html: &mut String, reader: &Reader<'_>, rating: Rating) {
    let Some(average) = average(rating) else { return };
    let (reviews, words) = (rating.reviews, reader.words().reviews);
    put(html, format_args!("<p class=\"rating\">★ {average} / {STARS} · {reviews} {words}</p>\n"));
}

/// The newest reviews, each with what the seller says to it.
pub(super) fn reviews(html: &mut String, reader: &Reader<'_>, reviews: &[Review]) {
    if reviews.is_empty() {
        return;
    }
    let words = reader.words();
    put(html, format_args!("<h2>{}</h2>\n<ul class=\"plain\">\n", words.reviews_title));
    for review in reviews {
        // Whoever has taken themselves out has no name any more.
        let name = match review.author_name.as_str() {
            "" => String::new(),
            name => format!(" · <bdi>{}</bdi>", escape(name)),
        };
        let (stars, text) = (review.stars, paragraph(&review.text));
        put(html, format_args!("<li><p class=\"about\">★ {stars} / {STARS}{name}</p>\n{text}"));
        if let Some(reply) = &review.reply {
            answer(html, reader, reply);
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
}

/// The latest answered questions.
pub(super) fn questions(html: &mut String, reader: &Reader<'_>, questions: &[Question]) {
    let answered = questions.iter().filter_map(|one| Some((one, one.answer.as_deref()?)));
    let mut items = String::new();
    for (question, said) in answered {
        put(&mut items, format_args!("<li>{}", paragraph(&question.text)));
        answer(&mut items, reader, said);
        items.push_str("</li>\n");
    }
    if !items.is_empty() {
        let title = reader.words().questions;
        put(html, format_args!("<h2>{title}</h2>\n<ul class=\"plain\">\n{items}</ul>\n"));
    }
}

fn answer(html: &mut String, reader: &Reader<'_>, said: &str) {
    let (answers, said) = (reader.words().answers, paragraph(said));
    put(html, format_args!("<p class=\"about\">{answers}</p>\n{said}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_has_one_place() {
        let shown = |reviews, stars| average(Rating { reviews, stars });
        assert_eq!(shown(0, 0), None);
        assert_eq!(shown(2, 9).as_deref(), Some("4.5"));
        assert_eq!(shown(1, 5).as_deref(), Some("5.0"));
    }
}
