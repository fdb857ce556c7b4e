//! How servers pack what they send (Content-Encoding, RFC 9110, 8.4): gzip, deflate, brotli (RFC 7932),
//! zstandard (RFC 8878).

use crate::error::Problem;
use crate::gzip::{self, Unpacked};
use crate::reader::Options;
use std::borrow::Cow;
use std::io::Read;

/// The most packings of one body inside each other.
const MOST: usize = 4;
/// First bytes of a frame of zstandard.
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// Unpacks a body that a server sent. `coding` is its Content-Encoding.
///
/// Whoever kept the header but not the packing, as archives and HTTP libraries do, gets the bytes back.
///
/// ```
/// let page = b"<p>The ministers met.".as_slice();
/// let options = bayhaqi_read::Options::default();
/// assert_eq!(bayhaqi_read::unpack("br", page, &options).unwrap(), page);
/// assert!(bayhaqi_read::unpack("zstd", b"\x28\xb5\x2f\xfd no frame", &options).is_err());
/// ```
pub fn unpack<'b>(
    coding: &str,
    body: impl Into<Cow<'b, [u8]>>,
    options: &Options,
) -> Result<Cow<'b, [u8]>, Problem> {
    let mut body = body.into();
    // The last one was put on last.
    for (count, name) in coding.rsplit(',').enumerate() {
        if count >= MOST {
            return Err(Problem::Coding(coding.to_owned()));
        }
        let name = name.trim().to_ascii_lowercase();
        if let Some(unpacked) = once(&name, &body, options)? {
            body = Cow::Owned(unpacked);
        }
    }
    Ok(body)
}

/// Takes off one packing; none if there is none.
fn once(name: &str, packed: &[u8], options: &Options) -> Result<Option<Vec<u8>>, Problem> {
    match name {
        "" | "identity" => Ok(None),
        "gzip" | "x-gzip" if packed.starts_with(gzip::MAGIC) => {
            read(Unpacked::new(packed, options), packed, options).map(Some)
        }
        "gzip" | "x-gzip" => Ok(None),
        "deflate" => match read(flate2::read::ZlibDecoder::new(packed), packed, options) {
            Err(Problem::Damaged(_)) => Ok(None),
            done => done.map(Some),
        },
        // Brotli has no mark of its own, but no text looks like it.
        "br" if !packed.is_empty() => {
            let decoder = brotli_decompressor::Decompressor::new(packed, 16 * 1024);
            match read(decoder, packed, options) {
                Err(Problem::Damaged(_)) if !looks_packed(packed) => Ok(None),
                done => done.map(Some),
            }
        }
        "zstd" if packed.starts_with(ZSTD) => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(packed);
            let decoder = decoder.map_err(|e| damaged(&e))?;
            read(decoder, packed, options).map(Some)
        }
        _ if looks_packed(packed) => Err(Problem::Coding(name.to_owned())),
        _ => Ok(None),
    }
}

/// Whether bytes cannot be text as they are.
fn looks_packed(bytes: &[u8]) -> bool {
    crate::content::is_binary(&bytes[..bytes.len().min(1000)])
}

fn damaged(why: &dyn std::fmt::Display) -> Problem {
    Problem::Damaged(format!("the page is packed wrongly ({why})"))
}

/// Reads what a decoder gives, within the limits.
fn read(decoder: impl Read, packed: &[u8], options: &Options) -> Result<Vec<u8>, Problem> {
    let most = gzip::ALWAYS.max(options.ratio.saturating_mul(packed.len() as u64));
    let mut body = Vec::new();
    let read = decoder.take(most.min(options.limit).saturating_add(1)).read_to_end(&mut body);
    read.map_err(|error| match Problem::from(error) {
        Problem::Io(error) => damaged(&error),
        problem => problem,
    })?;
    let length = body.len() as u64;
    if length > options.limit {
        return Err(Problem::TooLong { limit: options.limit });
    }
    if length > most {
        let (what, name) = ("times its packed size", "ratio");
        return Err(Problem::Limit { what, most: options.ratio, name });
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use proptest::prelude::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    const TEXT: &[u8] =
        "<p>Die Minister trafen sich in Köln. Die Minister trafen sich in Köln.</p>".as_bytes();

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed).unwrap();
        packed
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    fn unpacked(coding: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let body = unpack(coding, bytes, &Options::default());
        body.map(Cow::into_owned).map_err(|e| e.to_string())
    }

    #[test]
    fn each_packing_is_taken_off() {
        let mut zlib = Vec::new();
        flate2::read::ZlibEncoder::new(TEXT, Compression::fast()).read_to_end(&mut zlib).unwrap();
        for (coding, packed) in [
            ("gzip", gzip(TEXT)),
            ("X-GZIP", gzip(TEXT)),
            ("deflate", zlib),
            ("br", BROTLI.to_vec()),
            ("zstd", zstd(TEXT)),
            ("zstd, gzip", gzip(&zstd(TEXT))),
            ("identity", TEXT.to_vec()),
            ("", TEXT.to_vec()),
        ] {
            assert_eq!(unpacked(coding, &packed).as_deref(), Ok(TEXT), "{coding}");
            // The header was kept, the packing was not.
            assert_eq!(unpacked(coding, TEXT).as_deref(), Ok(TEXT), "{coding}");
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        let error = unpacked("compress", b"\x1f\x9d\x90\x00\x01").unwrap_err();
        assert!(error.contains("\"compress\""), "{error}");
        let error = unpacked("br,br,br,br,br", &[]).unwrap_err();
        assert!(error.contains("br,br"), "{error}");
        for coding in ["br", "zstd", "gzip"] {
            let whole = match coding {
                "br" => BROTLI.to_vec(),
                "zstd" => zstd(TEXT),
                _ => gzip(TEXT),
            };
            let error = unpacked(coding, &whole[..whole.len() / 2]).unwrap_err();
            assert!(
                error.contains("packed wrongly") || error.contains("cut off"),
                "{coding}: {error}"
            );
        }
    }

    #[test]
    fn bombs_are_defused() {
        let bomb = vec![b'a'; 64 << 20];
        for (coding, packed) in
            [("br", BOMB.to_vec()), ("zstd", zstd(&bomb)), ("gzip", gzip(&bomb))]
        {
            let length = unpacked(coding, &packed).map(|body| body.len());
            let error = length.expect_err(&format!("{coding} {}", packed.len()));
            assert!(error.contains("\"ratio\""), "{coding}: {error}");
            let few = Options { limit: 1000, ..Options::default() };
            let error = unpack(coding, packed.as_slice(), &few).unwrap_err().to_string();
            assert!(error.contains("\"bytes\""), "{coding}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(
            coding in "(gzip|deflate|br|zstd|x)(,(gzip|br|zstd))?", magic in 0usize..3,
            bytes in prop::collection::vec(any::<u8>(), 0..300)
        ) {
            let head: &[u8] = [&[][..], ZSTD, gzip::MAGIC][magic];
            let _ = unpacked(&coding, &[head, &bytes].concat());
        }
    }

    /// [`TEXT`] packed by the reference encoder.
    const BROTLI: &[u8] =
        b"\x1b\x4b\x00\xf8\x1d\x87\xb1\xdb\x64\xea\x7f\xa3\x5b\xd2\x45\xc5\xc3\xd6\x3e\x44\
        \xb6\xc3\x74\x73\xa9\x2e\x24\x53\xb1\x24\x11\xc5\x95\x21\xfe\x29\x88\x2d\x55\xa5\
        \x0c\xcd\x40\x14\x8b\xac\x41\x4f\xfe\x8b\x2e\xe1\x31\x07\x14\xfc\xca\x40\x09";

    /// 64 MB of one letter.
    const BOMB: &[u8] =
        b"\xcb\xff\xff\x3f\xf8\x25\xc2\xe2\xb1\x40\x20\xf7\xfe\x8f\xff\xff\x7f\xf0\x4b\x00\
        \xc4\x61\x11\x80\xee\xfd\x1f\xff\xff\xff\xe0\x97\x00\x88\xc3\x02\x00\xdd\xfb\x3f\
        \xfe\xff\xff\xc1\x2f\x01\x10\x87\x05\x00\xba\xf7\x7f\xfc\xff\xff\x83\x5f\x02\x20\
        \x0e\x0b\x00\x74\xef\xff\xf8\xff\xff\x07\xbf\x04\x40\x1c\x16\x00\xe8\xde\xff\xf1\
        \xff\xff\x0f\x7e\x09\x80\x38\x2c\x00\xd0\xbd\xff\xcb\xff\xff\x3f\xfc\x12\x00\x71\
        \x58\x00\xa0\x7b\xff\x07";
}
