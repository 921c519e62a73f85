//! The page of a project; pure.

use domain::{
    krt_shop::{project::Project, window::ProjectWindow},
    shared::language::Language,
};

use super::{
    linked,
    page::{Head, Reader, cards, facts_of, foot, head, picture, put},
    product::{buttons, marks},
    reviews, seller,
};
use crate::rest::share::page::{escape, paragraphs};

/// The page of a project at its own address.
pub(super) fn html(reader: &Reader<'_>, window: &ProjectWindow, address: &str) -> String {
    let ProjectWindow { project, area, .. } = window;
    let story = project.story.resolve(reader.languages).0;
    let state = area.as_ref().and_then(|area| reader.state_name(&area.state_code));
    let written: Vec<Language> = project.story.written().map(|(language, _)| language).collect();
    let told = Head {
        kind: "business.business",
        title: &project.name,
        description: if story.is_empty() { &project.name } else { story },
        address,
        picture: window.pictures.first(),
        written,
        facts: Vec::new(),
        linked: linked::project(reader, window, state, address),
    };
    let mut html = head(reader, &told);
    html.push_str("<main>\n");
    if let Some(first) = window.pictures.first() {
        html.push_str(&picture(reader, first, true));
    }
    let place: Vec<String> =
        area.iter().map(|area| escape(&area.name)).chain(state.map(escape)).collect();
    put(
        &mut html,
        format_args!(
            "<h1>{}</h1>\n<p class=\"about\">{}</p>\n",
            escape(&project.name),
            place.join(", ")
        ),
    );
    reviews::rating(&mut html, reader, window.rating);
    marks(&mut html, reader, &window.marks);
    buttons(&mut html, reader, (project.as_ref(), &project.id.to_string()));
    let open = reader.words().open;
    put(&mut html, format_args!("<p><a href=\"krt://project/{}\">{open}</a></p>\n", project.id));
    let spoken = project.story.resolve(reader.languages).1;
    put(&mut html, format_args!("<div lang=\"{}\">\n{}</div>\n", spoken.tag(), paragraphs(story)));
    offers(&mut html, reader, window);
    details(&mut html, reader, project);
    for one in window.pictures.iter().skip(1) {
        html.push_str(&picture(reader, one, false));
    }
    html.push_str("</main>\n");
    foot(&mut html, reader, &told.written);
    html
}

fn offers(html: &mut String, reader: &Reader<'_>, window: &ProjectWindow) {
    let words = reader.words();
    put(html, format_args!("<h2>{}</h2>\n", words.offers));
    if window.products.is_empty() {
        put(html, format_args!("<p>{}</p>\n", words.nothing));
        return;
    }
    html.push_str(&cards(reader, &window.products));
    if let Some(next) = &window.next {
        // A cursor is of letters that stand in an address as they are.
        let (tag, next) = (reader.language().tag(), escape(next));
        put(
            html,
            format_args!(
                "<a class=\"button\" href=\"?lang={tag}&amp;after={next}\">{}</a>\n",
                words.more
            ),
        );
    }
}

/// What a seller has to show, and where else it sells.
fn details(html: &mut String, reader: &Reader<'_>, project: &Project) {
    let words = reader.words();
    facts_of(html, seller::disclosed(reader, project));
    let Some(links) = &project.links else { return };
    put(html, format_args!("<h2>{}</h2>\n<ul class=\"plain\">\n", words.elsewhere));
    for link in &links.0 {
        put(
            html,
            format_args!(
                "<li><a href=\"{}\" rel=\"nofollow noopener\">{}</a></li>\n",
                escape(&link.url),
                escape(&link.name)
            ),
        );
    }
    html.push_str("</ul>\n");
}
