//! Puts values into the text of the configuration and leaves everything else in it as somebody wrote it, comments and all.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// Writes the text beside the file, readable for its owner alone; whoever asked gives it its name.
pub(crate) fn written_beside(file: &Path, text: &str) -> io::Result<PathBuf> {
    let part = file.with_extension("part");
    // What an end in between left behind may be readable for others.
    let _ = fs::remove_file(&part);
    let mut options = OpenOptions::new();
    let mut new = options.write(true).create_new(true).mode(0o600).open(&part)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    Ok(part)
}

/// The text with these values in a section: a line that sets one is replaced, what is not set yet is added.
pub fn with_values(text: &str, section: &str, values: &[(&str, &str)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let head = format!("[{section}]");
    let found = lines.iter().position(|line| line.trim().starts_with(&head));
    let at = found.unwrap_or_else(|| {
        lines.extend([String::new(), head]);
        lines.len() - 1
    });
    for (key, value) in values {
        let set = format!("{key} = {}", toml::Value::from(*value));
        let inner = lines[at + 1..].iter().take_while(|line| !line.trim().starts_with('['));
        match inner.into_iter().position(|line| sets(line, key)) {
            Some(found) => lines[at + 1 + found] = set,
            None => lines.insert(at + 1, set),
        }
    }
    lines.join("\n") + "\n"
}

fn sets(line: &str, key: &str) -> bool {
    let rest = line.trim_start().strip_prefix(key);
    rest.is_some_and(|rest| rest.trim_start().starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn what_is_there_is_replaced_and_all_else_stays() {
        let text = "# 町\n[town]\nname = \"窓川町\" # 名前\n\n[line] # LINE\nid_of = \"x\"\n  id = \"1\"\n[server]\nid = \"2\"\n";
        assert_snapshot!(with_values(text, "line", &[("id", "a\"b"), ("secret", "s")]), @r##"
        # 町
        [town]
        name = "窓川町" # 名前

        [line] # LINE
        secret = "s"
        id_of = "x"
        id = 'a"b'
        [server]
        id = "2"
        "##);
    }

    #[test]
    fn a_section_that_is_not_there_comes_last() {
        assert_eq!(
            with_values("[town]\n", "line", &[("b", "2"), ("a", "1")]),
            "[town]\n\n[line]\na = \"1\"\nb = \"2\"\n"
        );
        assert_eq!(with_values("", "line", &[("a", "")]), "\n[line]\na = \"\"\n");
    }
}
