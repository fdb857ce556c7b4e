//! How often somebody may ask: a bucket of tokens for each, which fills with time
//! (<https://en.wikipedia.org/wiki/Token_bucket>).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Askers that are remembered; then those who have asked little are forgotten.
const REMEMBERED: usize = 10_000;
/// How often those are looked for.
const SWEEP: Duration = Duration::from_secs(1);

/// The buckets of all who ask.
#[derive(Debug)]
pub(crate) struct Rate {
    per_second: f64,
    burst: f64,
    buckets: Mutex<Buckets>,
}

#[derive(Debug, Default)]
struct Buckets {
    of: HashMap<String, Bucket>,
    /// When those were forgotten last who have asked little: looking at all takes its time.
    swept: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Rate {
    /// So many a second, and so many at once. A rate of 0 is no limit.
    pub(crate) fn new(per_second: f64, burst: f64) -> Self {
        Rate { per_second, burst: burst.max(1.0), buckets: Mutex::default() }
    }

    /// Takes one; if there is none, says when there will be one.
    pub(crate) fn take(&self, who: &str) -> Result<(), Duration> {
        self.take_at(who, Instant::now())
    }

    fn take_at(&self, who: &str, now: Instant) -> Result<(), Duration> {
        if self.per_second <= 0.0 {
            return Ok(());
        }
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.of.len() >= REMEMBERED && !buckets.of.contains_key(who) {
            if buckets.swept.is_none_or(|at| now.saturating_duration_since(at) >= SWEEP) {
                buckets.swept = Some(now);
                buckets.of.retain(|_, b| self.filled(*b, now) < self.burst);
            }
            if buckets.of.len() >= REMEMBERED {
                // More askers than can be told apart: the new ones wait.
                return Err(SWEEP);
            }
        }
        let full = Bucket { left: self.burst, at: now };
        let bucket = buckets.of.entry(who.to_owned()).or_insert(full);
        let left = self.filled(*bucket, now);
        let enough = left >= 1.0;
        *bucket = Bucket { left: if enough { left - 1.0 } else { left }, at: now };
        if enough { Ok(()) } else { Err(Duration::from_secs_f64((1.0 - left) / self.per_second)) }
    }

    fn filled(&self, bucket: Bucket, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        (bucket.left + passed * self.per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let rate = Rate::new(2.0, 3.0);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(rate.take_at("a", start), Ok(()));
        }
        assert_eq!(rate.take_at("a", start), Err(Duration::from_millis(500)));
        assert_eq!(rate.take_at("b", start), Ok(()), "others have buckets of their own");
        assert_eq!(rate.take_at("a", start + Duration::from_millis(500)), Ok(()));
    }

    #[test]
    fn no_more_are_remembered_than_fit() {
        let rate = Rate::new(1.0, 1.0);
        let start = Instant::now();
        for i in 0..REMEMBERED * 2 {
            let _ = rate.take_at(&i.to_string(), start);
        }
        assert!(rate.buckets.lock().unwrap().of.len() <= REMEMBERED);
        let later = start + Duration::from_secs(2);
        assert_eq!(rate.take_at("new", later), Ok(()));
    }
}
