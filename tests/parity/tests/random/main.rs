//! Random schemas, the same in every run: the types of both generators are equal, except for expected differences.

mod schema;

use prost::Message;
use rpcsmith_parity::{Ambiguous, Class, Report, compare};
use schema::Random;

/// The number of schemas, each with up to five small files.
const SCHEMAS: u64 = 200;

/// The classes that no random schema covers; golden cases cover them.
const UNCOVERED: &[Class] = &[Class::Edition, Class::Underscores];

#[test]
fn random_schemas_have_only_expected_differences() {
    let mut all = Report::default();
    for seed in 0..SCHEMAS {
        let request = Random::new(seed).request();
        match compare(&request.encode_to_vec()) {
            Ok(report) => {
                assert_eq!(report.differences, [], "schema {seed}: {request:#?}");
                all.items += report.items;
                all.classes.extend(report.classes);
            }
            // Names that collide in Rust: rpcsmith rejects them, prost-build does not.
            Err(error) if error.is::<rpcsmith::Error>() || error.is::<Ambiguous>() => {}
            Err(error) => panic!("schema {seed}: {error:#}\n{request:#?}"),
        }
    }
    assert!(
        all.items > 50 * SCHEMAS as usize,
        "few types: {}",
        all.items
    );
    let covered = Class::ALL.iter().filter(|class| !UNCOVERED.contains(class));
    let mut covered: Vec<_> = covered.map(|class| class.name()).collect();
    covered.sort_unstable();
    assert_eq!(all.classes.into_keys().collect::<Vec<_>>(), covered);
}
