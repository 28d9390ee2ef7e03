//! The pages that describe the API. Anyone can read them{% if extras.jwt %} without a token{% endif %}.

use rpcsmith_runtime::serve::Page;

/// All pages.
#[cfg(not(feature = "swagger-ui"))]
pub const PAGES: &[Page] = &[OPENAPI];

/// The OpenAPI document, which `rpcsmith sync` generates.
const OPENAPI: Page = Page::new(
    "/openapi.json",
    "application/json",
    include_bytes!("gen/openapi.json"),
);

/// A file of Swagger UI, which `build.rs` installs.
#[cfg(feature = "swagger-ui")]
macro_rules! swagger_ui {
    ($name:literal, $content_type:literal) => {
        Page::new(
            concat!("/docs/", $name),
            $content_type,
            include_bytes!(concat!(
                env!("OUT_DIR"),
                "/node_modules/swagger-ui-dist/",
                $name
            )),
        )
    };
}

/// All pages. `/docs` shows the document, and calls the API.
#[cfg(feature = "swagger-ui")]
pub const PAGES: &[Page] = &[
    OPENAPI,
    Page::new(
        "/docs",
        "text/html; charset=utf-8",
        include_bytes!("../swagger-ui/index.html"),
    ),
    Page::new(
        "/docs/init.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../swagger-ui/init.js"),
    ),
    swagger_ui!("swagger-ui.css", "text/css; charset=utf-8"),
    swagger_ui!("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    swagger_ui!(
        "swagger-ui-bundle.js.LICENSE.txt",
        "text/plain; charset=utf-8"
    ),
    swagger_ui!("LICENSE", "text/plain; charset=utf-8"),
    swagger_ui!("NOTICE", "text/plain; charset=utf-8"),
];
{# #}
