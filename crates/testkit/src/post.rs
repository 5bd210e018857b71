//! A mail relay on loopback (SMTP, RFC 5321) that takes letters and keeps them; it knows one mailbox that is not
//! there, and can take its time.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A letter as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub to: String,
    pub message_id: String,
    pub raw: String,
}

/// Letters to this name at any host are refused for good.
pub const NOBODY: &str = "nobody@";

/// A relay that listens until the test ends.
pub struct PostOffice {
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl PostOffice {
    /// `pause` is taken before each answer.
    pub fn open(pause: Duration) -> PostOffice {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = taken.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                // whoever hangs up in the midst is forgotten
                std::thread::spawn(move || drop(serve(stream, pause, &kept)));
            }
        });
        PostOffice { address, taken }
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(stream: TcpStream, pause: Duration, taken: &Mutex<Vec<Taken>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    let mut answer = |words: &str| {
        std::thread::sleep(pause);
        stream.write_all(format!("{words}\r\n").as_bytes())
    };
    answer("220 office")?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb: String = line.chars().take(4).collect::<String>().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => answer("250-office\r\n250 8BITMIME")?,
            "RCPT" if line.contains(NOBODY) => answer("550 no such mailbox")?,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                answer("250 ok")?;
            }
            "DATA" => {
                answer("354 go on")?;
                let mut raw = String::new();
                loop {
                    let mut line = String::new();
                    if lines.read_line(&mut line)? == 0 {
                        return Ok(());
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    raw.push_str(&line);
                }
                let id = raw.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default();
                let letter = Taken { to: to.clone(), message_id: id.to_owned(), raw: raw.clone() };
                taken.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
                answer("250 taken")?;
            }
            "QUIT" => return answer("221 bye"),
            _ => answer("250 ok")?,
        }
    }
}

/// A call as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Names in small letters.
    pub headers: std::collections::BTreeMap<String, String>,
    pub body: String,
}

/// A program on loopback that takes calls and keeps them.
pub struct Ear {
    pub address: SocketAddr,
    called: Arc<Mutex<Vec<Called>>>,
}

impl Ear {
    pub fn open() -> Ear {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let called = Arc::new(Mutex::new(Vec::new()));
        let kept = called.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                drop(hear(stream, &kept));
            }
        });
        Ear { address, called }
    }

    pub fn called(&self) -> Vec<Called> {
        self.called.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn hear(stream: TcpStream, called: &Mutex<Vec<Called>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    let mut headers = std::collections::BTreeMap::new();
    loop {
        let mut line = String::new();
        // who hangs up before all is said has not called
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.trim_end().split_once(": ") {
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    std::io::Read::read_exact(&mut reader, &mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    called.lock().unwrap_or_else(PoisonError::into_inner).push(Called { headers, body });
    stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
}
