//! Who may ask: tokens, of which a file keeps only hashes.
//!
//! A token is `NAME.SECRET`; the file has a line `NAME HASH` for each, with the hash in the form of
//! Argon2id (RFC 9106) that the PHC has agreed on. Since computing one takes a hundredth of a second on
//! purpose, a token that was right once is remembered by a keyed hash, and wrong ones are computed one
//! at a time and only now and then for each address.

use crate::Problem;
use crate::rate::Rate;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Argon2, Params};
use axum::http::StatusCode;
use blake2::Blake2sMac256;
use blake2::digest::{FixedOutput, KeyInit, Update};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::Semaphore;

/// Tokens that are looked at while others wait.
const WAITING: usize = 32;
/// A file whose hashes need more is refused, in KiB and rounds.
const MOST: (u32, u32) = (256 * 1024, 16);

/// The tokens that open the API.
pub struct Tokens {
    /// Name and hash of each.
    known: Vec<(String, String)>,
    key: [u8; 32],
    /// Keyed hashes of the tokens that were right.
    right: Mutex<HashSet<[u8; 32]>>,
    /// A turn to compute a hash.
    turn: Arc<Semaphore>,
    places: Semaphore,
    /// How often an address may be wrong.
    tries: Rate,
}

/// What is wrong with a file of tokens.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TokensError {
    /// The file cannot be read.
    #[error("{}: cannot be read ({error}); give another --tokens", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A line makes no sense.
    #[error("{}:{line}: {what}; `bayhaqi token NAME` makes a good line", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// There is no token in it.
    #[error("{}: no token in it; `bayhaqi token NAME` makes a line for one", .0.display())]
    Empty(PathBuf),
    /// A name that cannot be one.
    #[error("{0:?}: is no name for a token; give up to 40 letters, digits, - or _")]
    Name(String),
    /// The system has no random numbers, or the hash cannot be computed.
    #[error("token: cannot be made ({0})")]
    Make(String),
}

/// A new token.
pub struct NewToken {
    /// What whoever asks sends; it is kept nowhere.
    pub token: String,
    /// The line for the file.
    pub line: String,
}

impl Tokens {
    /// Reads a file of tokens. Empty lines and lines that begin with `#` say nothing.
    pub fn read(path: &Path) -> Result<Tokens, TokensError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| TokensError::File { path: path.to_owned(), error })?;
        let mut known: Vec<(String, String)> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, hash) = entry(line, &known).map_err(|what| TokensError::Line {
                path: path.to_owned(),
                line: number + 1,
                what,
            })?;
            known.push((name.to_owned(), hash.to_owned()));
        }
        if known.is_empty() {
            return Err(TokensError::Empty(path.to_owned()));
        }
        Ok(Tokens {
            known,
            key: random()?,
            right: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
            places: Semaphore::new(WAITING),
            tries: Rate::new(1.0, 10.0),
        })
    }

    /// Makes a token.
    pub fn make(name: &str) -> Result<NewToken, TokensError> {
        if !is_name(name) {
            return Err(TokensError::Name(name.to_owned()));
        }
        let [secret, salt] = [random()?, random()?];
        let mut token = format!("{name}.");
        for byte in &secret[..24] {
            let _ = write!(token, "{byte:02x}");
        }
        let wrong = |e: argon2::password_hash::Error| TokensError::Make(e.to_string());
        let salt = SaltString::encode_b64(&salt[..16]).map_err(wrong)?;
        let hash = Argon2::default().hash_password(token.as_bytes(), &salt).map_err(wrong)?;
        Ok(NewToken { line: format!("{name} {hash}"), token })
    }

    /// The name of a token that is sent as `Authorization: Bearer NAME.SECRET` (RFC 6750) from `peer`.
    pub(crate) async fn check(&self, header: Option<&str>, peer: &str) -> Result<String, Problem> {
        let refused = |what: &str| Problem::new(StatusCode::UNAUTHORIZED, what);
        let Some((scheme, token)) = header.and_then(|h| h.split_once(' ')) else {
            return Err(refused("a token is needed: send Authorization: Bearer TOKEN"));
        };
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(refused("a token is needed: send Authorization: Bearer TOKEN"));
        }
        let token = token.trim();
        let unknown = || refused("the token is not known");
        let name = token.split_once('.').map(|(name, _)| name).ok_or_else(unknown)?;
        let (name, hash) =
            self.known.iter().find(|(known, _)| known == name).ok_or_else(unknown)?;
        let mark = self.mark(token);
        if self.right().contains(&mark) {
            return Ok(name.clone());
        }
        self.tries.take(peer).map_err(|wait| {
            let what = "too many wrong tokens from this address; ask again later";
            Problem::new(StatusCode::TOO_MANY_REQUESTS, what).after(wait)
        })?;
        let busy = || Problem::busy(Duration::from_secs(1));
        let _place = self.places.try_acquire().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(Problem::fault)?;
        let (given, hash) = (token.to_owned(), hash.clone());
        let verify = move || {
            let _turn = turn;
            PasswordHash::new(&hash)
                .is_ok_and(|h| Argon2::default().verify_password(given.as_bytes(), &h).is_ok())
        };
        if !tokio::task::spawn_blocking(verify).await.map_err(Problem::fault)? {
            return Err(unknown());
        }
        self.right().insert(mark);
        Ok(name.clone())
    }

    fn right(&self) -> std::sync::MutexGuard<'_, HashSet<[u8; 32]>> {
        self.right.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a token is remembered by. The key is of this run, so that nobody can make two tokens with
    /// the same mark.
    fn mark(&self, token: &str) -> [u8; 32] {
        let mut mac = Blake2sMac256::new((&self.key).into());
        mac.update(token.as_bytes());
        mac.finalize_fixed().into()
    }
}

/// The name and hash of a line.
fn entry<'a>(
    line: &'a str,
    known: &[(String, String)],
) -> Result<(&'a str, &'a str), &'static str> {
    let mut words = line.split_whitespace();
    let (Some(name), Some(hash), None) = (words.next(), words.next(), words.next()) else {
        return Err("is no NAME HASH");
    };
    if !is_name(name) {
        return Err("the name is none: up to 40 letters, digits, - or _");
    }
    if known.iter().any(|(other, _)| other == name) {
        return Err("the name is there already");
    }
    let parsed = PasswordHash::new(hash).map_err(|_| "the hash is none")?;
    let params = Params::try_from(&parsed).map_err(|_| "the hash is none of Argon2")?;
    if parsed.algorithm != argon2::ARGON2ID_IDENT || parsed.hash.is_none() {
        return Err("the hash is none of Argon2id");
    }
    if params.m_cost() > MOST.0 || params.t_cost() > MOST.1 {
        return Err("the hash takes too long to compute");
    }
    Ok((name, hash))
}

fn is_name(name: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=40).contains(&name.len()) && name.bytes().all(good)
}

fn random() -> Result<[u8; 32], TokensError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| TokensError::Make(e.to_string()))?;
    Ok(bytes)
}
