//! The development tasks of the project: `cargo xtask <name>`.

mod architecture;
#[cfg(target_os = "linux")]
mod bench;
#[cfg(target_os = "linux")]
mod cel;
mod chromium;
#[cfg(target_os = "linux")]
mod compiler;
#[cfg(target_os = "linux")]
mod conformance;
mod connect_conformance;
#[cfg(target_os = "linux")]
mod corpus;
#[cfg(target_os = "linux")]
mod differential;
#[cfg(target_os = "linux")]
mod differential_json;
mod entry_points;
#[cfg(target_os = "linux")]
mod faults;
mod go;
mod http;
#[cfg(target_os = "linux")]
mod http_routes;
mod interop;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod openapi;
#[cfg(target_os = "linux")]
mod packages;
mod pairs;
mod peers;
#[cfg(target_os = "linux")]
mod plugin;
mod process;
#[cfg(target_os = "linux")]
mod protobuf_conformance;
#[cfg(target_os = "linux")]
mod request;
mod skeleton;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <name>; `cargo xtask <name> --help` prints one of these

  architecture
          check for import circles, for long files and functions, and for imports that a folder must not have
  bench generate|build|json|validate [--quick] [--messages] [--json] [--runs <count>] [--jobs <count>]
        [--packages <count>] [<corpus>]
          measure times, memory and sizes of the plugin and of generated code, beside other tools (Linux)
  cel     run the simple tests of the CEL specification, folded and as generated code; needs Go (Linux)
  compiler [--mutate <count>] [--seed 1] [--time] [--show 1] [--pairs] [--folder <folder>]... [filter ...]
          compare the compiler with protoc: descriptor sets byte for byte, and first errors, for protos of public
          repositories and small cases, or for mutants of them; or measure the time for a large repository (Linux)
  conformance [<suite>] [--harness] [--mutate <count>]
          run protovalidate's conformance suite, or its harness, on generated validators; or validate mutants of its
          messages (Linux)
  connect-conformance [--mode server|client] [--run <pattern>] [--sample] [--trace]
          run the official suite of Connect, gRPC and gRPC-Web on a server and a client; needs Go
  corpus <request>
          check the output for a large request: it is Rust, always the same, and like that of prost-build (Linux)
  differential [--pairs 200000] [--expressions 200] [--seed 1]
          compare generated validators with Python's protovalidate, on mutated messages and rules, and on random
          expressions, whose code must compile without warnings; another seed creates others (Linux)
  differential-json [--pairs 100000] [--seed 1]
          compare JSON with that of Python's protobuf, in both directions, on random messages of all golden cases and on
          mutants of their JSON (Linux)
  entry-points
          check that protoc, buf, a build script and the command generate the same bytes
  faults [name]
          break servers and clients in many ways, as processes, and count what is lost (Linux)
  http [--requests 2000] [--seed 1]
          compare HTTP and JSON with grpc-gateway, by random requests to both; needs Go
  http-routes <request> [--speed]
          generate the routes of all options `google.api.http` of a large request, and count them (Linux)
  interop run the interoperability tests of gRPC between this project and grpc-go, without and with TLS; needs Go
  load [rounds]
          compare servers with those of tonic-build: messages/s, CPU, instructions, memory (Linux)
  openapi [--messages 1000] [--seed 1]
          check the OpenAPI documents of all golden cases, and validate random messages by their schemas with Ajv; needs
          Node (Linux)
  packages <request> [--count 50]
          compile packages with services of a large request (Linux)
  peers   make calls between this project and grpcio, grpc-go and grpc-js, in both directions, and from a page in a browser;
          needs Python, Go, Node and Chromium
  protobuf-conformance [--test <name>]
          run protobuf's own conformance suite on generated messages: binary and JSON, then text; needs Node (Linux)
  skeleton [name ...]
          build, lint, serve and call the crates that `rpcsmith new` writes and `rpcsmith sync` updates";

/// The part of the usage that is about one task.
fn usage_of(task: &str) -> Option<String> {
    let is_start = |line: &&str| line.starts_with("  ") && !line[2..].starts_with(' ');
    let mut lines = USAGE.lines().skip_while(|line| {
        let name = line.split_whitespace().next();
        !is_start(line) || name != Some(task)
    });
    let first = lines.next()?.trim_start();
    let rest = lines.take_while(|line| !is_start(line));
    let usage = std::iter::once(first).chain(rest);
    Some(usage.collect::<Vec<_>>().join("\n"))
}

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let task = arguments.next().and_then(|task| task.into_string().ok());
    if let Some(usage) = task.as_deref().and_then(usage_of)
        && arguments.any(|argument| argument == "--help" || argument == "-h")
    {
        println!("usage: cargo xtask {usage}");
        return Ok(());
    }
    match task.as_deref() {
        Some("architecture") => architecture::run(),
        #[cfg(target_os = "linux")]
        Some("bench") => bench::run(std::env::args().skip(2)),
        #[cfg(target_os = "linux")]
        Some("cel") => cel::run(),
        #[cfg(target_os = "linux")]
        Some("compiler") => compiler::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("conformance") => conformance::run(std::env::args_os().skip(2)),
        Some("connect-conformance") => connect_conformance::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("corpus") => corpus::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("differential") => differential::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("differential-json") => differential_json::run(std::env::args_os().skip(2)),
        Some("entry-points") => entry_points::run(),
        #[cfg(target_os = "linux")]
        Some("faults") => faults::run(std::env::args_os().skip(2)),
        Some("http") => http::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("http-routes") => http_routes::run(std::env::args_os().skip(2)),
        Some("interop") => interop::run(),
        #[cfg(target_os = "linux")]
        Some("load") => load::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("openapi") => openapi::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("packages") => packages::run(std::env::args_os().skip(2)),
        Some("peers") => peers::run(),
        #[cfg(target_os = "linux")]
        Some("protobuf-conformance") => protobuf_conformance::run(std::env::args_os().skip(2)),
        Some("skeleton") => skeleton::run(std::env::args_os().skip(2)),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that `main` matches.
    fn tasks() -> Vec<&'static str> {
        let lines = include_str!("main.rs").lines();
        let arms = lines.filter_map(|line| line.strip_prefix("        Some(\""));
        let arms = arms.filter(|arm| arm.contains("::run("));
        arms.filter_map(|arm| Some(arm.split_once('"')?.0))
            .collect()
    }

    #[test]
    fn each_task_has_a_usage() {
        assert!(tasks().len() > 15);
        for task in tasks() {
            let usage = usage_of(task).expect(task);
            assert!(usage.starts_with(task), "{usage}");
            let others = tasks().into_iter().filter(|other| *other != task);
            for other in others {
                assert!(!usage.contains(&format!("\n  {other} ")), "{usage}");
            }
        }
        let faults = usage_of("faults").unwrap();
        assert!(faults.starts_with("faults [name]\n          break servers"));
        assert_eq!(faults.lines().count(), 2);
        assert_eq!(usage_of("nothing"), None);
        assert_eq!(usage_of(""), None);
    }
}
