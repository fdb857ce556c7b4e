//! Bytes to text, whatever the character set.
//!
//! In this order: a byte order mark, UTF-8 if the bytes are, what the protocol or the page says
//! (<https://html.spec.whatwg.org/#determining-the-character-encoding>), and else what the bytes look
//! like (chardetng, the detector of Firefox).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use std::io::{self, Read};

/// A page names its character set within so many bytes.
const PRESCAN: usize = 4096;
/// Bytes that are looked at to tell a character set.
const ENOUGH: usize = 256 * 1024;

/// The text of some bytes. `told` is the character set that the protocol names.
pub(crate) fn decode<'b>(bytes: &'b [u8], told: Option<&str>) -> Cow<'b, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // ISO-2022-JP is ASCII to the eye.
        if !bytes.contains(&0x1b) {
            return Cow::Borrowed(text);
        }
    }
    let named = told.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = match named.or_else(|| prescan(bytes)) {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ if is_mostly_utf8(bytes) => UTF_8,
        _ => guess(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0
}

/// UTF-16 by its mark, or by every second byte being zero, which no other text has.
pub(crate) fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match (even, odd) {
        (0, n) if half >= 2 && n * 10 > half * 7 => Some(UTF_16LE),
        (n, 0) if half >= 2 && n * 10 > half * 7 => Some(UTF_16BE),
        _ => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let last = bytes.len() <= ENOUGH;
    detector.feed(&bytes[..bytes.len().min(ENOUGH)], last);
    detector.guess(None, Utf8Detection::Allow)
}

/// Whether these bytes are UTF-8 with a few broken characters, as a cut file has them.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 4 * bad
}

/// The character set that a page names in its first bytes.
fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    let at = head.windows(8).position(|w| w == b"charset=")? + 8;
    label(&head[at..])
}

/// The character set that a Content-Type names.
pub(crate) fn charset_of(media: &str) -> Option<&str> {
    let (_, after) = media.split_once("charset=")?;
    let after = after.trim_start_matches(['"', '\'']);
    after.split(['"', '\'', ';', ' ', ',']).next()
}

/// The character set of XML: by its mark, its declaration, or else UTF-8.
pub(crate) fn of_xml(head: &[u8]) -> &'static Encoding {
    let head = &head[..head.len().min(PRESCAN)];
    let declared = || {
        let end = head.windows(2).position(|w| w == b"?>")?;
        let at = head[..end].windows(9).position(|w| w == b"encoding=")? + 9;
        label(&head[at..end])
    };
    let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    marked.or_else(declared).filter(|e| e.is_ascii_compatible()).unwrap_or(UTF_8)
}

/// The character set that a label at the start of these bytes names.
fn label(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = bytes.strip_prefix(b"\"").or_else(|| bytes.strip_prefix(b"'")).unwrap_or(bytes);
    let end = bytes.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b));
    Encoding::for_label(&bytes[..end.unwrap_or(bytes.len())])
}

/// Turns a stream into UTF-8 as it is read.
pub(crate) struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    out: Vec<u8>,
    /// What of `out` is given away.
    given: usize,
    done: bool,
}

impl<R: Read> Transcoded<R> {
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder();
        Transcoded {
            inner,
            decoder,
            raw: vec![0; 16 * 1024],
            out: Vec::new(),
            given: 0,
            done: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let read = self.inner.read(&mut self.raw)?;
        self.done = read == 0;
        let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * self.raw.len());
        self.out.resize(room, 0);
        self.given = 0;
        let raw = &self.raw[..read];
        let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.out, self.done);
        self.out.truncate(written);
        Ok(())
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() && !self.done {
            self.fill()?;
        }
        let count = buffer.len().min(self.out.len() - self.given);
        buffer[..count].copy_from_slice(&self.out[self.given..][..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLISH: &str =
        "Prezydent powiedział, że rozmowy w Łodzi zakończą się w środę. Żółć, gęślą jaźń.";
    const RUSSIAN: &str = "Министр иностранных дел встретился во вторник со своим коллегой.";

    #[test]
    fn character_sets_are_told_by_the_bytes() {
        for (label, text) in [
            ("windows-1250", POLISH),
            ("windows-1251", RUSSIAN),
            ("koi8-r", RUSSIAN),
            ("shift_jis", "外務大臣は火曜日に東京で会談した。"),
            ("euc-kr", "외교부 장관은 화요일에 서울에서 회담했다."),
            ("gbk", "外交部长星期二在北京举行了会谈。"),
        ] {
            let bytes = Encoding::for_label(label.as_bytes()).unwrap().encode(text).0;
            assert_eq!(decode(&bytes, None), text, "{label}");
        }
    }

    #[test]
    fn what_is_said_counts_where_the_bytes_are_no_utf8() {
        assert_eq!(decode("Łódź".as_bytes(), Some("iso-8859-1")), "Łódź");
        assert_eq!(
            decode(b"<meta charset='iso-8859-7'>\xe1", None),
            "<meta charset='iso-8859-7'>α"
        );
        assert_eq!(decode(b"\xe1", Some("ISO-8859-7")), "α");
        assert_eq!(decode(b"M\xfcnchen", Some("no such set")), "München");
    }

    #[test]
    fn a_cut_character_does_not_change_the_set() {
        let text = "Żółć, gęślą jaźń: Łódź".as_bytes();
        assert_eq!(decode(&text[..text.len() - 1], None), "Żółć, gęślą jaźń: Łód\u{fffd}");
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let wide = |text: &str, mark: &[u8], little: bool| -> Vec<u8> {
            let units = text.encode_utf16();
            let bytes = units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() });
            mark.iter().copied().chain(bytes).collect()
        };
        for (mark, little) in
            [(&b"\xff\xfe"[..], true), (b"\xfe\xff", false), (b"", true), (b"", false)]
        {
            let bytes = wide("Ministers met in Łódź 🕊.", mark, little);
            let encoding = utf16(&bytes).unwrap();
            let mut text = String::new();
            Transcoded::new(&bytes[..], encoding).read_to_string(&mut text).unwrap();
            assert_eq!(text, "Ministers met in Łódź 🕊.");
        }
        assert_eq!(utf16(b"\0\x01\x02"), None);
        assert_eq!(utf16(b""), None);
    }
}
