//! Unpacks gzip (RFC 1952) as it is read: any number of members, also where some are damaged.

use crate::error::Problem;
use crate::reader::Options;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// First bytes of a member that is packed by deflate, the only way there is.
pub(crate) const MAGIC: &[u8] = b"\x1f\x8b\x08";
/// A short file may be unpacked to this many bytes, whatever the ratio.
pub(crate) const ALWAYS: u64 = 16 * 1024 * 1024;

/// Packed bytes, counted as they are used.
struct Packed<R> {
    inner: BufReader<R>,
    /// Bytes that were read too early; they come again.
    again: &'static [u8],
    used: u64,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Packed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.again.is_empty() { self.inner.fill_buf() } else { Ok(self.again) }
    }

    fn consume(&mut self, count: usize) {
        self.used += count as u64;
        if self.again.is_empty() {
            self.inner.consume(count);
        } else {
            self.again = &self.again[count..];
        }
    }
}

enum State<R> {
    Inside(Box<GzDecoder<Packed<R>>>),
    Between(Packed<R>),
    /// After damage.
    Damaged(Packed<R>),
    Done,
}

/// The unpacked bytes. An error tells of damage; reading on goes on with the next member.
pub(crate) struct Unpacked<R> {
    state: State<R>,
    /// Packed bytes before the present member.
    started: u64,
    out: u64,
    most: u64,
    ratio: u64,
}

impl<R: Read> Unpacked<R> {
    pub(crate) fn new(inner: R, options: &Options) -> Self {
        let inner = BufReader::with_capacity(32 * 1024, inner);
        Unpacked {
            state: State::Between(Packed { inner, again: &[], used: 0 }),
            started: 0,
            out: 0,
            most: options.unpacked,
            ratio: options.ratio,
        }
    }

    /// Begins the next member, if there is one.
    fn begin(&mut self, mut packed: Packed<R>) -> io::Result<()> {
        // Archives are padded with zeros.
        while let [0, ..] = packed.fill_buf()? {
            packed.consume(1);
        }
        if !packed.fill_buf()?.is_empty() {
            self.started = packed.used;
            self.state = State::Inside(Box::new(GzDecoder::new(packed)));
        }
        Ok(())
    }

    /// Looks for the next member after damage.
    fn recover(&mut self, mut packed: Packed<R>) -> io::Result<()> {
        if packed.used == self.started && !packed.fill_buf()?.is_empty() {
            packed.consume(1);
        }
        let mut matched = 0;
        while matched < MAGIC.len() {
            let Some(&byte) = packed.fill_buf()?.first() else { return Ok(()) };
            packed.consume(1);
            let next = if byte == MAGIC[matched] { matched + 1 } else { 0 };
            matched = if next == 0 { usize::from(byte == MAGIC[0]) } else { next };
        }
        packed.again = MAGIC;
        packed.used -= MAGIC.len() as u64;
        self.state = State::Between(packed);
        Ok(())
    }

    fn check(&self, used: u64) -> io::Result<()> {
        let limit = |what, most, name| Err(io::Error::other(Problem::Limit { what, most, name }));
        if self.out > self.most {
            return limit("bytes when unpacked", self.most, "unpacked");
        }
        if self.out > ALWAYS && self.out / self.ratio.max(1) > used {
            return limit("times its packed size", self.ratio, "ratio");
        }
        Ok(())
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Between(packed) => self.begin(packed)?,
                State::Damaged(packed) => self.recover(packed)?,
                State::Inside(mut member) => match member.read(buffer) {
                    Ok(0) if !buffer.is_empty() => self.state = State::Between(member.into_inner()),
                    Ok(count) => {
                        self.out += count as u64;
                        self.check(member.get_ref().used)?;
                        self.state = State::Inside(member);
                        return Ok(count);
                    }
                    Err(error) => {
                        let packed = member.into_inner();
                        let at = packed.used;
                        if error.kind() == io::ErrorKind::Interrupted || !is_damage(&error) {
                            return Err(error);
                        }
                        self.state = State::Damaged(packed);
                        let what = match error.kind() {
                            io::ErrorKind::UnexpectedEof => "cut off",
                            _ => "damaged",
                        };
                        let problem =
                            Problem::Damaged(format!("the gzip data is {what} at byte {at}"));
                        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
                    }
                },
            }
        }
    }
}

fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::GzEncoder;

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed).unwrap();
        packed
    }

    /// What is read, and what went wrong on the way.
    fn unpack(bytes: &[u8], options: &Options) -> (String, Vec<String>) {
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let mut reader = Unpacked::new(bytes, options);
        while let Err(error) = reader.read_to_end(&mut out) {
            errors.push(error.to_string());
            assert!(errors.len() < 20, "{errors:?}");
        }
        (String::from_utf8_lossy(&out).into_owned(), errors)
    }

    #[test]
    fn members_follow_each_other() {
        let all = [pack(b"one "), pack(b""), pack(b"two"), vec![0; 512]].concat();
        assert_eq!(unpack(&all, &Options::default()), ("one two".to_owned(), vec![]));
    }

    #[test]
    fn damage_costs_one_member() {
        let mut bad = pack(b"lost lost lost lost");
        let middle = bad.len() / 2;
        bad[middle] ^= 0xff;
        let all = [pack(b"one "), bad, pack(b"two")].concat();
        let (text, errors) = unpack(&all, &Options::default());
        assert!(text.starts_with("one ") && text.ends_with("two"), "{text}");
        assert_eq!(errors.len(), 1, "{errors:?}");
        let (text, errors) = unpack(&all[..all.len() - 9], &Options::default());
        assert!(text.starts_with("one ") && errors.len() == 2, "{text} {errors:?}");
        assert!(errors[1].contains("cut off"), "{errors:?}");
        let junk = [pack(b"one "), b"\x1f\x8bjunk junk junk".to_vec(), pack(b"two")].concat();
        assert_eq!(unpack(&junk, &Options::default()).0, "one two");
    }

    #[test]
    fn bombs_are_defused() {
        let bomb = pack(&vec![b'a'; 64 << 20]);
        let (text, errors) = unpack(&bomb, &Options::default());
        assert!(text.len() < 20 << 20);
        assert!(errors.len() == 1 && errors[0].contains("\"ratio\""), "{errors:?}");
        let (_, errors) = unpack(&bomb, &Options { unpacked: 1000, ..Options::default() });
        assert!(errors.len() == 1 && errors[0].contains("\"unpacked\""), "{errors:?}");
    }
}
