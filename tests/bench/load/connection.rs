//! One kept HTTP/1.1 connection: as little as it takes to ask and to read the whole answer.

use std::io;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// How much of a wrong answer is shown.
const SHOWN: usize = 300;

/// Room for what is read at once.
const PART: usize = 16 * 1024;

pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Answers so far: the content of the first and of every 64th is searched.
    answers: u64,
}

struct Head {
    length: usize,
    status: u16,
    content: Content,
    keeps: bool,
}

enum Content {
    Bytes(usize),
    Chunks,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024), answers: 0 })
    }

    /// Asks, reads the whole answer, and says whether the connection stays open. An answer
    /// other than 200, or one without `expect`, is an error that quotes it.
    pub(crate) async fn exchange(&mut self, request: &[u8], expect: &[u8]) -> Result<bool, String> {
        self.stream.write_all(request).await.map_err(|cause| cause.to_string())?;
        self.buffer.clear();
        let head = loop {
            self.more().await?;
            if let Some(head) = read_head(&self.buffer)? {
                break head;
            }
        };
        loop {
            let content = self.buffer.get(head.length..).unwrap_or_default();
            let whole = match head.content {
                Content::Bytes(length) => content.len() >= length,
                Content::Chunks => content.ends_with(b"0\r\n\r\n"),
            };
            if whole {
                break;
            }
            self.more().await?;
        }
        let content = self.buffer.get(head.length..).unwrap_or_default();
        // Searching every answer would cost the generator a share of the cores it measures.
        let searched = self.answers.is_multiple_of(64) && !expect.is_empty();
        self.answers += 1;
        let right = head.status == 200
            && (!searched || content.windows(expect.len()).any(|part| part == expect));
        if right {
            return Ok(head.keeps);
        }
        let shown = content.get(..SHOWN.min(content.len())).unwrap_or_default();
        Err(format!("status {}: {}", head.status, String::from_utf8_lossy(shown)))
    }

    /// Keeps the text that stands after `field` in the last answer; what was kept before stays when
    /// it has none.
    pub(crate) fn keep(&self, field: &[u8], kept: &mut String) {
        let Some(at) = self.buffer.windows(field.len()).position(|part| part == field) else {
            return;
        };
        let text = self.buffer.get(at + field.len()..).unwrap_or_default();
        let length = text.iter().position(|byte| *byte == b'"').unwrap_or(0);
        kept.clear();
        kept.push_str(&String::from_utf8_lossy(text.get(..length).unwrap_or_default()));
    }

    async fn more(&mut self) -> Result<(), String> {
        self.buffer.reserve(PART);
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(0) => Err("the server closed the connection".to_owned()),
            Ok(_) => Ok(()),
            Err(cause) => Err(cause.to_string()),
        }
    }
}

fn read_head(buffer: &[u8]) -> Result<Option<Head>, String> {
    let Some(end) = buffer.windows(4).position(|part| part == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = buffer.get(..end).map(String::from_utf8_lossy).unwrap_or_default();
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|word| word.parse().ok())
        .ok_or("the answer is not HTTP")?;
    let (mut content, mut keeps) = (Content::Bytes(0), true);
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            content = Content::Bytes(value.parse().map_err(|_| "a content-length is no number")?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            content = Content::Chunks;
        } else if name.eq_ignore_ascii_case("connection") {
            keeps = !value.eq_ignore_ascii_case("close");
        }
    }
    Ok(Some(Head { length: end + 4, status, content, keeps }))
}
