//! Maps a path on disk to a name under an include path by the text of both, as protoc's `DiskSourceTree` does.
//!
//! Source: `google/protobuf/compiler/importer.cc`, `CanonicalizePath` and `ApplyMapping`.

/// The style of paths of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Unix,
    /// Both `\` and `/` separate names, and a path with a drive is absolute.
    Windows,
}

impl Style {
    /// The style of this system.
    pub const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else {
        Self::Unix
    };
}

/// The name of `file` under `directory`, if the text of one begins with the other. Only empty parts
/// and `.` are ignored. `..` counts as a name, because the system follows symbolic links before it goes up.
pub(super) fn name_under(file: &str, directory: &str, style: Style) -> Option<String> {
    let (file, directory) = (canonical(file, style), canonical(directory, style));
    let name = match &*directory {
        "" if is_absolute(&file, style) => return None,
        "" => &*file,
        "/" => file.strip_prefix('/')?,
        directory => file.strip_prefix(directory)?.strip_prefix('/')?,
    };
    is_name(name).then(|| name.to_owned())
}

/// Whether `import` can have this name: relative, with `/` between parts, none of which is empty, `.` or `..`.
pub(super) fn is_name(name: &str) -> bool {
    let is_part = |part: &str| !matches!(part, "" | "." | "..");
    !name.contains('\\') && name.split('/').all(is_part)
}

/// The path with slashes only, and without empty parts and `.`.
fn canonical(path: &str, style: Style) -> String {
    let slashes = match style {
        Style::Unix => path.to_owned(),
        Style::Windows => path.replace('\\', "/"),
    };
    let root = match style {
        Style::Windows if slashes.starts_with("//") => "//",
        _ if slashes.starts_with('/') => "/",
        _ => "",
    };
    let parts = slashes.split('/').filter(|part| !matches!(*part, "" | "."));
    root.to_owned() + &parts.collect::<Vec<_>>().join("/")
}

fn is_absolute(path: &str, style: Style) -> bool {
    let has_drive = || matches!(path.as_bytes(), [drive, b':', ..] if drive.is_ascii_alphabetic());
    path.starts_with('/') || style == Style::Windows && has_drive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_is_left_of_the_path() {
        let under = |file: &str, directory: &str| name_under(file, directory, Style::Unix);
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(under("nest/common/y.proto", "nest"), some("common/y.proto"));
        assert_eq!(
            under("./nest//common/./y.proto", "nest/common/"),
            some("y.proto")
        );
        assert_eq!(under("nest/y.proto", "."), some("nest/y.proto"));
        assert_eq!(under("nest/y.proto", ""), some("nest/y.proto"));
        assert_eq!(under("/a/y.proto", "/"), some("a/y.proto"));
        assert_eq!(under("../a/y.proto", "../a"), some("y.proto"));
        assert_eq!(under("nested/y.proto", "nest"), None);
        assert_eq!(under("nest", "nest"), None);
        assert_eq!(under("/a/y.proto", "."), None);
        assert_eq!(under("a/../a/y.proto", "a"), None);
        assert_eq!(under("../y.proto", "."), None);
        assert_eq!(under("a\\b.proto", "a"), None);
    }

    #[test]
    fn windows_has_two_slashes_drives_and_shares() {
        let under = |file: &str, directory: &str| name_under(file, directory, Style::Windows);
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(
            under("nest\\common\\y.proto", "nest"),
            some("common/y.proto")
        );
        assert_eq!(under(".\\nest\\y.proto", ".\\nest\\"), some("y.proto"));
        assert_eq!(under("C:\\a\\b\\y.proto", "C:/a"), some("b/y.proto"));
        assert_eq!(under("C:/a/y.proto", "C:\\"), some("a/y.proto"));
        assert_eq!(
            under("\\\\host\\share\\a\\y.proto", "\\\\host\\share"),
            some("a/y.proto")
        );
        assert_eq!(under("C:\\a\\y.proto", "."), None);
        assert_eq!(under("\\a\\y.proto", "."), None);
        assert_eq!(under("D:\\a\\y.proto", "C:\\a"), None);
        assert_eq!(under("a\\..\\y.proto", "."), None);
    }
}
