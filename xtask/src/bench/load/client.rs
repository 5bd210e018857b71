//! A reader's connection: HTTP/1.1 over one socket that is kept open, as a browser keeps it.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, bail};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    to: SocketAddr,
    /// The name that the site goes by, and whom its proxy says that it is asked by.
    host: String,
    from: String,
    stream: Option<BufReader<TcpStream>>,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Client {
    pub fn new(to: SocketAddr, host: &str, from: String) -> Client {
        Client { to, host: host.to_owned(), from, stream: None }
    }

    /// Asks for a page, packed as browsers ask for it.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.ask(path, "gzip")
    }

    /// Asks for JSON as it is.
    pub fn json(&mut self, path: &str) -> anyhow::Result<serde_json::Value> {
        let answer = self.ask(path, "identity")?;
        if answer.status != 200 {
            bail!("{path} was answered with {}", answer.status);
        }
        serde_json::from_slice(&answer.body).with_context(|| format!("{path} is no JSON"))
    }

    fn ask(&mut self, path: &str, coding: &str) -> anyhow::Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect_timeout(&self.to, PATIENCE)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                BufReader::new(stream)
            }
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {}\r\nAccept-Language: en\r\nAccept-Encoding: {coding}\r\n\r\n",
            self.host, self.from
        );
        stream.get_mut().write_all(request.as_bytes())?;
        let (answer, is_kept) = read(&mut stream)?;
        if is_kept {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

/// One answer, and whether another may follow it.
fn read(stream: &mut impl BufRead) -> anyhow::Result<(Answer, bool)> {
    let head = line(stream)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.with_context(|| format!("{head:?} is no answer"))?;
    let (mut length, mut is_chunked, mut is_kept) = (None, false, true);
    loop {
        let header = line(stream)?;
        if header.is_empty() {
            break;
        }
        let Some((name, value)) = header.split_once(':') else { continue };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.parse::<usize>().context("a length is a number")?),
            "transfer-encoding" => is_chunked = value.eq_ignore_ascii_case("chunked"),
            "connection" => is_kept = !value.eq_ignore_ascii_case("close"),
            _ => {}
        }
    }
    let mut body = Vec::new();
    if is_chunked {
        loop {
            let size = line(stream)?;
            let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)
                .with_context(|| format!("{size:?} is no size of a chunk"))?;
            let at = body.len();
            body.resize(at + size, 0);
            stream.read_exact(body.get_mut(at..).unwrap_or_default())?;
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else {
        body.resize(length.unwrap_or(0), 0);
        stream.read_exact(&mut body)?;
    }
    Ok((Answer { status, body }, is_kept))
}

fn line(stream: &mut impl BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        bail!("the site closed the connection");
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole_however_they_are_cut() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n1;x\r\nc\r\n0\r\n\r\n";
        let mut stream = BufReader::new(whole.as_slice());
        let (first, is_kept) = read(&mut stream).unwrap();
        assert_eq!((first.status, first.body.as_slice(), is_kept), (200, b"abc".as_slice(), true));
        let (second, is_kept) = read(&mut stream).unwrap();
        assert_eq!((second.status, second.body.as_slice(), is_kept), (404, b"abc".as_slice(), false));
        assert!(read(&mut stream).is_err(), "nothing is left");
        assert!(read(&mut BufReader::new(b"nonsense\r\n\r\n".as_slice())).is_err());
    }
}
