//! Templates of `buf generate`: which plugins run over which inputs.

use std::fs;
use std::path::Path;

use super::module::has_extension;
use super::yaml::YamlNode;
use crate::output;

/// The maximum number of files of a folder that are read.
const MAX_FILES: usize = 1000;
/// The maximum size of a template.
const MAX_SIZE: u64 = 1 << 20;

/// The parts of a template that decide how often the plugin runs.
#[derive(Debug, PartialEq, Eq)]
pub struct Template {
    /// The name of its file.
    pub name: String,
    /// The entries for rpcsmith.
    pub plugins: Vec<Plugin>,
    /// The inputs; `None` is one that is not a directory.
    pub inputs: Vec<Option<String>>,
}

/// An entry of `plugins`.
#[derive(Debug, PartialEq, Eq)]
pub struct Plugin {
    /// The options, as a request has them.
    pub parameter: String,
    /// It has `strategy: all`.
    pub is_all: bool,
    /// It has `include_imports: true`: a request names imports too, of every directory.
    pub includes_imports: bool,
}

/// The templates in a folder that have an entry for rpcsmith with these options. They have no other entries.
pub fn in_folder(folder: &Path, parameter: &str) -> Vec<Template> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.take(MAX_FILES).map(|entry| entry.path());
    let of_parameter = |path: &Path| {
        let is_small = fs::metadata(path).is_ok_and(|file| file.len() <= MAX_SIZE);
        let text = is_small.then(|| output::read_text(path).ok())??;
        let name = path.file_name()?.to_string_lossy();
        let mut template = Template::read(&name, &text)?;
        template
            .plugins
            .retain(|plugin| plugin.parameter == parameter);
        (!template.plugins.is_empty()).then_some(template)
    };
    let mut templates: Vec<_> = paths
        .filter(|path| has_extension(path, &["yaml", "yml", "json"]))
        .filter_map(|path| of_parameter(&path))
        .collect();
    // The same fault on every machine.
    templates.sort_by(|one, other| one.name.cmp(&other.name));
    templates
}

/// Whether buf has settings in a folder.
pub fn is_folder_of_buf(folder: &Path) -> bool {
    let names = ["buf.yaml", "buf.work.yaml", "buf.gen.yaml", "buf.lock"];
    names.iter().any(|name| folder.join(name).exists())
}

impl Template {
    /// Reads a template of version v1beta1, v1 or v2.
    fn read(name: &str, text: &str) -> Option<Self> {
        let template = YamlNode::read(text)?;
        let plugins = template.get("plugins").map_or(&[][..], YamlNode::items);
        let inputs = template.get("inputs").map_or(&[][..], YamlNode::items);
        let directory = |input: &YamlNode| {
            input
                .get("directory")
                .and_then(YamlNode::text)
                .map(str::to_owned)
        };
        Some(Self {
            name: name.to_owned(),
            plugins: plugins.iter().filter_map(Plugin::read).collect(),
            inputs: inputs.iter().map(directory).collect(),
        })
    }

    /// The directories among the inputs.
    pub fn directories(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().flatten().map(String::as_str)
    }
}

impl Plugin {
    fn read(entry: &YamlNode) -> Option<Self> {
        let programs = ["local", "plugin", "name", "path"];
        let mut programs = programs.iter().filter_map(|key| entry.get(key));
        if !programs.any(|program| program.texts().any(is_ours)) {
            return None;
        }
        let text = |key: &str| entry.get(key).and_then(YamlNode::text);
        let options: Vec<&str> = entry
            .get("opt")
            .into_iter()
            .flat_map(YamlNode::texts)
            .collect();
        Some(Self {
            parameter: options.join(","),
            is_all: text("strategy") == Some("all"),
            includes_imports: text("include_imports") == Some("true"),
        })
    }
}

/// Whether a word of a command is the plugin.
fn is_ours(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    name.strip_prefix("protoc-gen-").unwrap_or(name) == "rpcsmith"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Template {
        Template::read("buf.gen.yaml", text).unwrap()
    }

    fn plugin(parameter: &str, is_all: bool) -> Plugin {
        Plugin {
            parameter: parameter.to_owned(),
            is_all,
            includes_imports: false,
        }
    }

    #[test]
    fn entries_of_all_versions_and_styles_are_read() {
        let texts = [
            "version: v2\nplugins:\n  - local: protoc-gen-rpcsmith # ours\n    opt:\n      - a=b\n      - c\n    \
             strategy: all\n",
            "plugins:\n- local: \"../target/release/protoc-gen-rpcsmith\"\n  opt: a=b,c\n  strategy: 'all'\n",
            "plugins:\n- local: [cargo, run, --bin, protoc-gen-rpcsmith]\n  opt: [a=b, c]\n  strategy: all\n",
            "version: v1\nplugins:\n  - plugin: go\n    out: x\n  - plugin: rpcsmith\n    opt: a=b,c\n    strategy: all\n",
            "version: v1beta1\nplugins: [{name: x, path: C:\\bin\\protoc-gen-rpcsmith.exe, opt: \"a=b,c\", strategy: all}]\n",
            r#"{"version": "v2", "plugins": [{"local": "protoc-gen-rpcsmith", "opt": ["a=b", "c"], "strategy": "all"}]}"#,
        ];
        for text in texts {
            assert_eq!(read(text).plugins, [plugin("a=b,c", true)], "{text}");
            let by_directory = text.replace("all", "directory");
            assert_eq!(read(&by_directory).plugins, [plugin("a=b,c", false)]);
        }
        let commented = texts[0].replace("strategy: all", "# strategy: all");
        assert_eq!(read(&commented).plugins, [plugin("a=b,c", false)]);
        assert!(read(&texts[0].replace("rpcsmith", "go")).plugins.is_empty());
        let imports = texts[0].replace("strategy: all", "include_imports: true");
        assert!(read(&imports).plugins[0].includes_imports);
    }

    #[test]
    fn inputs_are_read() {
        let template = read("inputs:\n  - directory: ../proto\n  - module: buf.build/a/b\n");
        assert_eq!(template.inputs, [Some("../proto".to_owned()), None]);
        assert_eq!(template.directories().collect::<Vec<_>>(), ["../proto"]);
    }

    #[test]
    fn other_files_have_no_entries() {
        for text in [
            "\n- - :\n:\n-",
            "[1, 2",
            "plugins: x\ninputs: 1",
            "",
            "{\"a\": {}}",
            "plugins: [*x]",
        ] {
            let template = Template::read("x.yaml", text);
            assert!(
                template.is_none_or(|template| template.plugins.is_empty()),
                "{text}"
            );
        }
    }
}
