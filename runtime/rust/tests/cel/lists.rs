//! Indices and unique elements of lists.

use rpcsmith_runtime::validate::cel::list::{Element, get, unique};
use rpcsmith_runtime::validate::cel::{Duration, Error};
use rpcsmith_runtime::validate::{Options, Steps};

use crate::random::Random;

#[test]
fn indices_are_checked() {
    assert_eq!(get(&["a", "b"], 1), Ok(&"b"));
    for index in [-1, 2, i64::MIN, i64::MAX] {
        assert_eq!(get(&["a", "b"], index), Err(Error::IndexOutOfRange));
    }
}

/// Compares `unique` with a comparison of all pairs, for lists of any length, some with two equal elements far apart.
fn agrees_with_all_pairs<T: Element + Clone>(mut element: impl FnMut(&mut Random) -> T) {
    let mut random = Random::new(6);
    let mut found = [0; 2];
    for _ in 0..400 {
        let len = random.below(80);
        let mut list: Vec<T> = (0..len).map(|_| element(&mut random)).collect();
        if len > 2 && random.below(2) == 0 {
            list[len - 1] = list[random.below(len - 1)].clone();
        }
        let expected = Steps::new(&Options::new()).unique_pairs(&list);
        assert_eq!(unique(&list), expected);
        found[usize::from(expected)] += 1;
    }
    assert!(found.iter().all(|&count| count > 50), "{found:?}");
}

#[test]
fn long_lists_are_unique_if_all_pairs_differ() {
    agrees_with_all_pairs(|random| random.bits() as i64);
    agrees_with_all_pairs(|random| random.bits() as u32);
    agrees_with_all_pairs(|random| format!("{:x}", random.bits()));
    agrees_with_all_pairs(|random| random.bits().to_le_bytes().to_vec());
    agrees_with_all_pairs(|random| {
        prost::bytes::Bytes::copy_from_slice(&random.bits().to_le_bytes())
    });
    agrees_with_all_pairs(|random| Duration::new(random.bits() as i32 as i64, 0));
    agrees_with_all_pairs(|random| f64::from_bits(random.bits()));
    agrees_with_all_pairs(|random| random.bits() as f32);
}

#[test]
fn floats_are_compared_as_numbers() {
    let mut long: Vec<f64> = (1..100).map(f64::from).collect();
    long.extend([f64::NAN, f64::NAN, f64::INFINITY, 0.0]);
    assert!(unique(&long));
    long.push(-0.0);
    assert!(!unique(&long));
}
