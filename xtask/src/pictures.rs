//! The pictures of the documents, taken anew by the journeys that say they keep them. Nobody draws or edits one by
//! hand, so that a picture shows what the product is.

use crate::{assets, tool};
use std::{collections::BTreeSet, fs, path::Path};

const PICTURES: &str = "docs/pictures";
const JOURNEYS: &str = "web/journeys";

/// Takes every picture that a document shows, or those named.
pub(crate) fn chore(names: &[String]) -> Result<(), String> {
    let wanted = if names.is_empty() { shown()? } else { names.iter().cloned().collect() };
    assets::refresh()?;
    let binaries = ["--package", "madoguchi", "--package", "line-emulator", "--bins"];
    tool::run(tool::cargo().arg("build").args(binaries))?;
    let folder = tool::at("target/pictures");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for journey in journeys(&wanted)? {
        println!("{journey} ...");
        let mut node = tool::program("node");
        node.args(["--test", &journey]).env("MADOGUCHI_PICTURES", &folder);
        tool::run(&mut node)?;
    }
    for name in &wanted {
        let (from, to) = (folder.join(name), tool::at(PICTURES).join(name));
        fs::copy(&from, &to).map_err(|error| format!("no journey kept {name}: {error}"))?;
    }
    println!("{} pictures in {PICTURES}. Look at them before you commit.", wanted.len());
    Ok(())
}

/// The pictures there are.
fn shown() -> Result<BTreeSet<String>, String> {
    files(&tool::at(PICTURES), "png")
}

/// The journeys that keep one of these.
fn journeys(wanted: &BTreeSet<String>) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for file in files(&tool::at(JOURNEYS), "mjs")? {
        let path = format!("{JOURNEYS}/{file}");
        let text =
            fs::read_to_string(tool::at(&path)).map_err(|error| format!("{path}: {error}"))?;
        let keeps =
            |name: &String| text.contains(&format!("\"{}\"", name.trim_end_matches(".png")));
        if wanted.iter().any(keeps) {
            found.push(path);
        }
    }
    Ok(found)
}

fn files(folder: &Path, extension: &str) -> Result<BTreeSet<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    Ok(names.filter(|name| name.ends_with(&format!(".{extension}"))).collect())
}
