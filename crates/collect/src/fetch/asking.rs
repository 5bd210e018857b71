//! Asking a service: one request, one answer, no redirect, little of everything. For services that an operator
//! names, such as a provider of identities; robots.txt and the pace of hosts are not for them.

use std::time::Duration;

use reqwest::Url;
use reqwest::header;

use super::{Manner, Reach, SetupError, client};

const PATIENCE: Duration = Duration::from_secs(20);
/// No answer is longer.
const MOST: usize = 1 << 20;

pub struct Asker {
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
    reach: Reach,
}

impl Asker {
    pub fn new(manner: &Manner) -> Result<Asker, SetupError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Asker { client: client(manner)?, runtime, reach: manner.reach })
    }

    /// The body of a 2xx answer to a form that is posted, or to an address that is got where there is none; `basic`
    /// are a name and a secret. The error says nothing of what was sent.
    pub fn ask(
        &self,
        url: &str,
        form: Option<&str>,
        basic: Option<&(String, String)>,
    ) -> Result<Vec<u8>, String> {
        let parsed: Url = url.parse().map_err(|_| format!("{url:?} is no address of the web"))?;
        self.reach.admit_url(&parsed).map_err(|refused| refused.to_string())?;
        if parsed.scheme() != "https" && self.reach == Reach::Public {
            return Err("what is not encrypted is asked only where private addresses are allowed".to_owned());
        }
        let mut request = match form {
            Some(form) => self
                .client
                .post(parsed)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.to_owned()),
            None => self.client.get(parsed),
        };
        request = request.timeout(PATIENCE).header(header::ACCEPT, "application/json");
        if let Some((name, secret)) = basic {
            request = request.basic_auth(name, Some(secret));
        }
        self.runtime.block_on(async {
            let mut answer = request.send().await.map_err(|error| told(&error))?;
            if !answer.status().is_success() {
                return Err(format!("{url} answers with {}", answer.status()));
            }
            let mut body = Vec::new();
            while let Some(piece) = answer.chunk().await.map_err(|error| told(&error))? {
                if body.len() + piece.len() > MOST {
                    return Err(format!("{url} answers with more than {MOST} bytes"));
                }
                body.extend_from_slice(&piece);
            }
            Ok(body)
        })
    }
}

/// An error with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        text.push_str(&format!(": {one}"));
        cause = one.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// Answers one request, and gives back what was asked.
    fn answering(answer: Vec<u8>) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/token", listener.local_addr().unwrap());
        let asked = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).unwrap();
            let _ = stream.write_all(&answer);
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        (address, asked)
    }

    fn asker(reach: Reach) -> Asker {
        Asker::new(&Manner { reach, ..Manner::new(None) }).unwrap()
    }

    #[test]
    fn a_form_is_posted_with_the_name_and_the_secret() {
        let (url, asked) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec());
        let basic = ("desk".to_owned(), "sesame".to_owned());
        let answer = asker(Reach::Anywhere).ask(&url, Some("a=b"), Some(&basic));
        assert_eq!(answer, Ok(b"{}".to_vec()));
        let asked = asked.join().unwrap();
        assert!(asked.starts_with("POST /token HTTP/1.1\r\n"), "{asked}");
        assert!(
            asked.contains("Basic ZGVzazpzZXNhbWU=") && asked.contains("x-www-form-urlencoded"),
            "{asked}"
        );
    }

    #[test]
    fn what_leads_elsewhere_fails_or_never_ends_gives_nothing() {
        let endless = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), vec![b'x'; MOST + 1].as_slice()].concat();
        for (answer, why) in [
            (
                b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_vec(),
                "302",
            ),
            (b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n".to_vec(), "401"),
            (endless, "more than"),
        ] {
            let (url, _) = answering(answer);
            let refused = asker(Reach::Anywhere).ask(&url, None, None).unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
        for url in ["https://127.0.0.1/", "https://[::1]/", "http://example.org/", "nowhere"] {
            assert!(asker(Reach::Public).ask(url, None, None).is_err(), "{url}");
        }
    }
}
