//! Seals what is personal and finds it again without opening it.
//! Every person has a key of their own, wrapped by the town's key: erase the wrapped key and the person
//! is erased, from backups too. Look-ups go by keyed tokens that say nothing without the key.

use anyhow::{Context, Result, anyhow, bail};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf, hmac,
    rand::{SecureRandom, SystemRandom},
};
use std::{fmt, marker::PhantomData};
use zeroize::Zeroizing;

/// The length of the town's key in bytes.
pub const KEY_LEN: usize = 32;

/// The keys of a town, all derived from the one in its key file.
pub struct Keys {
    town: LessSafeKey,
    token: hmac::Key,
    random: SystemRandom,
}

/// Ciphertext of a `T`. It can be stored and copied, but neither printed nor serialised.
pub struct Sealed<T> {
    pub(crate) bytes: Vec<u8>,
    what: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, what: PhantomData }
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed")
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

/// A look-up key that reveals nothing: HMAC-SHA-256 cut to 16 bytes.
pub type Token = Vec<u8>;

impl Keys {
    /// The keys that follow from the town's key.
    pub fn derive(master: &[u8; KEY_LEN]) -> Self {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"madoguchi/1");
        let prk = salt.extract(master);
        let part = |name: &str| {
            let mut out = Zeroizing::new([0; KEY_LEN]);
            let info = [name.as_bytes()];
            let okm = prk.expand(&info, hkdf::HKDF_SHA256).expect("32 bytes are one block");
            okm.fill(&mut *out).expect("the length is the algorithm's own");
            out
        };
        Self {
            town: aead_key(&part("town")),
            token: hmac::Key::new(hmac::HMAC_SHA256, &*part("token")),
            random: SystemRandom::new(),
        }
    }

    /// A new key for a new town.
    pub fn generate() -> Result<Zeroizing<[u8; KEY_LEN]>> {
        let mut key = Zeroizing::new([0; KEY_LEN]);
        fill(&SystemRandom::new(), &mut *key)?;
        Ok(key)
    }

    /// The look-up token of a value of some kind.
    pub fn token(&self, kind: &str, value: &str) -> Token {
        let mut context = hmac::Context::with_key(&self.token);
        context.update(kind.as_bytes());
        context.update(&[0]);
        context.update(value.as_bytes());
        context.sign().as_ref()[..16].to_vec()
    }

    /// Seals with the town's key. `place` names where the value lives, so that it opens nowhere else.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
        seal_with(&self.town, &self.random, place, plain)
    }

    /// Opens what [`Keys::seal`] sealed for the same place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        open_with(&self.town, place, sealed)
    }

    /// A new key for a person, and the same key wrapped for the table.
    pub(crate) fn new_person_key(&self, person: &str) -> Result<(LessSafeKey, Vec<u8>)> {
        let mut key = Zeroizing::new([0; KEY_LEN]);
        fill(&self.random, &mut *key)?;
        let wrapped = self.seal(&key_place(person), &*key)?;
        Ok((aead_key(&key), wrapped))
    }

    pub(crate) fn person_key(&self, person: &str, wrapped: &[u8]) -> Result<LessSafeKey> {
        let plain = self.open(&key_place(person), wrapped)?;
        let key: &[u8; KEY_LEN] =
            plain.as_slice().try_into().context("a person's key is 32 bytes")?;
        Ok(aead_key(key))
    }

    pub(crate) fn seal_by(&self, key: &LessSafeKey, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
        seal_with(key, &self.random, place, plain)
    }
}

fn key_place(person: &str) -> String {
    format!("person/{person}/key")
}

fn aead_key(bytes: &[u8; KEY_LEN]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).expect("the key has the cipher's length"))
}

fn fill(random: &SystemRandom, out: &mut [u8]) -> Result<()> {
    random.fill(out).map_err(|_| anyhow!("the system gave no random bytes"))
}

fn seal_with(
    key: &LessSafeKey,
    random: &SystemRandom,
    place: &str,
    plain: &[u8],
) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE_LEN];
    fill(random, &mut nonce)?;
    let mut sealed = plain.to_vec();
    let unique = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(unique, Aad::from(place.as_bytes()), &mut sealed)
        .map_err(|_| anyhow!("sealing failed"))?;
    sealed.splice(0..0, nonce);
    Ok(sealed)
}

pub(crate) fn open_with(
    key: &LessSafeKey,
    place: &str,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let Some((nonce, body)) = sealed.split_at_checked(NONCE_LEN) else {
        bail!("a sealed value is too short");
    };
    let nonce = Nonce::try_assume_unique_for_key(nonce).expect("split at the nonce's length");
    let mut plain = Zeroizing::new(body.to_vec());
    let length = key
        .open_in_place(nonce, Aad::from(place.as_bytes()), &mut plain)
        .map_err(|_| {
            anyhow!("a sealed value does not open: another key, another place, or damage")
        })?
        .len();
    plain.truncate(length);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::derive(&[7; KEY_LEN])
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_with_its_key() {
        let sealed = keys().seal("person/1/details", "滝沢 花子".as_bytes()).unwrap();
        assert_eq!(&**keys().open("person/1/details", &sealed).unwrap(), "滝沢 花子".as_bytes());
        assert!(keys().open("person/2/details", &sealed).is_err());
        assert!(Keys::derive(&[8; KEY_LEN]).open("person/1/details", &sealed).is_err());
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(keys().open("person/1/details", &damaged).is_err());
        assert!(keys().open("person/1/details", b"short").is_err());
    }

    #[test]
    fn tokens_depend_on_key_kind_and_value() {
        let token = keys().token("voucher", "0123456789");
        assert_eq!(token, keys().token("voucher", "0123456789"));
        assert_ne!(token, keys().token("phone", "0123456789"));
        assert_ne!(token, keys().token("voucher", "0123456780"));
        assert_ne!(token, Keys::derive(&[8; KEY_LEN]).token("voucher", "0123456789"));
    }

    #[test]
    fn nothing_sealed_can_be_printed() {
        assert_eq!(format!("{:?}", Sealed::<String>::new(b"x".to_vec())), "Sealed");
    }
}
