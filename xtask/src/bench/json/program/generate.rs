//! Generates messages with other tools: `generate pbjson|prost-reflect <descriptor set> <folder>`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use prost::Message;
use prost_reflect::DescriptorPool;
use prost_types::FileDescriptorSet;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [tool, set, folder] = &arguments[..] else {
        panic!("three arguments");
    };
    let bytes = fs::read(set).expect("the set exists");
    let files = FileDescriptorSet::decode(&bytes[..]).expect("a set");
    let folder = Path::new(folder);
    match tool.as_str() {
        "pbjson" => pbjson(files, &bytes, folder),
        "prost-reflect" => prost_reflect(files, &bytes, folder),
        other => panic!("no tool {other}"),
    }
}

fn config(folder: &Path) -> prost_build::Config {
    let mut config = prost_build::Config::new();
    config.out_dir(folder).include_file("mod.rs");
    config
}

fn pbjson(files: FileDescriptorSet, bytes: &[u8], folder: &Path) {
    let packages: BTreeSet<_> = files.file.iter().map(|file| format!(".{}", file.package())).collect();
    let packages: Vec<_> = packages.iter().filter(|name| *name != ".google.protobuf").collect();
    config(folder)
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types")
        .compile_fds(files)
        .expect("prost-build");
    pbjson_build::Builder::new()
        .register_descriptors(bytes)
        .expect("descriptors")
        .out_dir(folder)
        .build(&packages)
        .expect("pbjson-build");
    // Include the implementations beside the messages.
    let path = folder.join("mod.rs");
    let modules = fs::read_to_string(&path).expect("the modules");
    let mut with = String::new();
    for line in modules.lines() {
        with.push_str(line);
        with.push('\n');
        let file = line.trim().strip_prefix("include!(\"").and_then(|line| line.strip_suffix(".rs\");"));
        if let Some(file) = file
            && folder.join(format!("{file}.serde.rs")).exists()
        {
            with.push_str(&format!("include!(\"{file}.serde.rs\");\n"));
        }
    }
    fs::write(path, with).expect("the folder is writable");
}

fn prost_reflect(files: FileDescriptorSet, bytes: &[u8], folder: &Path) {
    let pool = DescriptorPool::decode(bytes).expect("descriptors");
    let mut config = config(folder);
    for message in pool.all_messages().filter(|message| !message.is_map_entry()) {
        let name = message.full_name();
        config.type_attribute(name, "#[derive(::prost_reflect::ReflectMessage)]");
        let attribute = format!(
            "#[prost_reflect(message_name = {name:?}, descriptor_pool = \"crate::DESCRIPTOR_POOL\")]"
        );
        config.type_attribute(name, attribute);
    }
    config.compile_fds(files).expect("prost-build");
}
