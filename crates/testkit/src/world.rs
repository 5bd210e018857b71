//! Hosts on loopback, each with a port of its own, on one thread: they answer as they are told to, bytes and delays
//! included, which no honest server could do.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One request as it came in.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The number of the host.
    pub host: usize,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// With its query.
    pub path: String,
    /// Names in small letters.
    pub headers: BTreeMap<String, String>,
    /// How often this path of this host was asked for before.
    pub before: usize,
}

/// How an answer is brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    #[default]
    Whole,
    /// So much at a time, with a pause before each.
    Drip { bytes: usize, pause: Duration },
    /// The connection ends after so many bytes of the body, whatever was announced.
    Cut(usize),
    /// Another length is announced than there is.
    Length(usize),
    /// Nothing ever comes.
    Silence,
    /// The connection ends before anything comes.
    Hangup,
}

#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub how: How,
}

impl Reply {
    pub fn ok(media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status: 200, body: body.into(), ..Reply::default() }.header("Content-Type", media_type)
    }

    pub fn status(status: u16) -> Reply {
        Reply { status, body: format!("<html><body>{status}</body></html>").into_bytes(), ..Reply::default() }
    }

    pub fn redirect(status: u16, to: &str) -> Reply {
        Reply::status(status).header("Location", to)
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn by(self, how: How) -> Reply {
        Reply { how, ..self }
    }

    /// The body as gzip.
    #[must_use]
    pub fn gzipped(self) -> Reply {
        self.packed("gzip")
    }

    /// The body in a coding of HTTP: gzip, deflate, br, zstd.
    #[must_use]
    pub fn packed(mut self, coding: &str) -> Reply {
        self.body = pack(coding, &self.body);
        self.header("Content-Encoding", coding)
    }
}

pub fn pack(coding: &str, bytes: &[u8]) -> Vec<u8> {
    match coding {
        "gzip" => gzip(bytes),
        "deflate" => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut packed = Vec::new();
            brotli::CompressorWriter::new(&mut packed, 1 << 16, 1, 22).write_all(bytes).unwrap();
            packed
        }
        "zstd" => zstd::encode_all(bytes, 1).unwrap(),
        other => panic!("{other} is no coding"),
    }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What a host answers.
pub type Site = Arc<dyn Fn(&Ask) -> Reply + Send + Sync>;

/// Hosts that are up for as long as this value lives.
pub struct World {
    addresses: Vec<SocketAddr>,
    asks: Arc<Asks>,
    runtime: Option<tokio::runtime::Runtime>,
}

#[derive(Default)]
struct Asks {
    seen: Mutex<BTreeMap<(usize, String), usize>>,
    all: AtomicUsize,
    open: AtomicUsize,
    most_open: Mutex<BTreeMap<usize, (usize, usize)>>,
}

impl Asks {
    fn count(&self, host: usize, path: &str) -> usize {
        self.all.fetch_add(1, Ordering::SeqCst);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let count = seen.entry((host, path.to_owned())).or_default();
        *count += 1;
        *count - 1
    }

    fn begin(&self, host: usize) {
        self.open.fetch_add(1, Ordering::SeqCst);
        let mut open = self.most_open.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, most) = open.entry(host).or_default();
        *now += 1;
        *most = (*most).max(*now);
    }

    fn end(&self, host: usize) {
        self.open.fetch_sub(1, Ordering::SeqCst);
        let mut open = self.most_open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((now, _)) = open.get_mut(&host) {
            *now -= 1;
        }
    }
}

impl World {
    pub fn start(sites: Vec<Site>) -> World {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("world")
            .enable_all()
            .build()
            .unwrap();
        let asks = Arc::new(Asks::default());
        let mut addresses = Vec::new();
        for (host, site) in sites.into_iter().enumerate() {
            let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
            addresses.push(listener.local_addr().unwrap());
            let asks = asks.clone();
            runtime.spawn(async move {
                loop {
                    let Ok((stream, _)) = listener.accept().await else { continue };
                    tokio::spawn(serve(stream, host, site.clone(), asks.clone()));
                }
            });
        }
        World { addresses, asks, runtime: Some(runtime) }
    }

    pub fn base(&self, host: usize) -> String {
        format!("http://{}", self.addresses[host])
    }

    pub fn port(&self, host: usize) -> u16 {
        self.addresses[host].port()
    }

    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// How often this path of this host was asked for.
    pub fn asked(&self, host: usize, path: &str) -> usize {
        let seen = self.asks.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&(host, path.to_owned())).copied().unwrap_or(0)
    }

    pub fn asked_in_all(&self) -> usize {
        self.asks.all.load(Ordering::SeqCst)
    }

    /// The most requests that this host had to answer at the same time.
    pub fn most_at_once(&self, host: usize) -> usize {
        let open = self.asks.most_open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&host).map_or(0, |(_, most)| *most)
    }

    /// As if nobody had asked for anything yet.
    pub fn forget(&self) {
        self.asks.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.asks.all.store(0, Ordering::SeqCst);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn serve(mut stream: TcpStream, host: usize, site: Site, asks: Arc<Asks>) {
    let base = stream.local_addr().map(|address| format!("http://{address}")).unwrap_or_default();
    let mut read = Vec::new();
    loop {
        let end = loop {
            if let Some(at) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            let mut buffer = [0; 4096];
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(count) => read.extend_from_slice(&buffer[..count]),
            }
        };
        let head = String::from_utf8_lossy(&read[..end]).into_owned();
        read.drain(..end);
        let mut ask = parse(&head, host, &base);
        ask.before = asks.count(host, &ask.path);
        asks.begin(host);
        let reply = site(&ask);
        let goes_on = bring(&mut stream, &reply).await;
        asks.end(host);
        if !goes_on {
            return;
        }
    }
}

fn parse(head: &str, host: usize, base: &str) -> Ask {
    let mut lines = head.lines();
    let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or("/").to_owned();
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Ask { host, base: base.to_owned(), path, headers, before: 0 }
}

/// Whether the connection may be used again.
async fn bring(stream: &mut TcpStream, reply: &Reply) -> bool {
    match reply.how {
        How::Hangup => return false,
        How::Silence => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            return false;
        }
        _ => {}
    }
    let length = if let How::Length(length) = reply.how { length } else { reply.body.len() };
    let mut head = format!("HTTP/1.1 {} X\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if reply.status != 304 {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    head.push_str("\r\n");
    let mut whole = head.into_bytes();
    match reply.how {
        How::Drip { bytes, pause } => {
            if stream.write_all(&whole).await.is_err() {
                return false;
            }
            for part in reply.body.chunks(bytes.max(1)) {
                tokio::time::sleep(pause).await;
                if stream.write_all(part).await.is_err() {
                    return false;
                }
            }
            true
        }
        How::Cut(bytes) => {
            whole.extend_from_slice(&reply.body[..bytes.min(reply.body.len())]);
            let _ = stream.write_all(&whole).await;
            let _ = stream.shutdown().await;
            false
        }
        How::Length(_) => {
            whole.extend_from_slice(&reply.body);
            let _ = stream.write_all(&whole).await;
            let _ = stream.shutdown().await;
            false
        }
        _ => {
            if reply.status != 304 {
                whole.extend_from_slice(&reply.body);
            }
            stream.write_all(&whole).await.is_ok()
        }
    }
}
