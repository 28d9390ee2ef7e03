//! The packages to generate code for.

use std::collections::BTreeMap;

use super::{FileId, Model, Selection};

/// A package and its files to generate.
#[derive(Debug)]
pub struct Package<'m> {
    /// `user.v1`; empty for files without a package.
    pub name: &'m str,
    /// At least one, in the order of their paths.
    pub files: Vec<FileId>,
}

/// Groups the files to generate by package, in alphabetical order.
pub fn packages<'m>(model: &Model<'m>, selection: &Selection) -> Vec<Package<'m>> {
    let mut packages = BTreeMap::<_, Vec<_>>::new();
    for (index, file) in model.files.iter().enumerate() {
        if file.generate && selection.touches(file) {
            packages
                .entry(file.package)
                .or_default()
                .push(FileId::new(index));
        }
    }
    let packages = packages.into_iter();
    packages
        .map(|(name, files)| Package { name, files })
        .collect()
}
