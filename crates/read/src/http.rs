//! What a server answered (RFC 9112), as archives keep it.

use crate::error::Problem;
use crate::reader::Options;
use std::borrow::Cow;
use std::io::Read;

/// The most lines of an answer's head.
const LINES: usize = 1000;

/// A server's answer.
pub(crate) struct Response<'b> {
    pub(crate) status: u16,
    /// Content-Type, lower case.
    pub(crate) media: String,
    pub(crate) body: Cow<'b, [u8]>,
}

/// Takes an answer apart and unpacks its body.
pub(crate) fn response<'b>(bytes: &'b [u8], options: &Options) -> Result<Response<'b>, Problem> {
    let damaged = |what: &str| Problem::Damaged(format!("no HTTP answer: {what}"));
    let (first, mut rest) = line(bytes);
    let status = first.strip_prefix(b"HTTP/").and_then(|f| f.split(|&b| b == b' ').nth(1));
    let status = status.and_then(|s| std::str::from_utf8(s).ok()?.trim().parse().ok());
    let status = status.ok_or_else(|| damaged("the first line has no status"))?;
    let (mut media, mut coding, mut chunked) = (String::new(), String::new(), false);
    for count in 0.. {
        let (header, after) = line(rest);
        rest = after;
        if header.is_empty() {
            break;
        }
        if count > LINES {
            return Err(damaged("its head has too many lines"));
        }
        let header = String::from_utf8_lossy(header).to_ascii_lowercase();
        let Some((key, value)) = header.split_once(':') else { continue };
        match key.trim() {
            "content-type" => media = value.trim().to_owned(),
            "content-encoding" => coding = value.trim().to_owned(),
            "transfer-encoding" => chunked = value.contains("chunked"),
            _ => {}
        }
    }
    // Many archives keep the header but not the chunks, or not the packing.
    let whole =
        if chunked { dechunk(rest).map_or(Cow::Borrowed(rest), Cow::Owned) } else { rest.into() };
    let body = match coding.as_str() {
        "gzip" | "x-gzip" if whole.starts_with(crate::gzip::MAGIC) => {
            unpack(crate::gzip::Unpacked::new(&*whole, options), options)?.into()
        }
        "deflate" => match unpack(flate2::read::ZlibDecoder::new(&*whole), options) {
            Ok(body) => body.into(),
            Err(Problem::Damaged(_)) => whole,
            Err(problem) => return Err(problem),
        },
        "br" | "zstd" if is_packed(&whole) => {
            return Err(Problem::Unsupported("a page packed by brotli or zstandard"));
        }
        _ => whole,
    };
    Ok(Response { status, media, body })
}

/// Whether bytes cannot be text as they are.
fn is_packed(bytes: &[u8]) -> bool {
    crate::content::is_binary(&bytes[..bytes.len().min(1000)])
}

fn unpack(packed: impl Read, options: &Options) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    let read = packed.take(options.limit.saturating_add(1)).read_to_end(&mut body);
    read.map_err(|error| match Problem::from(error) {
        Problem::Io(error) => Problem::Damaged(format!("the page is packed wrongly ({error})")),
        problem => problem,
    })?;
    if body.len() as u64 > options.limit {
        return Err(Problem::TooLong { limit: options.limit });
    }
    Ok(body)
}

/// The first line without its end, and what follows it.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&b| b == b'\n');
    let (line, rest) = end.map_or((bytes, &[][..]), |i| (&bytes[..i], &bytes[i + 1..]));
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// Joins the chunks of a body (RFC 9112, 7.1), as far as they go; `None` if it has none.
fn dechunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let (size, rest) = line(bytes);
        let size = size.split(|&b| b == b';').next()?.trim_ascii();
        let size = std::str::from_utf8(size).ok().and_then(|s| usize::from_str_radix(s, 16).ok());
        match size {
            Some(0) => return Some(body),
            Some(size) => {
                let size = size.min(rest.len());
                body.extend_from_slice(&rest[..size]);
                bytes = rest[size..].strip_prefix(b"\r\n").unwrap_or(&rest[size..]);
            }
            None if body.is_empty() => return None,
            None => return Some(body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: &[u8]) -> Vec<u8> {
        response(bytes, &Options::default()).unwrap().body.into_owned()
    }

    #[test]
    fn chunks_are_joined_if_there_are_any() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(
            body(format!("{head}4\r\nWiki\r\n6;x=y\r\npedia \r\n0\r\n\r\n").as_bytes()),
            b"Wikipedia "
        );
        assert_eq!(body(format!("{head}<p>no chunks").as_bytes()), b"<p>no chunks");
        assert_eq!(body(format!("{head}ffffffffffffffff\r\nshort").as_bytes()), b"short");
    }

    #[test]
    fn packed_bodies_are_unpacked() {
        let pack = |out: &mut dyn Read| {
            let mut bytes = b"HTTP/1.1 200 OK\nContent-Encoding: X\n\n".to_vec();
            out.read_to_end(&mut bytes).unwrap();
            bytes
        };
        let level = flate2::Compression::fast();
        let mut gzip = pack(&mut flate2::read::GzEncoder::new(&b"page"[..], level));
        let at = gzip.iter().position(|&b| b == b'X').unwrap();
        gzip.splice(at..=at, *b"gzip");
        assert_eq!(body(&gzip), b"page");
        let mut zlib = pack(&mut flate2::read::ZlibEncoder::new(&b"page"[..], level));
        zlib.splice(at..=at, *b"deflate");
        assert_eq!(body(&zlib), b"page");
        assert!(response(b"junk", &Options::default()).is_err());
    }
}
