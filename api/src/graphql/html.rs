//! Body texts as HTML: CommonMark with tables and strikethrough, safe for any page. Touches nothing.
//!
//! Two walls. The first knows what the Markdown means: raw HTML is reduced to its words, images to their alternative text, links to those over
//! https. So the second, an allow-list over the HTML, only ever reads well-formed HTML of bounded size: what hostile HTML does to a parser is
//! no matter here.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use hemicycle_domain::values::web_address;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// Elements in elements; deeper ones are left out, their words are not.
const DEPTH: usize = 20;
/// Bytes of Markdown an element takes at least. Tables can be written so that they take less: then the later elements are left out.
const BYTES_PER_ELEMENT: usize = 2;

/// What an element may be, and nothing else: no attributes but these two.
static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = "p br hr h1 h2 h3 h4 h5 h6 em strong del code pre blockquote ul ol li a table thead tbody tr th td";
    let attributes = [("a", "href"), ("ol", "start")];
    let attributes = attributes.map(|(tag, attribute)| (tag, HashSet::from([attribute])));
    let mut builder = Builder::empty();
    builder
        .tags(tags.split_whitespace().collect())
        .tag_attributes(HashMap::from(attributes))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["https"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    builder
});

/// Markdown as HTML.
pub fn rendered(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut safe = Safe::new(markdown.len());
    Parser::new_ext(markdown, options).for_each(|event| safe.take(event));
    let mut written = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut written, safe.events.into_iter());
    ALLOWED.clean(&written).to_string()
}

/// What is left of a text's events.
struct Safe<'a> {
    events: Vec<Event<'a>>,
    /// The elements that are open, innermost last: whether each is kept.
    open: Vec<bool>,
    /// How many more elements may be kept.
    room: usize,
    /// The lines of the block of raw HTML that is being read.
    raw: String,
    /// Inside of a script or style that began in the middle of a line.
    hidden: bool,
}

impl<'a> Safe<'a> {
    fn new(bytes: usize) -> Self {
        Self {
            events: Vec::new(),
            open: Vec::new(),
            room: bytes / BYTES_PER_ELEMENT + 1,
            raw: String::new(),
            hidden: false,
        }
    }

    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(line) => self.raw.push_str(&line),
            Event::InlineHtml(tag) => self.inline(&tag),
            Event::Text(_) | Event::Code(_) if self.hidden => {}
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => {
                self.events.push(event);
            }
            // Parts of Markdown that are not switched on.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        let kept = kept(tag).filter(|_| self.open.len() < DEPTH && self.room > 0);
        self.open.push(kept.is_some());
        if let Some(tag) = kept {
            self.room -= 1;
            self.events.push(Event::Start(tag));
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if is_block(tag) {
            self.hidden = false;
            self.words_of_raw();
        }
        if self.open.pop() == Some(true) {
            self.events.push(Event::End(tag));
        } else if is_block(tag) && !matches!(self.events.last(), None | Some(Event::SoftBreak)) {
            // Keeps words apart that the element kept apart.
            self.events.push(Event::SoftBreak);
        }
    }

    /// A block of raw HTML is over.
    fn words_of_raw(&mut self) {
        let words = words(&std::mem::take(&mut self.raw));
        if !words.is_empty() {
            let text = Event::Text(words.into());
            let paragraph = Tag::Paragraph;
            let end = Event::End(paragraph.to_end());
            self.events.extend([Event::Start(paragraph), text, end]);
        }
    }

    fn inline(&mut self, tag: &str) {
        let tag = tag.to_ascii_lowercase();
        if UNSPOKEN.iter().any(|name| opens(&tag[1..], name)) {
            self.hidden = true;
        } else if tag.starts_with("</") {
            self.hidden = false;
        } else if opens(&tag[1..], "br") && !self.hidden {
            self.events.push(Event::HardBreak);
        }
    }
}

/// The element as it may be written; none when only what is in it is kept.
fn kept(tag: Tag<'_>) -> Option<Tag<'_>> {
    match tag {
        Tag::Link {
            link_type,
            dest_url,
            id,
            ..
        } if link_type != LinkType::Email => Some(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: address(&dest_url)?,
            title: CowStr::Borrowed(""),
            id,
        }),
        Tag::Paragraph
        | Tag::Heading { .. }
        | Tag::BlockQuote(_)
        | Tag::CodeBlock(_)
        | Tag::List(_)
        | Tag::Item
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::Emphasis
        | Tag::Strong
        | Tag::Strikethrough => Some(tag),
        // An image becomes its alternative text: whoever serves an image learns who looks at it.
        _ => None,
    }
}

/// An address over https without a name and a password, as it was understood.
fn address<'a>(text: &str) -> Option<CowStr<'a>> {
    web_address(text).ok().map(CowStr::from)
}

fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

/// Elements whose content is not meant for readers.
const UNSPOKEN: [&str; 2] = ["script", "style"];

/// Whether a tag, its `<` taken away, opens this element.
fn opens(tag: &str, name: &str) -> bool {
    let rest = tag.strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
}

/// The words of raw HTML: without tags, comments, scripts and styles. They are written as text, so whatever this misses stays text.
fn words(html: &str) -> String {
    // As long as `html` and cut at the same places, to look for names in.
    let lower = html.to_ascii_lowercase();
    let mut words = String::new();
    let mut at = 0;
    while let Some(length) = html[at..].find('<') {
        words.push_str(&html[at..at + length]);
        words.push(' ');
        at += length + 1;
        let tag = &lower[at..];
        let end = match UNSPOKEN.iter().find(|name| opens(tag, name)) {
            Some(name) => tag
                .find(&format!("</{name}"))
                .and_then(|end| Some(end + tag[end..].find('>')? + 1)),
            None if tag.starts_with("!--") => tag.find("-->").map(|end| end + 3),
            None => tag.find('>').map(|end| end + 1),
        };
        match end {
            Some(end) => at += end,
            None => at = html.len(),
        }
    }
    words.push_str(&html[at..]);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
