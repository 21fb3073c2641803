//! Officers' passwords, hashed with Argon2id. A wrong name costs as much time as a wrong password.

use anyhow::{Result, anyhow};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::LazyLock;

/// What an unknown officer's password is compared with.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash("nobody has this password").expect("hashing needs only memory"));

/// The hash to store, in PHC form.
pub fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| anyhow!("hashing a password: {error}"))?.to_string())
}

/// Whether the password is the one of this hash; with no hash it never is, and takes as long.
pub fn is_right(stored: Option<&str>, typed: &str) -> bool {
    let hash = stored.unwrap_or(&NOBODY);
    let parsed = PasswordHash::new(hash);
    let same =
        parsed.is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok());
    same && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_right_only_for_its_own_hash() {
        let stored = hash("窓口は九時から").unwrap();
        assert!(is_right(Some(&stored), "窓口は九時から"));
        assert!(!is_right(Some(&stored), "窓口は十時から"));
        assert!(!is_right(None, "nobody has this password"));
        assert!(!is_right(Some("not a hash"), "x"));
    }
}
