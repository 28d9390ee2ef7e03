//! Corrects the output of the embedded parser for maps.
//!
//! The parser writes the map entries of option values in random order, which would change descriptor sets between runs.
//! Its errors about the type of a map's value have no place.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};
use protox::prost_reflect::prost_types::source_code_info::Location;
use protox::prost_reflect::prost_types::{DescriptorProto, FileDescriptorProto};
use protox::prost_reflect::{Kind, MessageDescriptor};

/// Sorts the entries of each map in an encoded message by their bytes. No length changes.
///
/// # Errors
/// The bytes are not such a message.
pub(super) fn sort(message: &MessageDescriptor, bytes: &mut [u8]) -> Result<(), DecodeError> {
    // The entries with their keys and lengths, and the start of their own bytes.
    let mut entries: BTreeMap<u32, Vec<(Range<usize>, usize)>> = BTreeMap::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut rest = &bytes[at..];
        let (number, wire_type) = decode_key(&mut rest)?;
        let mut value = rest;
        skip_field(wire_type, number, &mut rest, DecodeContext::default())?;
        let end = bytes.len() - rest.len();
        if wire_type == WireType::LengthDelimited
            && let Some((inner, is_map)) = submessage(message, number)
        {
            decode_varint(&mut value)?;
            let start = bytes.len() - value.len();
            sort(&inner, &mut bytes[start..end])?;
            if is_map {
                entries.entry(number).or_default().push((at..end, start));
            }
        }
        at = end;
    }
    for mut entries in entries.into_values() {
        // The parser writes the entries of a map one after the other.
        let start = entries[0].0.start;
        entries.sort_unstable_by_key(|(entry, inner)| &bytes[*inner..entry.end]);
        let entries = entries.into_iter().map(|(entry, _)| &bytes[entry]);
        let sorted: Vec<u8> = entries.flatten().copied().collect();
        bytes[start..start + sorted.len()].copy_from_slice(&sorted);
    }
    Ok(())
}

fn submessage(message: &MessageDescriptor, number: u32) -> Option<(MessageDescriptor, bool)> {
    let (kind, is_map) = match message.get_field(number) {
        Some(field) => (field.kind(), field.is_map()),
        None => (message.get_extension(number)?.kind(), false),
    };
    match kind {
        Kind::Message(inner) => Some((inner, is_map)),
        _ => None,
    }
}

/// Gives the value of each map entry the place of the map's type, for errors about it.
pub(super) fn place_entries(file: &mut FileDescriptorProto) {
    let mut entries = HashMap::new();
    for (index, message) in (0..).zip(&file.message_type) {
        entries_of(message, &[4, index], &mut entries);
    }
    let Some(info) = &mut file.source_code_info else {
        return;
    };
    let placed = |location: &Location| {
        Some(Location {
            path: entries.remove(&location.path)?,
            span: location.span.clone(),
            ..Location::default()
        })
    };
    let found: Vec<Location> = info.location.iter().filter_map(placed).collect();
    info.location.extend(found);
}

/// The paths of map fields' types, each with the path of its entry's value's type.
fn entries_of(message: &DescriptorProto, path: &[i32], paths: &mut HashMap<Vec<i32>, Vec<i32>>) {
    for (index, nested) in (0..).zip(&message.nested_type) {
        let inner = [path, &[3, index]].concat();
        let mut fields = (0..).zip(&message.field);
        let is_entry = nested
            .options
            .as_ref()
            .is_some_and(|options| options.map_entry());
        match fields.find(|(_, field)| is_entry && field.type_name == nested.name) {
            Some((field, _)) => {
                let entry = [&inner, &[2, 1, 6][..]].concat();
                paths.insert([path, &[2, field, 6]].concat(), entry);
            }
            None => entries_of(nested, &inner, paths),
        }
    }
}
