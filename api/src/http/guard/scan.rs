//! http/guard/scan: looks at the raw text before anything parses it. Touches the text only. A loop with a short stack, never
//! recursion: the parser recurses without a limit, and deep nesting would end the process.

use async_graphql_parser::Pos;

use super::{limits::LIMITS, problem::Problem, problem::Problems, words};

/// Holds the text to the limits on bytes, tokens and nesting, and refuses what cannot be GraphQL at all.
/// On success says how many tokens there are.
pub(super) fn scan(text: &str) -> Result<usize, Vec<Problem>> {
    if text.len() > LIMITS.document_bytes {
        return Err(vec![words::document_too_long(text.len())]);
    }
    let mut scanner = Scanner::new(text);
    if let Err(problem) = scanner.run() {
        scanner.problems.push(problem);
    }
    let tokens = scanner.tokens;
    scanner.problems.verdict().map(|()| tokens)
}

/// Line and column (both from 1, columns in characters) of a byte of the text.
pub(super) fn position(text: &str, byte: usize) -> Pos {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Pos {
        line: before.matches('\n').count() + 1,
        column: before
            .get(line_start..)
            .map_or(0, |line| line.chars().count())
            + 1,
    }
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: usize,
    /// The opening brackets not yet closed, with their places.
    open: Vec<(u8, usize)>,
    too_deep: bool,
    problems: Problems,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Scanner<'a> {
        Scanner {
            text,
            bytes: text.as_bytes(),
            at: 0,
            tokens: 0,
            open: Vec::new(),
            too_deep: false,
            problems: Problems::default(),
        }
    }

    fn run(&mut self) -> Result<(), Problem> {
        while let Some(byte) = self.peek(0) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b',' => self.at += 1,
                b'#' => self.comment()?,
                _ if self.text[self.at..].starts_with('\u{feff}') => {
                    self.at += '\u{feff}'.len_utf8()
                }
                _ => self.token(byte)?,
            }
        }
        match self.open.last() {
            Some(&(bracket, at)) => {
                Err(words::never_closed(char::from(bracket)).at(position(self.text, at)))
            }
            None => Ok(()),
        }
    }

    fn token(&mut self, first: u8) -> Result<(), Problem> {
        self.count_token();
        match first {
            b'"' => self.string(),
            b'{' | b'[' | b'(' => {
                self.open(first);
                Ok(())
            }
            b'}' | b']' | b')' => self.close(first),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.skip_while(|b| b.is_ascii_alphanumeric() || b == b'_');
                Ok(())
            }
            b'0'..=b'9' | b'-' => {
                self.number();
                Ok(())
            }
            b'.' if self.bytes[self.at..].starts_with(b"...") => {
                self.at += 3;
                Ok(())
            }
            _ => self.other(),
        }
    }

    /// Reports the token that is one too many, once, and goes on counting.
    fn count_token(&mut self) {
        self.tokens += 1;
        if self.tokens == LIMITS.tokens + 1 {
            self.problems
                .push(words::too_many_tokens().at(position(self.text, self.at)));
        }
    }

    fn open(&mut self, bracket: u8) {
        self.open.push((bracket, self.at));
        if self.open.len() > LIMITS.nesting && !self.too_deep {
            self.too_deep = true;
            self.problems
                .push(words::nested_too_deep().at(position(self.text, self.at)));
        }
        self.at += 1;
    }

    /// A closing bracket must answer the last one opened: then the parser's recursion is exactly what was counted here.
    fn close(&mut self, bracket: u8) -> Result<(), Problem> {
        match (self.open.pop(), bracket) {
            (Some((b'{', _)), b'}') | (Some((b'[', _)), b']') | (Some((b'(', _)), b')') => {
                self.at += 1;
                Ok(())
            }
            _ => Err(words::unexpected(char::from(bracket)).at(position(self.text, self.at))),
        }
    }

    /// A number as the parser reads it: after a leading zero a new number begins, and `1-1` is two.
    fn number(&mut self) {
        self.skip_one(|b| b == b'-');
        if self.peek(0) == Some(b'0') {
            self.at += 1;
        } else {
            self.skip_while(|b| b.is_ascii_digit());
        }
        if self.peek(0) == Some(b'.') && self.peek(1).is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
            self.skip_while(|b| b.is_ascii_digit());
        }
        if self.skip_one(|b| b == b'e' || b == b'E') {
            self.skip_one(|b| b == b'+' || b == b'-');
            self.skip_while(|b| b.is_ascii_digit());
        }
    }

    fn comment(&mut self) -> Result<(), Problem> {
        while let Some(byte) = self.peek(0).filter(|b| !matches!(b, b'\n' | b'\r')) {
            self.readable(byte)?;
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Problem> {
        let start = self.at;
        if self.bytes[self.at..].starts_with(b"\"\"\"") {
            return self.block_string(start);
        }
        self.at += 1;
        while let Some(byte) = self.peek(0).filter(|b| !matches!(b, b'\n' | b'\r')) {
            self.readable(byte)?;
            self.at += 1;
            match byte {
                b'"' => return Ok(()),
                // What follows cannot end the string; a line break here is met by the loop.
                b'\\' => self.skip_one(|b| matches!(b, b'"' | b'\\')),
                _ => true,
            };
        }
        Err(words::unterminated_string().at(position(self.text, start)))
    }

    fn block_string(&mut self, start: usize) -> Result<(), Problem> {
        self.at += 3;
        while let Some(byte) = self.peek(0) {
            let rest = &self.bytes[self.at..];
            if rest.starts_with(b"\\\"\"\"") {
                self.at += 4;
            } else if rest.starts_with(b"\"\"\"") {
                self.at += 3;
                return Ok(());
            } else {
                self.readable(byte)?;
                self.at += 1;
            }
        }
        Err(words::unterminated_string().at(position(self.text, start)))
    }

    /// A punctuator or a character for the parser to refuse.
    fn other(&mut self) -> Result<(), Problem> {
        if let Some(byte) = self.peek(0) {
            self.readable(byte)?;
        }
        self.at += self.text[self.at..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
        Ok(())
    }

    /// Control characters have no place in a document: they hide text in logs and mean nothing to the parser.
    fn readable(&self, byte: u8) -> Result<(), Problem> {
        if byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r') {
            return Err(words::control_character(byte).at(position(self.text, self.at)));
        }
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn skip_one(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.peek(0).is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool + Copy) {
        while self.skip_one(wanted) {}
    }
}
