//! The stylesheet and scripts of the pages: npm's packages and esbuild's output. It decides what is
//! out of date; how the files are made is web/build.mjs.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::tool;

/// What npm leaves last when it has installed everything.
const INSTALLED: &str = "web/node_modules/.package-lock.json";
const LOCK: &str = "web/package-lock.json";
const BUILT: &str = "crates/server/assets/dist/madoguchi.css";

/// Installs npm's packages when they are missing or older than the lock file.
pub(crate) fn install() -> Result<(), String> {
    if !tool::at(LOCK).is_file() {
        return Err(format!("{LOCK} is missing"));
    }
    if !older(&tool::at(INSTALLED), changed(&tool::at(LOCK))) {
        return Ok(());
    }
    println!("Installing the web packages (about half a minute) ...");
    let options = ["ci", "--prefix", "web", "--no-audit", "--no-fund", "--loglevel", "error"];
    tool::run(tool::program("npm").args(options))
}

/// Installs what is missing and builds.
pub(crate) fn build() -> Result<(), String> {
    install()?;
    tool::run(tool::program("npm").args(["run", "build", "--prefix", "web"]))
}

/// Installs and builds only what is out of date.
pub(crate) fn refresh() -> Result<(), String> {
    let newest = [LOCK, "web/build.mjs"].map(|file| changed(&tool::at(file)));
    let newest = newest.into_iter().chain([newest_in(&tool::at("web/src"))]).max().flatten();
    if older(&tool::at(BUILT), newest) { build() } else { install() }
}

fn older(file: &Path, than: Option<SystemTime>) -> bool {
    changed(file) < than
}

/// When the file was last written; a missing file is older than any.
fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}

fn newest_in(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    entries
        .map(|path| if path.is_dir() { newest_in(&path) } else { changed(&path) })
        .max()
        .flatten()
}
