//! Each field with each wire type before each payload, right or wrong.

use super::varint;

/// The tags of the fields of the twins, and one that none has.
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

/// Six wire types, and two numbers that are none.
const WIRE_TYPES: u64 = 8;
const LENGTH_DELIMITED: u64 = 2;
const END_GROUP: u64 = 4;

/// A varint of eleven bytes, and one of ten whose last overflows 64 bits.
const OVERLONG: [&[u8]; 2] = [
    &[
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01,
    ],
    &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
];

/// Wire data that a decoder must accept or refuse as prost does.
pub fn all() -> Vec<Vec<u8>> {
    let mut all = keys();
    let (single, entries) = (payloads(), entries());
    for tag in TAGS {
        for wire_type in 0..WIRE_TYPES {
            let mut ends = Vec::new();
            varint(tag << 3 | END_GROUP, &mut ends);
            let mut add = |payload: &[u8]| all.push(field(tag, wire_type, payload));
            single.iter().for_each(|payload| add(payload));
            // Groups that end: at once, after a field, and with a field whose length reaches past the end.
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

/// Keys that are wrong before their field is known.
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

/// What may follow a key, whatever its wire type announces: whole values and values cut short.
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
        // Lengths that reach past the end.
        &[0x05, 0x01],
        &[0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x01],
        &[
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x01,
        ],
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    payloads.extend(OVERLONG.map(<[u8]>::to_vec));
    // Text that is no UTF-8, and packed numbers, some of which end too early.
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

/// Entries of maps, and messages: keys and values of each wire type, in either order, cut short and too long.
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
            let (key, held) = (field(1, wire_type, value), field(2, wire_type, value));
            entries.push([&*key, &[0x10, 0x01]].concat());
            entries.push([&*held, &[0x0A, 0x01, b'k']].concat());
            entries.push([&*key, &*held].concat());
            entries.push([&*key, &*key].concat());
            entries.push(field(3, wire_type, value));
            entries.push(held);
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
