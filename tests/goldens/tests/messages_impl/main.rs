//! Compares messages of `messages_impl=written` with messages derived by prost: both have the same encoding, decoding and
//! debug text for any input, except for values that prost's derive loses (see [`differs`]).
//!
//! Views are compared as well: see [`views`].
//!
//! The golden `options_messages_impl` has derived versions of the messages of other goldens. `RPCSMITH_ROUNDS` sets the
//! number of random rounds.

mod views;
mod wire_types;

use std::fmt::Debug;

use prost::Message;
use rpcsmith_goldens::goldens::{
    editions_2023, oneof_names, options_messages_impl as derived, options_types, proto2,
    proto3_kinds, recursive,
};

/// Whether the order of the encoded fields is fixed; hash maps have no fixed order.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Fixed,
    Any,
}

macro_rules! compare_messages {
    ($($test:ident: $golden:ident, $order:ident, [$($message:ident)::+];)*) => {$(
        #[test]
        fn $test() {
            compare::<$golden::$golden::$($message)::+, derived::$golden::$($message)::+>(Order::$order);
        }
    )*};
}

compare_messages! {
    proto2_presence: proto2, Fixed, [Presence];
    proto2_required: proto2, Fixed, [Required];
    proto2_defaults: proto2, Fixed, [Defaults];
    proto2_packing: proto2, Fixed, [Packing];
    proto2_groups: proto2, Fixed, [Groups];
    proto2_extendable: proto2, Fixed, [Extendable];
    proto2_maps: proto2, Any, [Maps];
    proto3_singular: proto3_kinds, Fixed, [Singular];
    proto3_optional: proto3_kinds, Fixed, [Optional];
    proto3_repeated: proto3_kinds, Fixed, [Repeated];
    proto3_unpacked: proto3_kinds, Fixed, [Unpacked];
    proto3_packed_with_option: proto3_kinds, Fixed, [PackedWithOption];
    proto3_map_values: proto3_kinds, Any, [MapValues];
    proto3_map_keys: proto3_kinds, Any, [MapKeys];
    proto3_oneofs: proto3_kinds, Fixed, [Oneofs];
    proto3_numbers: proto3_kinds, Fixed, [Numbers];
    recursive_node: recursive, Fixed, [Node];
    recursive_cycle: recursive, Fixed, [Chicken];
    recursive_oneof: recursive, Fixed, [Expression];
    editions_presence: editions_2023, Fixed, [Presence];
    editions_encodings: editions_2023, Fixed, [Encodings];
    editions_strings: editions_2023, Fixed, [Strings];
    oneofs_with_messages: oneof_names, Fixed, [Letter];
    oneofs_with_enums: oneof_names, Fixed, [Signal];
    oneofs_of_their_message: oneof_names, Fixed, [Choice];
    oneof_of_one: oneof_names, Fixed, [Lonely];
    two_oneofs: oneof_names, Fixed, [Odd];
    shared_bytes: options_types, Fixed, [Blob];
    shared_bytes_everywhere: options_types, Any, [Chunks];
    sorted_maps: options_types, Fixed, [Sorted];
    boxed_by_option: options_types, Fixed, [Slim];
}

#[test]
fn getters_return_the_same_defaults() {
    let (written, derived) = (
        proto2::proto2::Defaults::default(),
        derived::proto2::Defaults::default(),
    );
    macro_rules! same {
        ($($getter:ident)*) => {
            $(assert_eq!(format!("{:?}", written.$getter()), format!("{:?}", derived.$getter()));)*
        };
    }
    same! {
        double float positive_infinity negative_infinity not_a_number int32 int64 uint32 uint64 sint32 sfixed64 bool
        string bytes level level_without_default
    }
}

/// If an entry with another wire type were accepted, it would consume the fields after it.
#[test]
fn map_entries_are_length_delimited() {
    for wire_type in [0, 1, 3, 4, 5] {
        let mut wire = vec![1 << 3 | wire_type];
        wire.extend([0x02, 0x08, 0x05]);
        let error = proto3_kinds::proto3_kinds::MapKeys::decode(&*wire).unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("MapKeys.int32_field: invalid wire type"),
            "{error}"
        );
    }
}

/// Compares a written message with its derived version.
fn compare<W, D>(order: Order)
where
    W: Message + Default + PartialEq + Debug,
    D: Message + Default + PartialEq + Debug,
{
    let rounds = std::env::var("RPCSMITH_ROUNDS").map_or(12, |rounds| rounds.parse().unwrap());
    same::<W, D>(&[], order);
    for wire in wire_types::all() {
        same::<W, D>(&wire, order);
    }
    for seed in 0..rounds {
        let mut random = Random(seed);
        let wire = valid::<D>(&mut random);
        same::<W, D>(&wire, order);
        for end in 0..wire.len().min(300) {
            same::<W, D>(&wire[..end], order);
        }
        for _ in 0..100 {
            same::<W, D>(&flipped(&wire, &mut random), order);
        }
        for _ in 0..100 {
            same::<W, D>(&random.message(3), order);
        }
    }
    for tag in 1..=20 {
        for depth in [1, 50, 98, 99, 100, 101, 102, 150] {
            same::<W, D>(&nested(tag, depth), order);
            same::<W, D>(&nested_groups(tag, depth), order);
        }
    }
}

/// Asserts that both behave the same for these bytes.
fn same<W, D>(wire: &[u8], order: Order)
where
    W: Message + Default + PartialEq + Debug,
    D: Message + Default + PartialEq + Debug,
{
    let (mut written, derived) = match (W::decode(wire), D::decode(wire)) {
        (Ok(written), Ok(derived)) => (written, derived),
        (Err(written), Err(derived)) => {
            assert_eq!(written.to_string(), derived.to_string(), "{wire:02x?}");
            return;
        }
        (written, derived) => panic!("{written:?} is not {derived:?}: {wire:02x?}"),
    };
    let sorted = |mut bytes: Vec<u8>| {
        if order == Order::Any {
            bytes.sort_unstable();
        }
        bytes
    };
    let text = |message: &dyn Debug| {
        [format!("{message:?}"), format!("{message:#?}")].map(|text| sorted(text.into_bytes()))
    };
    assert_eq!(text(&written), text(&derived), "{wire:02x?}");
    let [encoded, derived_bytes] = [written.encode_to_vec(), derived.encode_to_vec()];
    assert_eq!(encoded.len(), written.encoded_len(), "{wire:02x?}");
    if encoded.len() != derived_bytes.len() {
        assert!(differs(&format!("{written:?}")), "{wire:02x?}");
        assert!(encoded.len() > derived_bytes.len(), "{wire:02x?}");
        let decoded = D::decode(&*encoded).unwrap();
        assert_eq!(text(&decoded), text(&derived), "{wire:02x?}");
    } else {
        assert_eq!(sorted(encoded), sorted(derived_bytes), "{wire:02x?}");
    }
    written.clear();
    assert_eq!(
        format!("{written:?}"),
        format!("{:?}", W::default()),
        "{wire:02x?}"
    );
}

/// Whether a message, given its debug text, can have a longer encoding than with the derive. The derive omits `-0.0` in a
/// field without presence, because it equals the default. In map entries, it also omits messages whose required fields have
/// their defaults.
fn differs(text: &str) -> bool {
    text.contains("-0.0") || text.contains("Origin { latitude: 0.0, longitude: 0.0 }")
}

/// prost's derive omits negative zeros and loses the sign.
#[test]
fn negative_zeros_are_encoded() {
    use proto3_kinds::proto3_kinds::{MapValues, Singular};
    let zero = |wire: &[u8]| {
        let singular = Singular::decode(wire).unwrap();
        assert_eq!(singular.encode_to_vec(), wire);
        assert_eq!(singular.encoded_len(), wire.len());
        let derived = derived::proto3_kinds::Singular::decode(wire).unwrap();
        assert_eq!(derived.encode_to_vec(), b"");
        singular
    };
    let singular = zero(b"\x09\0\0\0\0\0\0\0\x80");
    assert!(singular.double_field.is_sign_negative());
    let singular = zero(b"\x15\0\0\0\x80");
    assert!(singular.float_field.is_sign_negative());
    // As numbers, 0.0 and -0.0 are equal.
    assert_eq!(singular, Singular::default());

    let mut map = MapValues::default();
    map.double_field.insert(String::new(), -0.0);
    assert_eq!(map.encode_to_vec(), b"\x0a\x09\x11\0\0\0\0\0\0\0\x80");
    assert_eq!(map.encoded_len(), 11);
    let decoded = MapValues::decode(&*map.encode_to_vec()).unwrap();
    assert!(decoded.double_field[""].is_sign_negative());

    // Positive zero is the default.
    assert_eq!(Singular::default().encode_to_vec(), b"");
    map.double_field.insert(String::new(), 0.0);
    assert_eq!(map.encode_to_vec(), b"\x0a\x00");
}

/// Other languages reject an entry whose message lacks required fields.
#[test]
fn required_fields_of_messages_in_maps_are_encoded() {
    let mut maps = proto2::proto2::Maps::default();
    maps.origins.insert(0, Default::default());
    let wire = b"\x12\x14\x12\x12\x09\0\0\0\0\0\0\0\0\x11\0\0\0\0\0\0\0\0";
    assert_eq!(maps.encode_to_vec(), wire);
    assert_eq!(maps.encoded_len(), wire.len());
}

/// A valid message with many fields: random fields that the decoder accepts.
fn valid<M: Message + Default>(random: &mut Random) -> Vec<u8> {
    let mut wire = Vec::new();
    for _ in 0..120 {
        let start = wire.len();
        random.field(&mut wire, 3);
        if M::decode(&wire[..]).is_err() {
            wire.truncate(start);
        }
    }
    wire
}

fn flipped(wire: &[u8], random: &mut Random) -> Vec<u8> {
    let mut wire = wire.to_vec();
    for _ in 0..=random.below(2) {
        let length = wire.len() as u64;
        if let Some(byte) = wire.get_mut(random.below(length.max(1)) as usize) {
            *byte ^= 1 << random.below(8);
        }
    }
    wire
}

fn nested(tag: u64, depth: usize) -> Vec<u8> {
    (0..depth).fold(Vec::new(), |inner, _| {
        let mut outer = Vec::new();
        varint(tag << 3 | 2, &mut outer);
        varint(inner.len() as u64, &mut outer);
        outer.extend(inner);
        outer
    })
}

fn nested_groups(tag: u64, depth: usize) -> Vec<u8> {
    let mut wire = Vec::new();
    (0..depth).for_each(|_| varint(tag << 3 | 3, &mut wire));
    (0..depth).for_each(|_| varint(tag << 3 | 4, &mut wire));
    wire
}

fn varint(mut value: u64, wire: &mut Vec<u8>) {
    while value > 0x7F {
        wire.push(value as u8 | 0x80);
        value >>= 7;
    }
    wire.push(value as u8);
}

/// Random wire data, determined by the seed.
struct Random(u64);

impl Random {
    /// Sebastiano Vigna's splitmix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A number: small, medium or large.
    fn number(&mut self) -> u64 {
        match self.below(4) {
            0 => self.below(4),
            1 => self.below(300),
            2 => self.next() >> self.below(64),
            _ => self.next() | 1 << 63,
        }
    }

    fn message(&mut self, depth: u32) -> Vec<u8> {
        let mut wire = Vec::new();
        for _ in 0..self.below(4) {
            self.field(&mut wire, depth);
        }
        wire
    }

    fn field(&mut self, wire: &mut Vec<u8>, depth: u32) {
        let tag = match self.below(12) {
            0 => 100 + self.below(1000),
            1 => self.below(3),
            _ => 1 + self.below(20),
        };
        let wire_type = self.below(6);
        varint(tag << 3 | wire_type, wire);
        match wire_type {
            0 => varint(self.number(), wire),
            1 => wire.extend(self.number().to_le_bytes()),
            2 => {
                let block = self.block(depth);
                varint(block.len() as u64, wire);
                wire.extend(block);
            }
            3 if depth > 0 => {
                wire.extend(self.message(depth - 1));
                varint(tag << 3 | 4, wire);
            }
            _ => wire.extend(self.number().to_le_bytes().into_iter().take(4)),
        }
    }

    /// The content of a length-delimited field: text, bytes, packed numbers or a message.
    fn block(&mut self, depth: u32) -> Vec<u8> {
        match self.below(5) {
            0 => "grün \"\\\n".as_bytes()[..self.below(9) as usize].to_vec(),
            1 => self.next().to_le_bytes().to_vec(),
            2 => (0..self.below(5)).map(|_| self.below(100) as u8).collect(),
            _ if depth > 0 => self.message(depth - 1),
            _ => Vec::new(),
        }
    }
}
