//! The files that the rules look at, read once. Everything git tracks or would track, and nothing
//! else; files that are not text are left out.

use std::fs;

use super::rust::Rust;
use crate::tool;

/// A set of text files.
pub(super) struct Tree {
    files: Vec<File>,
}

/// A text file of the workspace; the path is relative to the root and uses slashes.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl Tree {
    pub(super) fn of_workspace() -> Result<Self, String> {
        let mut git = tool::program("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
        let paths = tool::output(&mut git)?;
        // A file that was deleted but is still in the index has no text.
        let read = |path: &str| {
            Some(File { path: path.into(), text: fs::read_to_string(tool::at(path)).ok()? })
        };
        Ok(Self { files: paths.split_terminator('\0').filter_map(read).collect() })
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file =
            |(path, text): &(&str, &str)| File { path: (*path).into(), text: (*text).into() };
        Self { files: files.iter().map(file).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// The files below a folder; all of them for the empty text.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &File> {
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.files.iter().filter(move |file| file.path.starts_with(&folder))
    }

    /// The Rust files below a folder.
    pub(super) fn rust_below(&self, folder: &str) -> impl Iterator<Item = &File> {
        self.below(folder).filter(|file| file.has_extension(&["rs"]))
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl File {
    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// The lines with their numbers, from one.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    pub(super) fn rust(&self) -> Rust {
        Rust::read(&self.text)
    }

    /// Tests, measurements and chores: not part of the product.
    pub(super) fn is_beside_the_product(&self) -> bool {
        let parts: Vec<_> = self.path.split('/').collect();
        self.path.starts_with("xtask/")
            || parts.iter().any(|part| ["tests", "benches"].contains(part))
    }
}

/// Whether a text holds a word, whole: `Full` is in `Full { slot }` but not in `Fullness`.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_or_not_at_all() {
        assert!(has_word("Refusal::Full { slot }", "Full"));
        assert!(has_word("満員 (`Full`)", "Full"));
        assert!(!has_word("Fullness, a_Full", "Full"));
    }

    #[test]
    fn a_folder_is_not_the_beginning_of_another_name() {
        let tree =
            Tree::of(&[("crates/line/src/lib.rs", ""), ("crates/line-emulator/src/lib.rs", "")]);
        assert_eq!(tree.below("crates/line").count(), 1);
        assert_eq!(tree.below("").count(), 2);
    }
}
