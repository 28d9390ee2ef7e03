//! `rpcsmith generate`: generates code and writes it to a directory.

use std::process::ExitCode;

use super::arguments::generate::GenerateArguments;
use super::failure::{DIFFERENT_OR_INVALID, Failure, INCORRECT_USE};
use super::generate_job::GenerateJob;
use super::report::generate::{GenerateReport, GenerateResult};
use super::report::print_failure;
use super::report::progress::Progress;
use crate::frontend::Sources;
use crate::output::{self, Foreign, Stale};
use crate::request::wire;

pub fn run(arguments: &GenerateArguments) -> ExitCode {
    let GenerateArguments {
        check, json, quiet, ..
    } = *arguments;
    let job = match GenerateJob::new(arguments) {
        Ok(job) => job,
        Err(failure) => {
            print_failure(&failure.diagnostics, &Sources::default(), quiet, json);
            return ExitCode::from(INCORRECT_USE);
        }
    };
    match generate(&job, arguments) {
        Ok(result) => {
            let report = GenerateReport { check, json, quiet };
            report.print(&result, &job.out, &job.sources);
            if check && !result.summary.is_unchanged() {
                ExitCode::from(DIFFERENT_OR_INVALID)
            } else {
                ExitCode::SUCCESS
            }
        }
        Err(failure) => {
            print_failure(&failure.diagnostics, &job.sources, quiet, json);
            ExitCode::from(failure.status)
        }
    }
}

fn generate(job: &GenerateJob, arguments: &GenerateArguments) -> Result<GenerateResult, Failure> {
    let progress = Progress::start(!arguments.quiet);
    progress.stage("reading .proto files");
    let fetched = job.fetch()?;
    progress.stage("generating code");
    let generated = crate::generate(&fetched.request)?;
    let reviewed = generated.review(Some(&job.out))?;
    progress.stage("writing files");
    let act = if arguments.check {
        output::compare
    } else {
        output::write
    };
    let foreign = Foreign::of_flag(arguments.force);
    Ok(GenerateResult {
        summary: act(
            &job.out,
            &generated.files,
            Stale::Remove(generated.extension),
            foreign,
        )?,
        protos: files_to_generate(&fetched.request),
        warnings: [fetched.warnings, generated.warnings, reviewed.warnings].concat(),
    })
}

/// How many files the request asks code for. The generator has already read the request.
fn files_to_generate(request: &[u8]) -> usize {
    const FILE_TO_GENERATE: u32 = 1;
    let mut count = 0;
    let _ = wire::read(request, |number, _| {
        count += usize::from(number == FILE_TO_GENERATE);
        Ok(())
    });
    count
}
