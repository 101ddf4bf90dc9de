//! Where files come from: the reference dataset in the program itself, or a place on disk.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static REFERENCE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../data");

/// One file as text, with the name it is reported under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// The reference dataset, as the program was built with it.
pub fn reference() -> Vec<File> {
    let mut files: Vec<File> = REFERENCE
        .files()
        .filter(|file| is_data(file.path()))
        .filter_map(|file| {
            Some(File {
                name: file.path().display().to_string(),
                text: file.contents_utf8()?.to_owned(),
            })
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The data files of a folder, by name, or the one file.
pub fn files_at(path: &Path) -> std::io::Result<Vec<File>> {
    let mut paths: Vec<PathBuf> = if path.is_dir() {
        let entries = std::fs::read_dir(path)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        paths
            .filter(|path| path.as_ref().map_or(true, |path| is_data(path)))
            .collect::<Result<_, _>>()?
    } else {
        vec![path.to_owned()]
    };
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// A file that cannot be read is named in the error.
fn read(path: &Path) -> std::io::Result<File> {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(File { name, text }),
        Err(error) => Err(std::io::Error::new(
            error.kind(),
            format!("{name}: {error}"),
        )),
    }
}

fn is_data(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end == "toml" || end == "jsonl")
}
