//! The least that the web framework can answer: what a cached page is measured against.

use std::io;

use actix_web::{App, HttpResponse, HttpServer, web};

#[actix_web::main]
async fn main() -> io::Result<()> {
    let mut words = std::env::args().skip(1);
    let address = words.next().unwrap_or_else(|| "127.0.0.1:0".to_owned());
    // As long as the page that it is compared with, so that the bytes cost the same.
    let length = words.next().and_then(|word| word.parse().ok()).unwrap_or(8 * 1024);
    let answer = web::Bytes::from(vec![b' '; length]);
    HttpServer::new(move || {
        let answer = answer.clone();
        App::new()
            .route(
                "/",
                web::get().to(|| async {
                    HttpResponse::Ok().content_type("application/json").body("{\"data\":\"hello\"}")
                }),
            )
            .route(
                "/page",
                web::get().to(move || {
                    let answer = answer.clone();
                    async move { HttpResponse::Ok().content_type("application/json").body(answer) }
                }),
            )
    })
    .workers(2)
    .bind(address)?
    .run()
    .await
}
