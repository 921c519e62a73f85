//! Counts tokens, aliases, directives and open brackets in a text, without building anything:
//! what is refused here never reaches the parser.

use super::Limits;
use crate::graphql::transport::{Problem, TransportCode};

/// Reads the text once and refuses it as soon as a limit is passed; gives the number of tokens.
pub fn scan(text: &str, limits: &Limits) -> Result<u64, Problem> {
    let mut scan = Scan { rest: text.as_bytes(), ..Scan::default() };
    while let Some((&byte, rest)) = scan.rest.split_first() {
        scan.rest = rest;
        scan.step(byte);
        if scan.tokens > limits.tokens {
            return Err(Problem::over(TransportCode::LimitTokens, limits.tokens));
        }
        if scan.aliases > limits.aliases {
            return Err(Problem::over(TransportCode::LimitAliases, limits.aliases));
        }
        if scan.directives > limits.directives {
            return Err(Problem::over(TransportCode::LimitDirectives, limits.directives));
        }
        if scan.open > limits.nesting {
            return Err(Problem::over(TransportCode::LimitDepth, limits.nesting));
        }
    }
    Ok(scan.tokens)
}

#[derive(Default)]
struct Scan<'a> {
    rest: &'a [u8],
    tokens: u64,
    aliases: u64,
    directives: u64,
    /// Open brackets of any kind.
    open: u64,
    /// Open round brackets: inside them a colon belongs to an argument, outside to an alias.
    round: u64,
    after_name: bool,
}

impl Scan<'_> {
    fn step(&mut self, byte: u8) {
        match byte {
            // Commas mean nothing in GraphQL; the last three bytes are the byte order mark.
            b' ' | b'\t' | b'\n' | b'\r' | b',' | 0xEF | 0xBB | 0xBF => return,
            b'#' => {
                self.skip_while(|byte| byte != b'\n' && byte != b'\r');
                return;
            }
            _ => self.tokens += 1,
        }
        let after_name = std::mem::take(&mut self.after_name);
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => {
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                self.after_name = true;
            }
            b'0'..=b'9' | b'-' => {
                self.skip_while(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_')
                });
            }
            b'"' => self.skip_string(),
            b'.' => self.skip_while(|byte| byte == b'.'),
            b':' if after_name && self.round == 0 => self.aliases += 1,
            b'@' => self.directives += 1,
            b'(' => {
                self.open += 1;
                self.round += 1;
            }
            b'{' | b'[' => self.open += 1,
            b')' => {
                self.open = self.open.saturating_sub(1);
                self.round = self.round.saturating_sub(1);
            }
            b'}' | b']' => self.open = self.open.saturating_sub(1),
            _ => {}
        }
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) {
        while let Some((&byte, rest)) = self.rest.split_first() {
            if !belongs(byte) {
                break;
            }
            self.rest = rest;
        }
    }

    /// The opening quote is already read.
    fn skip_string(&mut self) {
        if let Some(rest) = self.rest.strip_prefix(b"\"\"") {
            self.rest = rest;
            while !self.rest.is_empty() {
                if let Some(rest) = self.rest.strip_prefix(b"\\\"\"\"") {
                    self.rest = rest;
                } else if let Some(rest) = self.rest.strip_prefix(b"\"\"\"") {
                    self.rest = rest;
                    return;
                } else {
                    self.rest = self.rest.get(1..).unwrap_or_default();
                }
            }
            return;
        }
        while let Some((&byte, rest)) = self.rest.split_first() {
            // A string ends with its line: an unclosed one must not hide what follows.
            if matches!(byte, b'\n' | b'\r') {
                return;
            }
            self.rest = rest;
            match byte {
                b'"' => return,
                b'\\' => self.rest = self.rest.get(1..).unwrap_or_default(),
                _ => {}
            }
        }
    }
}
