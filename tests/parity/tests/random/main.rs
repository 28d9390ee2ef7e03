//! Random schemas, the same on every run: what rpcsmith makes of them is what prost-build makes.

mod schema;

use prost::Message;
use rpcsmith_parity::{Ambiguous, Class, Report, compare};
use schema::Random;

/// Schemas with at most a handful of small files each.
const SCHEMAS: u64 = 200;

/// The classes that no random schema meets.
const UNMET: &[Class] = &[Class::Edition, Class::Underscores];

#[test]
fn random_schemas_differ_in_what_is_meant_alone() {
    let mut all = Report::default();
    for seed in 0..SCHEMAS {
        let request = Random::new(seed).request();
        match compare(&request.encode_to_vec()) {
            Ok(report) => {
                assert_eq!(report.differences, [], "schema {seed}: {request:#?}");
                all.items += report.items;
                all.classes.extend(report.classes);
            }
            // Names that are alike in Rust, which rpcsmith refuses and prost-build does not.
            Err(error) if error.is::<rpcsmith::Error>() || error.is::<Ambiguous>() => {}
            Err(error) => panic!("schema {seed}: {error:#}\n{request:#?}"),
        }
    }
    assert!(
        all.items > 50 * SCHEMAS as usize,
        "few types: {}",
        all.items
    );
    let met = Class::ALL.iter().filter(|class| !UNMET.contains(class));
    let mut met: Vec<_> = met.map(|class| class.name()).collect();
    met.sort_unstable();
    assert_eq!(all.classes.into_keys().collect::<Vec<_>>(), met);
}
