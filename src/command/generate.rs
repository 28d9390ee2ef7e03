//! `rpcsmith generate`: from sources to files on disk.

use std::process::ExitCode;

use super::arguments::GenerateArguments;
use super::job::Job;
use super::progress::Progress;
use super::report::{Done, Report};
use super::{DIFFERS_OR_FAULTY, WRONGLY_USED};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output::{self, Foreign, Stale};
use crate::request::wire;

pub fn run(arguments: &GenerateArguments) -> ExitCode {
    let report = Report::new(arguments);
    let job = match Job::new(arguments) {
        Ok(job) => job,
        Err(faults) => {
            report.failed(&faults, &Sources::default());
            return ExitCode::from(WRONGLY_USED);
        }
    };
    match generate(&job, arguments) {
        Ok(done) => {
            report.done(&done, &job);
            match arguments.check && !done.summary.is_unchanged() {
                true => ExitCode::from(DIFFERS_OR_FAULTY),
                false => ExitCode::SUCCESS,
            }
        }
        Err(faults) => {
            report.failed(&faults, &job.sources);
            ExitCode::from(DIFFERS_OR_FAULTY)
        }
    }
}

fn generate(job: &Job, arguments: &GenerateArguments) -> Result<Done, Vec<Diagnostic>> {
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
    Ok(Done {
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

/// How many files code was generated for; the generator has already read the request.
fn files_to_generate(request: &[u8]) -> usize {
    const FILE_TO_GENERATE: u32 = 1;
    let mut count = 0;
    let _ = wire::read(request, |number, _| {
        count += usize::from(number == FILE_TO_GENERATE);
        Ok(())
    });
    count
}
