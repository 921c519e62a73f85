//! What left, for the developer who waits for a code: in development only.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use domain::{
    Error,
    shared::outbox::{self, Shown},
};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::auth::Door;

/// Which messages.
#[derive(Deserialize)]
pub struct Which {
    /// For this destination alone: a number in E.164.
    to: Option<String>,
}

/// The messages, newest first.
#[derive(Serialize)]
struct Messages {
    messages: Vec<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: String,
    channel: String,
    to: String,
    text: String,
    state: String,
    attempts: i32,
    created_at: chrono::DateTime<chrono::Utc>,
}

impl From<Shown> for Message {
    fn from(shown: Shown) -> Self {
        Self {
            id: shown.id.to_string(),
            channel: shown.channel,
            to: shown.to,
            text: shown.text,
            state: shown.state,
            attempts: shown.attempts,
            created_at: shown.created_at,
        }
    }
}

/// `GET /outbox`: a page, or JSON for whoever asks for it. In production there is no such thing.
pub async fn page(
    door: web::Data<Door>,
    request: HttpRequest,
    which: web::Query<Which>,
) -> Result<HttpResponse, Problem> {
    let problem = |error| Problem::of(&request, error);
    let house = door.house();
    if !house.config.is_development() {
        return Err(problem(Error::not_found()));
    }
    let shown = outbox::recent(&house.tools, which.to.as_deref()).await.map_err(problem)?;
    let messages: Vec<Message> = shown.into_iter().map(Message::from).collect();
    let mut answer = HttpResponse::build(StatusCode::OK);
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept"));
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("application/json")) {
        return Ok(answer.json(Messages { messages }));
    }
    Ok(answer.content_type("text/html; charset=utf-8").body(html(&messages)))
}

fn html(messages: &[Message]) -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Outbox</title>\
         <style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:50rem;padding:0 1rem;\
         word-wrap:break-word;overflow-wrap:break-word}\
         ol{padding-left:2rem}li{margin:1rem 0}small{color:#555;font-size:15px}</style><h1>Outbox</h1>\
         <p>What this service has sent, newest first. Reload for more; production has no such page.</p><ol reversed>",
    );
    for message in messages {
        let Message { channel, to, text, state, created_at, .. } = message;
        page.push_str(&format!(
            "<li>{}<br><small>{} to {} · {} · {}</small></li>",
            plain(text),
            plain(channel),
            plain(to),
            plain(state),
            created_at.format("%Y-%m-%d %H:%M:%S UTC"),
        ));
    }
    page.push_str("</ol></html>");
    page
}

/// A text that stands for itself in HTML.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_become_markup() {
        let message = Message {
            id: String::new(),
            channel: "SMS".to_owned(),
            to: "+60123456789".to_owned(),
            text: "<script>alert(\"x\")</script>".to_owned(),
            state: "SENT".to_owned(),
            attempts: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let page = html(&[message]);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("+60123456789") && page.contains("1970-01-01"), "{page}");
    }
}
