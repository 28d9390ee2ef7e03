//! The files of the pages that describe an API, and the calls with JSON in the README.

use super::{Crate, DEVELOPMENT_TOKEN};
use crate::model::Streaming;
use crate::skeleton::ScaffoldFile;

/// The file of a template that prints no value.
macro_rules! fixed {
    ($name:literal) => {
        ScaffoldFile::yours(
            $name,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/templates/skeleton/",
                $name
            )),
        )
    };
}

/// The longest line of the README.
const LINE: usize = 120;

/// The files, with the text of the module of the pages, and of the page of Swagger UI.
pub(super) fn files(module: String, swagger_ui: String) -> [ScaffoldFile; 6] {
    [
        fixed!("build.rs"),
        ScaffoldFile::yours("src/pages.rs", module),
        ScaffoldFile::yours("swagger-ui/index.html", swagger_ui),
        fixed!("swagger-ui/init.js"),
        fixed!("swagger-ui/package.json"),
        fixed!("swagger-ui/package-lock.json"),
    ]
}

/// The URL of the first unary method.
pub(super) fn unary(krate: &Crate) -> Option<String> {
    let (service, method) = krate.first_unary()?;
    let service = &service.outline.full_name;
    Some(format!("{}/{service}/{}", krate.url(), method.name))
}

/// The command that calls the first unary method with a route.
pub(super) fn call(krate: &Crate) -> Option<String> {
    let mut unary = krate
        .methods()
        .filter(|(_, method)| method.streaming == Streaming::Unary);
    let request = unary.find_map(|(_, method)| method.http.as_ref())?;
    let mut command = "curl --silent".to_owned();
    match &*request.method {
        "GET" => {}
        "HEAD" => command += " --head",
        method => command += &format!(" --request {method}"),
    }
    if request.has_body {
        command += " --header 'content-type: application/json' --data '{}'";
    }
    if krate.extras.tls {
        command += " --cacert config/tls/ca.crt";
    }
    if krate.extras.jwt {
        let token = format!("\"authorization: Bearer $(cat {DEVELOPMENT_TOKEN})\"");
        command += &format!(" \\\n    --header {token}");
    }
    let url = format!("{}{}", krate.url(), request.path);
    let is_short = command.len() + url.len() < LINE && !command.contains('\n');
    let separator = if is_short { " " } else { " \\\n    " };
    Some(format!("{command}{separator}{url}"))
}
