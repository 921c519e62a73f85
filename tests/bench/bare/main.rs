//! The least that the web framework can answer: what a cached page is measured against.

use std::io;

use actix_web::{App, HttpResponse, HttpServer, web};

/// About as long as a page of 20 products, so that the bytes cost the same.
const LENGTH: usize = 8 * 1024;

#[actix_web::main]
async fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let answer = web::Bytes::from(vec![b' '; LENGTH]);
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
