//! What a server answered (RFC 9112), as archives keep it.

use crate::error::Problem;
use crate::reader::Options;
use std::borrow::Cow;

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
    let body = crate::coding::unpack(&coding, whole, options)?;
    Ok(Response { status, media, body })
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
        let head = "HTTP/1.1 200 OK\nContent-Encoding: ";
        let packed = ruzstd::encoding::compress_to_vec(
            &b"page"[..],
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        assert_eq!(body(&[format!("{head}zstd\n\n").as_bytes(), &packed].concat()), b"page");
        let odd =
            response(b"HTTP/1.1 200 OK\nContent-Encoding: dcb\n\n\0\0\0\x01", &Options::default());
        assert!(odd.is_err_and(|e| e.to_string().contains("\"dcb\"")));
        assert!(response(b"junk", &Options::default()).is_err());
    }
}
