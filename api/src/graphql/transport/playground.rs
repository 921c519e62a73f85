//! `GraphiQL` at `/playground`, whole inside the program: it works without the internet and asks
//! nobody else for anything. The assets are made by the steps in `assets/playground/README.md`.

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};

use crate::etag;

/// Scripts and data from here only. Styles may stand in the page: the editor places its lines so.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

struct Asset {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    /// Every client that runs the playground reads gzip; only one copy is carried.
    gzip: bool,
    etag: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let asset = |name, content_type, gzip, bytes: &'static [u8]| Asset {
        name,
        content_type,
        bytes,
        gzip,
        etag: etag::strong(bytes),
    };
    let script = "text/javascript; charset=utf-8";
    vec![
        asset(
            "",
            "text/html; charset=utf-8",
            false,
            include_bytes!("../../../assets/playground/index.html"),
        ),
        asset("start.js", script, false, include_bytes!("../../../assets/playground/start.js")),
        asset(
            "react.js",
            script,
            true,
            include_bytes!("../../../assets/playground/react.production.min.js.gz"),
        ),
        asset(
            "react-dom.js",
            script,
            true,
            include_bytes!("../../../assets/playground/react-dom.production.min.js.gz"),
        ),
        asset(
            "graphiql.js",
            script,
            true,
            include_bytes!("../../../assets/playground/graphiql.min.js.gz"),
        ),
        asset(
            "graphiql.css",
            "text/css; charset=utf-8",
            true,
            include_bytes!("../../../assets/playground/graphiql.min.css.gz"),
        ),
    ]
});

/// Mounts the playground. Whoever opens the bare address is led there.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/").route(web::get().to(lead)));
    config.service(web::resource("/playground").route(web::get().to(serve)));
    config.service(web::resource("/playground/{asset}").route(web::get().to(serve)));
}

async fn lead() -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header((header::LOCATION, "/playground"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

async fn serve(request: HttpRequest) -> HttpResponse {
    let name = request.match_info().query("asset");
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return HttpResponse::NotFound().finish();
    };
    let known = etag::unchanged(&request, &asset.etag);
    let mut builder = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    builder
        .content_type(asset.content_type)
        .insert_header((header::ETAG, asset.etag.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
    if asset.gzip {
        builder.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    builder.body(Bytes::from_static(asset.bytes))
}
