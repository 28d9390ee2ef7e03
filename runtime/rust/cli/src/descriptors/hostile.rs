//! Random damage to descriptor sets: they are rejected, or usable without panics.

use prost::Message;
use prost_reflect::DynamicMessage;
use rpcsmith_compiler::IncludePaths;

use super::pool;
use crate::flags;
use crate::json::{self, Style};
use crate::names::Taken;

#[test]
fn damaged_descriptor_sets_do_not_panic() {
    let protos = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/runtime/tests/cli/proto"
    );
    let sources = IncludePaths {
        folders: vec![protos.into()],
    };
    let compiled = rpcsmith_compiler::compile(&["user.proto", "fields.proto"], &sources).unwrap();
    let set = prost_types::FileDescriptorSet::decode(&*compiled.file_descriptor_set()).unwrap();
    let files = set
        .file
        .into_iter()
        .filter(|file| !file.name().starts_with("google/"));
    let mut set = prost_types::FileDescriptorSet {
        file: files.collect(),
    };
    set.file
        .iter_mut()
        .for_each(|file| file.source_code_info = None);
    let set = set.encode_to_vec();
    let mut random = fastrand::Rng::with_seed(9);
    let mut usable = 0;
    for _ in 0..1_000 {
        let mut bytes = set.clone();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            let end = (at + random.usize(..2)).min(bytes.len());
            let small = |random: &mut fastrand::Rng| random.u8(..16);
            let piece: Vec<u8> = (0..random.usize(..3)).map(|_| small(&mut random)).collect();
            bytes.splice(at..end, piece);
        }
        let Ok(pool) = pool([&*bytes]) else { continue };
        usable += 1;
        for descriptor in pool
            .all_messages()
            .filter(|message| !message.is_map_entry())
        {
            let flags = flags::of_request(&descriptor, Taken::new([]));
            drop(flags.iter().map(flags::Flag::arg).collect::<Vec<_>>());
            let style = Style {
                defaults: true,
                ..Style::default()
            };
            let text = style
                .print(&DynamicMessage::new(descriptor.clone()))
                .unwrap();
            let _ = json::parse(&descriptor, std::str::from_utf8(&text).unwrap());
        }
    }
    assert!(usable > 50, "{usable}");
}
