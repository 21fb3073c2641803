//! Everything before the demo runs: the pages' assets, the two programs and an invented town.
//! What is up to date is not made again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::settings::{Ports, config_toml};
use super::{Wish, kept, lock, without_settings};
use crate::{assets, tool};

/// What `seed-demo` said, among it how to log in. The file is written when the town is complete.
pub(super) const TOWN: &str = "town.txt";

pub(super) fn prepare(wish: &Wish) -> Result<(), String> {
    let _lock = lock()?;
    assets::refresh()?;
    println!("Building the two programs (some minutes the first time, seconds later) ...");
    let packages = ["build", "--quiet", "--package", "madoguchi", "--package", "line-emulator"];
    tool::run(tool::cargo().args(packages))?;
    if wish.fresh || !kept(TOWN).is_file() {
        let (ports, _) = Ports::choose(wish.port_offset)?;
        make_town(&ports)?;
    }
    Ok(())
}

/// The configuration, for these ports; gives the path.
pub(super) fn write_config(ports: &Ports) -> Result<PathBuf, String> {
    let path = kept("madoguchi.toml");
    fs::write(&path, config_toml(ports, &kept("data"))).map_err(cannot("write", &path))?;
    Ok(path)
}

fn make_town(ports: &Ports) -> Result<(), String> {
    println!("Inventing a town (about ten seconds) ...");
    let (data, draft) = (kept("data"), kept("town.draft"));
    for leftover in [kept(TOWN), draft.clone()].iter().filter(|file| file.exists()) {
        fs::remove_file(leftover).map_err(cannot("remove", leftover))?;
    }
    if data.exists() {
        fs::remove_dir_all(&data).map_err(cannot("empty", &data))?;
    }
    fs::create_dir_all(&data).map_err(cannot("make", &data))?;
    let mut seed = tool::program(tool::target()?.join("debug/madoguchi"));
    seed.args(["seed-demo", "--config"]).arg(write_config(ports)?);
    seed.stdout(File::create(&draft).map_err(cannot("write", &draft))?);
    tool::run(without_settings(&mut seed))?;
    fs::rename(&draft, kept(TOWN)).map_err(cannot("rename", &draft))
}

fn cannot(verb: &str, path: &Path) -> impl Fn(std::io::Error) -> String {
    move |trouble| format!("{} cannot be used ({verb}): {trouble}", path.display())
}
