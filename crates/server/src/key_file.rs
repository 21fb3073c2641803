//! The file with the town's key. It is made at the first start; whoever loses it loses the data.

use crate::hex;
use anyhow::{Context, Result, bail};
use std::{fs, io::Write, path::Path};
use store::{KEY_LEN, Keys};

/// The keys in the file; a file that is not there is made.
pub fn read_or_make(path: &Path) -> Result<Keys> {
    read(path)?.map_or_else(|| make(path), Ok)
}

/// The keys in the file; none where there is no file.
pub fn read(path: &Path) -> Result<Option<Keys>> {
    match fs::read_to_string(path) {
        Ok(text) => parse(text.trim()).map(Some).with_context(|| {
            format!(
                "鍵ファイル {} の中身が正しくありません。元のファイルに戻してください",
                path.display()
            )
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("鍵ファイル {} を読めません", path.display()))
        }
    }
}

fn make(path: &Path) -> Result<Keys> {
    let key = Keys::generate()?;
    let text = hex::of(&*key);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    made.with_context(|| format!("鍵ファイル {} を作れません", path.display()))?;
    tracing::info!("a new key was made: keep a copy of {} in a safe place", path.display());
    Ok(Keys::derive(&key))
}

fn parse(text: &str) -> Result<Keys> {
    if text.len() != KEY_LEN * 2 || !text.is_ascii() {
        bail!("64桁の16進数ではありません");
    }
    let mut key = [0; KEY_LEN];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16)?;
    }
    Ok(Keys::derive(&key))
}
