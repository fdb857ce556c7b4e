//! RSS (0.9 to 2.0) and Atom (RFC 4287): each entry is a document.
//!
//! A feed is read as a stream, so that entries before a damaged place are kept and those after it are
//! found again; a crate that builds the whole feed first loses them all. Entities that a feed
//! defines itself are never expanded.

use crate::content::{self, Kind};
use crate::document::{Document, parse_date, parse_language};
use crate::encoding::{self, Transcoded};
use crate::error::{Place, Problem, ReadError};
use crate::reader::Options;
use crate::{html, stream};
use jiff::civil::Date;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{self, BufReader, Read};

/// What a feed says of a page that it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The page.
    pub address: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its day of publication.
    pub published: Option<Date>,
    /// The title of the feed.
    pub publisher: Option<String>,
}

/// The pages that a feed leads to, in its order; none if the bytes are no feed. Entries that are damaged
/// or lead nowhere are left out.
///
/// ```
/// let feed = b"<rss><channel><title>Paper</title><item><link>https://example.org/1</link></item></channel></rss>";
/// let pages = bayhaqi_read::announced(feed, &Default::default()).unwrap();
/// assert_eq!(pages[0].address, "https://example.org/1");
/// assert_eq!(pages[0].publisher.as_deref(), Some("Paper"));
/// assert_eq!(bayhaqi_read::announced(b"<p>No feed.", &Default::default()), None);
/// ```
pub fn announced(bytes: &[u8], options: &Options) -> Option<Vec<Announced>> {
    let source = Box::new(io::Cursor::new(bytes.to_vec()));
    let (head, rest) = stream::opened(source, options).ok()?;
    if !matches!(content::sniff(&head), Kind::Feed) {
        return None;
    }
    let xml = encoding::of_xml(&head);
    let source = io::Cursor::new(head).chain(rest);
    let mut feed = Feed::new(Transcoded::new(source, xml), options);
    let mut pages = Vec::new();
    while !feed.done {
        if let Ok(Some(entry)) = feed.step(options) {
            pages.extend(feed.announce(entry, options));
        }
    }
    Some(pages)
}

/// Refuses to read more than one text may have, so that none exhausts the memory.
struct Guard<R> {
    inner: R,
    /// Bytes read since the last event.
    since: u64,
    most: u64,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since > self.most {
            return Err(io::Error::other(Problem::TooLong { limit: self.most }));
        }
        let read = self.inner.read(buffer)?;
        self.since += read as u64;
        Ok(read)
    }
}

/// The entries of a feed.
pub(crate) struct Feed<R: Read> {
    reader: Reader<BufReader<Guard<R>>>,
    buffer: Vec<u8>,
    /// Title and language of the feed.
    publisher: Option<String>,
    language: Option<String>,
    entry: Option<Entry>,
    field: Option<Field>,
    /// Elements that are open around the field.
    depth: usize,
    number: u64,
    started: u64,
    done: bool,
}

#[derive(Default)]
struct Entry {
    id: Option<String>,
    title: Option<String>,
    link: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    author: Option<String>,
    /// The longest of its texts, as HTML.
    body: String,
}

impl Entry {
    /// Its day of publication.
    fn day(&self) -> Option<Date> {
        let day = self.published.as_ref().or(self.updated.as_ref())?;
        parse_date(day).or_else(|| html::date(day))
    }
}

/// A field whose text is being read.
struct Field {
    name: String,
    /// Elements that are open inside it.
    inner: usize,
    text: String,
    /// Whether its text is no HTML.
    plain: bool,
}

impl<R: Read> Feed<R> {
    pub(crate) fn new(input: R, options: &Options) -> Self {
        let guard = Guard { inner: input, since: 0, most: options.limit };
        let mut reader = Reader::from_reader(BufReader::with_capacity(16 * 1024, guard));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        Feed {
            reader,
            buffer: Vec::new(),
            publisher: None,
            language: None,
            entry: None,
            field: None,
            depth: 0,
            number: 0,
            started: 0,
            done: false,
        }
    }

    /// The next entry, or `None` after the last.
    pub(crate) fn next(
        &mut self,
        name: &str,
        options: &Options,
    ) -> Option<Result<Document, ReadError>> {
        while !self.done {
            let result = match self.step(options) {
                Ok(None) => continue,
                Ok(Some(entry)) => self.document(entry, name, options),
                Err(problem) => Err(problem),
            };
            let place = Place::Entry { number: self.number, at: self.started };
            return Some(result.map_err(|p| ReadError::new(name, p).at(place)));
        }
        None
    }

    /// Reads one event, which may end an entry.
    fn step(&mut self, options: &Options) -> Result<Option<Entry>, Problem> {
        self.buffer.clear();
        self.reader.get_mut().get_mut().since = 0;
        let before = self.reader.buffer_position();
        let mut buffer = std::mem::take(&mut self.buffer);
        let event = self.reader.read_event_into(&mut buffer);
        let done = match event {
            Ok(Event::Start(tag)) => self.start(&tag, before, options),
            Ok(Event::End(tag)) => {
                let name = local(tag.name().as_ref());
                Ok(self.end(&name))
            }
            Ok(Event::Text(text)) => self.add(&text, options),
            Ok(Event::CData(text)) => self.add(&text, options),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(c)) => self.add(c.encode_utf8(&mut [0; 4]), options),
                _ => match quick_xml::escape::resolve_predefined_entity(&name) {
                    Some(text) => self.add(text, options),
                    // One of HTML's, which XML does not know: the HTML parser resolves it.
                    None => self.add(&format!("&{};", &*name), options),
                },
            },
            Ok(Event::Eof) => {
                self.done = true;
                match (self.entry.take(), self.number) {
                    (Some(_), _) => Err(Problem::Damaged("the entry is cut off".to_owned())),
                    (None, 0) => Err(Problem::Damaged("the feed has no entry".to_owned())),
                    _ => Ok(None),
                }
            }
            Ok(_) => Ok(None),
            Err(quick_xml::Error::Io(error)) => {
                self.done = true;
                Err(match std::sync::Arc::try_unwrap(error) {
                    Ok(error) => Problem::from(error),
                    Err(error) => Problem::Damaged(error.to_string()),
                })
            }
            Err(error) => {
                (self.entry, self.field) = (None, None);
                self.done = self.reader.buffer_position() <= before;
                Err(Problem::Damaged(format!("no XML: {error}")))
            }
        };
        self.buffer = buffer;
        done
    }

    fn start(
        &mut self,
        tag: &BytesStart<'_>,
        at: u64,
        options: &Options,
    ) -> Result<Option<Entry>, Problem> {
        let name = local(tag.name().as_ref());
        if let Some(field) = &mut self.field {
            field.inner += 1;
            if !field.plain {
                field.text.push_str(&format!("<{name}>"));
            }
            return self.check_depth(options);
        }
        self.depth += 1;
        let attr = |key: &str| {
            let mut attrs = tag.attributes();
            let mut named =
                attrs.with_checks(false).flatten().filter(|a| local(a.key.as_ref()) == key);
            let value = named.next()?.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
            Some(value)
        };
        match name.as_str() {
            "item" | "entry" => {
                (self.entry, self.started) = (Some(Entry::default()), at);
                self.number += 1;
                if self.number > options.entries {
                    self.done = true;
                    let most = options.entries;
                    return Err(Problem::Limit {
                        what: "documents in one file",
                        most,
                        name: "entries",
                    });
                }
            }
            "feed" | "rss" | "channel" => {
                self.language = self.language.take().or_else(|| attr("lang"))
            }
            "link" if attr("href").is_some() => {
                let is_page = attr("rel").is_none_or(|rel| rel == "alternate");
                if let Some(entry) = self.entry.as_mut().filter(|_| is_page) {
                    entry.link = entry.link.take().or_else(|| attr("href"));
                }
            }
            // An image has a title and a link of its own.
            "author" | "image" => {}
            _ if self.entry.is_some() || matches!(name.as_str(), "title" | "language") => {
                let kind = attr("type");
                let plain = kind.as_deref().is_some_and(|k| k == "text" || k == "text/plain");
                self.field = Some(Field { name, inner: 0, text: String::new(), plain });
            }
            _ => {}
        }
        self.check_depth(options)
    }

    fn check_depth(&mut self, options: &Options) -> Result<Option<Entry>, Problem> {
        let inner = self.field.as_ref().map_or(0, |f| f.inner);
        if self.depth + inner <= options.depth {
            return Ok(None);
        }
        self.done = true;
        let most = options.depth as u64;
        Err(Problem::Limit { what: "elements inside each other", most, name: "depth" })
    }

    fn add(&mut self, text: &str, options: &Options) -> Result<Option<Entry>, Problem> {
        let Some(field) = &mut self.field else { return Ok(None) };
        field.text.push_str(text);
        if field.text.len() as u64 > options.limit {
            (self.field, self.entry) = (None, None);
            return Err(Problem::TooLong { limit: options.limit });
        }
        Ok(None)
    }

    fn end(&mut self, name: &str) -> Option<Entry> {
        match &mut self.field {
            Some(field) if field.inner > 0 => {
                field.inner -= 1;
                if !field.plain {
                    field.text.push_str(&format!("</{name}>"));
                }
                return None;
            }
            _ => self.depth = self.depth.saturating_sub(1),
        }
        if let Some(field) = self.field.take() {
            self.keep(field);
        }
        matches!(name, "item" | "entry").then(|| self.entry.take()).flatten()
    }

    /// Puts a field where it belongs; of several the first counts.
    fn keep(&mut self, field: Field) {
        let text = field.text.trim();
        if text.is_empty() {
            return;
        }
        let Some(entry) = &mut self.entry else {
            let place = match field.name.as_str() {
                "title" => &mut self.publisher,
                _ => &mut self.language,
            };
            place.get_or_insert_with(|| text.to_owned());
            return;
        };
        let place = match field.name.as_str() {
            "title" => &mut entry.title,
            "link" => &mut entry.link,
            "guid" | "id" => &mut entry.id,
            "pubDate" | "published" | "date" | "issued" => &mut entry.published,
            "updated" | "modified" => &mut entry.updated,
            "creator" | "name" => &mut entry.author,
            "description" | "summary" | "content" | "encoded" => {
                if text.len() > entry.body.len() {
                    entry.body = if field.plain { escape(text) } else { text.to_owned() };
                }
                return;
            }
            _ => return,
        };
        let text = if field.plain { escape(text) } else { text.to_owned() };
        place.get_or_insert(text);
    }

    /// What the feed says of an entry's page.
    fn announce(&self, entry: Entry, options: &Options) -> Option<Announced> {
        let day = entry.day();
        let line = |text: Option<String>| {
            text.and_then(|t| one_line(&t, options).ok()).filter(|t| !t.is_empty())
        };
        let address = entry.link.or(entry.id.filter(|id| html::is_address(id)))?;
        Some(Announced {
            address: address.trim().to_owned(),
            title: line(entry.title),
            published: day,
            publisher: line(self.publisher.clone()),
        })
    }

    fn document(&self, entry: Entry, name: &str, options: &Options) -> Result<Document, Problem> {
        let published = entry.day();
        let (body, inner) = html::fragment(&entry.body, options)?;
        let title =
            entry.title.map(|t| one_line(&t, options)).transpose()?.filter(|t| !t.is_empty());
        let mut text = title.clone().unwrap_or_default();
        let mut breaks = Vec::new();
        if !body.is_empty() && body != text {
            if !text.is_empty() {
                text.push_str("\n\n");
                breaks.push(text.len());
            }
            breaks.extend(inner.iter().map(|b| b + text.len()));
            text.push_str(&body);
        }
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        let link = entry.link.or(entry.id).map(|l| l.trim().to_owned());
        let said = self.language.as_deref().and_then(parse_language);
        let document = Document {
            id: String::new(),
            origin: format!("{name}: entry {}", self.number),
            uri: link.filter(|l| html::is_address(l)),
            title,
            publisher: self.publisher.as_deref().map(|t| one_line(t, options)).transpose()?,
            author: entry.author.map(|a| one_line(&a, options)).transpose()?,
            published,
            language: html::language(&text, said, options),
            text,
            breaks,
            words: None,
        };
        Ok(document.identified())
    }
}

/// The name of an element without its prefix.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The text of a short piece of HTML.
fn one_line(html: &str, options: &Options) -> Result<String, Problem> {
    Ok(html::fragment(html, options)?.0.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(feed: &str) -> Vec<Result<Document, String>> {
        let options = Options::default();
        let mut feed = Feed::new(feed.as_bytes(), &options);
        std::iter::from_fn(|| feed.next("f", &options))
            .map(|r| r.map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn rss() {
        let got = read(
            "<?xml version='1.0'?><rss version='2.0' xmlns:content='c' xmlns:dc='d'><channel>\
             <title>Example News</title><link>https://example.org/</link><language>en-GB</language>\
             <image><title>Logo</title></image>\
             <item><title>Talks &amp; tea</title><link>https://example.org/1</link>\
             <description>Short.</description><dc:creator>A. Writer</dc:creator>\
             <content:encoded><![CDATA[<p>The ministers met &nbsp;in Basra.</p><p>They left.</p>]]></content:encoded>\
             <pubDate>Wed, 22 Jul 2020 10:00:00 GMT</pubDate></item>\
             <item><title>Second</title><description>&lt;p&gt;More &eacute;t&#233;.&lt;/p&gt;</description></item>\
             <item></item></channel></rss>",
        );
        let first = got[0].as_ref().unwrap();
        assert_eq!(first.text, "Talks & tea\n\nThe ministers met in Basra.\nThey left.");
        assert_eq!(first.breaks[0], "Talks & tea\n\n".len());
        assert_eq!(first.publisher.as_deref(), Some("Example News"));
        assert_eq!(first.author.as_deref(), Some("A. Writer"));
        assert_eq!(first.uri.as_deref(), Some("https://example.org/1"));
        assert_eq!(first.published, Some(jiff::civil::date(2020, 7, 22)));
        assert_eq!(got[1].as_ref().unwrap().text, "Second\n\nMore été.");
        assert!(got[2].as_ref().unwrap_err().starts_with("f: entry 3 at byte "), "{got:?}");
    }

    #[test]
    fn atom() {
        let got = read(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>Beispiel</title>\
             <entry><title type='text'>a &lt; b</title><link rel='self' href='https://example.org/self'/>\
             <link href='https://example.org/a'/><author><name>B</name></author>\
             <content type='xhtml'><div><p>Erster Absatz.</p><p>Zweiter.</p></div></content>\
             <updated>2020-07-22T10:00:00Z</updated></entry></feed>",
        );
        let entry = got[0].as_ref().unwrap();
        assert_eq!(entry.text, "a < b\n\nErster Absatz.\nZweiter.");
        assert_eq!(entry.uri.as_deref(), Some("https://example.org/a"));
        assert_eq!(entry.published, Some(jiff::civil::date(2020, 7, 22)));
        assert_eq!(entry.language.as_deref(), Some("de"));
        assert_eq!(entry.author.as_deref(), Some("B"));
    }

    #[test]
    fn pages_that_a_feed_leads_to() {
        let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><title>News &amp; more</title>\
             <entry><title type='html'>&lt;b&gt;Talks&lt;/b&gt;</title><link rel='self' href='x'/>\
             <link href=' https://example.org/a '/><updated>2020-07-22T10:00:00Z</updated></entry>\
             <entry><title>Leads nowhere</title><id>tag:1</id></entry>\
             <entry><id>https://example.org/b</id></entry><entry><title>cut";
        let pages = announced(feed.as_bytes(), &Options::default()).unwrap();
        let page = |address: &str, title: Option<&str>, published| Announced {
            address: address.to_owned(),
            title: title.map(str::to_owned),
            published,
            publisher: Some("News & more".to_owned()),
        };
        let day = Some(jiff::civil::date(2020, 7, 22));
        assert_eq!(
            pages,
            [
                page("https://example.org/a", Some("Talks"), day),
                page("https://example.org/b", None, None)
            ]
        );
        assert_eq!(announced(b"", &Options::default()), None);
        assert_eq!(announced(b"{\"text\": \"no feed\"}\n", &Options::default()), None);
        assert_eq!(announced(b"<rss><channel/></rss>", &Options::default()), Some(vec![]));
    }

    #[test]
    fn entries_around_damage_are_kept() {
        let got = read(
            "<rss><channel><item><title>One went well.</title></item>\
             <item><title>Two <![x </title></item><item><title>Three went well.</title></item>\
             <item><title>Four",
        );
        let texts: Vec<_> =
            got.iter().map(|r| r.as_ref().map_or("-", |d| d.text.as_str())).collect();
        assert_eq!(texts.first(), Some(&"One went well."));
        assert_eq!(texts.last(), Some(&"-"));
        assert!(got.iter().any(Result::is_err), "{texts:?}");
    }

    #[test]
    fn entities_are_not_expanded() {
        let got = read(
            "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\
             <!ENTITY x SYSTEM 'file:///etc/hostname'>]>\
             <rss><channel><item><title>Bomb &b; and &x;</title></item></channel></rss>",
        );
        assert_eq!(got[0].as_ref().unwrap().text, "Bomb &b; and &x;");
    }
}
