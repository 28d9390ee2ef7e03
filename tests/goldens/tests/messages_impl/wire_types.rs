//! Wire data: each field with each wire type and each payload, valid or not.

use super::varint;

/// The tags of the fields of the compared messages, and an unused one.
const TAGS: [u64; 25] = [
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    20,
    100,
    101,
    102,
    103,
    104,
    2048,
    536_870_911,
];

/// Six wire types and two invalid numbers.
const WIRE_TYPES: u64 = 8;
const LENGTH_DELIMITED: u64 = 2;
const END_GROUP: u64 = 4;

/// A varint of eleven bytes, and one of ten bytes that overflows 64 bits.
const OVERLONG: [&[u8]; 2] = [
    &[
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01,
    ],
    &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
];

/// Wire data that a decoder must accept or reject as prost does.
pub fn all() -> Vec<Vec<u8>> {
    let mut all = keys();
    let (single, entries) = (payloads(), entries());
    for tag in TAGS {
        for wire_type in 0..WIRE_TYPES {
            let mut ends = Vec::new();
            varint(tag << 3 | END_GROUP, &mut ends);
            let mut add = |payload: &[u8]| all.push(field(tag, wire_type, payload));
            single.iter().for_each(|payload| add(payload));
            // Groups: empty, with a field, and with a field whose length exceeds the group.
            add(&ends);
            for inner in [&[0x08, 0x01][..], &[0x0A, 0x7F], &[0x0D, 0x01], &[0x00]] {
                add(&[inner, &ends].concat());
            }
            if wire_type == LENGTH_DELIMITED {
                entries.iter().for_each(|entry| add(&delimited(entry)));
            }
        }
    }
    all
}

/// Invalid keys.
fn keys() -> Vec<Vec<u8>> {
    let zero = (0..WIRE_TYPES).map(|wire_type| field(0, wire_type, &[1, 1]));
    let large = [1 << 29, 1 << 32, u64::MAX >> 3].map(|tag| field(tag, 0, &[1]));
    let padded = [
        vec![0x88, 0x00, 0x01],
        vec![0x88, 0x80, 0x80, 0x80, 0x80, 0x00, 0x01],
    ];
    let overlong = OVERLONG.map(<[u8]>::to_vec);
    zero.chain(large).chain(padded).chain(overlong).collect()
}

/// Complete and truncated values, which follow keys of any wire type.
fn payloads() -> Vec<Vec<u8>> {
    let mut payloads: Vec<Vec<u8>> = [
        &[][..],
        &[0x00],
        &[0x01],
        &[0x80],
        &[0x96, 0x01],
        &[0x80, 0x00],
        &[0xFF, 0xFF, 0xFF],
        &[0x00, 0x00, 0xC0, 0x7F],
        // Minus zero, as a `float` and as a `double`.
        &[0x00, 0x00, 0x00, 0x80],
        &[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80],
        &[0xFF; 4],
        &[0x01; 7],
        &[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xF8, 0x7F],
        // Lengths that exceed the data.
        &[0x05, 0x01],
        &[0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x01],
        &[
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x01,
        ],
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    payloads.extend(OVERLONG.map(<[u8]>::to_vec));
    // Invalid UTF-8, and packed numbers, some of which are truncated.
    let blocks: [&[u8]; 10] = [
        b"text",
        &[0xC3, 0x28],
        &[0x01, 0x80],
        &[0x01; 3],
        &[0x01; 8],
        &[0x01; 12],
        &[0x7F; 16],
        &[0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x80],
        OVERLONG[0],
        OVERLONG[1],
    ];
    payloads.extend(blocks.map(delimited));
    payloads
}

/// Map entries and messages: keys and values of each wire type, in both orders, truncated and too long.
fn entries() -> Vec<Vec<u8>> {
    let values: [&[u8]; 7] = [
        &[0x01],
        &[0x01, b'a'],
        &[0x01; 4],
        &[0x01; 8],
        &[0x7F, 0x01],
        &[0x00, 0x00, 0x00, 0x80],
        &[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80],
    ];
    let mut entries = vec![vec![0x00], vec![0x08], vec![0x10], OVERLONG[0].to_vec()];
    for wire_type in 0..WIRE_TYPES {
        for value in values {
            let (key, value_field) = (field(1, wire_type, value), field(2, wire_type, value));
            entries.push([&*key, &[0x10, 0x01]].concat());
            entries.push([&*value_field, &[0x0A, 0x01, b'k']].concat());
            entries.push([&*key, &*value_field].concat());
            entries.push([&*key, &*key].concat());
            entries.push(field(3, wire_type, value));
            entries.push(value_field);
            entries.push(key);
        }
    }
    entries
}

fn field(tag: u64, wire_type: u64, payload: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    varint(tag << 3 | wire_type, &mut wire);
    wire.extend(payload);
    wire
}

fn delimited(block: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    varint(block.len() as u64, &mut wire);
    wire.extend(block);
    wire
}
