//! Hosts that prove who they are, and bodies in every coding that is asked for.

use std::sync::Arc;
use std::time::Duration;

use collect::fetch::{Answer, Failure, Fetcher, Limits, Manner, Pace, Reach, Request, authorities};
use testkit::world::pack;
use testkit::{Ask, Authority, Flaw, How, Reply, Secure, World};

fn fetcher(authority: Option<&Authority>) -> Fetcher {
    let pace = Pace { pause: Duration::ZERO, ..Pace::default() };
    let limits = Limits { bytes: 1 << 20, list_bytes: 8 << 20, ..Limits::default() };
    let trusted = authority.map(|authority| authorities(authority.pem().as_bytes()).unwrap());
    let authorities = trusted.unwrap_or_default();
    Fetcher::new(Manner { reach: Reach::Anywhere, pace, limits, authorities, ..Manner::new(None) }).unwrap()
}

fn get(fetcher: &Fetcher, url: &str, is_list: bool) -> Result<Vec<u8>, Failure> {
    match fetcher.fetch(&Request { url: url.to_owned(), is_list, ..Request::default() })? {
        Answer::Fresh(fetched) => Ok(fetched.payload.bytes),
        Answer::NotModified => panic!("nothing was known of {url}"),
    }
}

#[test]
fn a_host_is_asked_in_the_protocol_that_it_offers_once_it_has_proved_itself() {
    let authority = Authority::new();
    let fetcher = fetcher(Some(&authority));
    for (protocols, told) in
        [(&["h2", "http/1.1"][..], "HTTP/2.0 /a"), (&["http/1.1"], "HTTP/1.1 /a"), (&[], "HTTP/1.1 /a")]
    {
        let host = Secure::start(&authority, Flaw::None, protocols);
        let answer = get(&fetcher, &format!("{}/a", host.base()), false).unwrap();
        assert_eq!(String::from_utf8(answer).unwrap(), told, "{protocols:?}");
    }
}

#[test]
fn a_host_that_cannot_prove_itself_is_not_asked() {
    let authority = Authority::new();
    let refused = |fetcher: &Fetcher, flaw: Flaw| {
        let host = Secure::start(&authority, flaw, &["h2", "http/1.1"]);
        let failure = get(fetcher, &format!("{}/a", host.base()), false).unwrap_err();
        assert_eq!(host.answered(), 0, "nothing was asked: {failure}");
        match failure {
            Failure::Connect(why) => why,
            other => panic!("{other:?}"),
        }
    };
    let trusting = fetcher(Some(&authority));
    for (flaw, why) in [(Flaw::Expired, "expired"), (Flaw::OtherName, "not valid for name")] {
        let told = refused(&trusting, flaw);
        assert!(told.contains(why), "{flaw:?}: {told}");
    }
    for stranger in [fetcher(None), fetcher(Some(&Authority::new()))] {
        let told = refused(&stranger, Flaw::None);
        assert!(told.contains("certificate"), "{told}");
    }
    assert!(authorities(b"no certificate").is_err());
}

#[test]
fn every_coding_is_unpacked_and_none_without_end() {
    const CODINGS: [&str; 4] = ["gzip", "deflate", "br", "zstd"];
    let body = "The Council of Lake District met. ".repeat(1000);
    let bombs = CODINGS.map(|coding| (coding, pack(coding, &vec![0; 32 << 20])));
    assert!(bombs.iter().all(|(_, bomb)| bomb.len() < 256 << 10), "each is small as it comes");
    let plain = body.clone();
    let world = World::start(vec![Arc::new(move |ask: &Ask| {
        let asked = ask.headers.get("accept-encoding").cloned().unwrap_or_default();
        let page = Reply::ok("text/html; charset=utf-8", plain.clone());
        let (what, coding) = ask.path.trim_start_matches('/').split_once('/').unwrap_or_default();
        assert!(asked.contains(coding), "{coding} was not asked for: {asked}");
        match what {
            "bomb" => {
                let bomb = bombs.iter().find(|(name, _)| *name == coding).unwrap().1.clone();
                Reply { body: bomb, ..page }.header("Content-Encoding", coding)
            }
            "cut" => {
                let page = page.packed(coding);
                let half = page.body.len() / 2;
                page.by(How::Cut(half))
            }
            "false" => page.header("Content-Encoding", coding),
            _ => page.packed(coding),
        }
    })]);
    let fetcher = fetcher(None);
    for coding in CODINGS {
        let get = |what: &str, is_list| get(&fetcher, &format!("{}/{what}/{coding}", world.base(0)), is_list);
        assert_eq!(get("page", false).unwrap(), body.as_bytes(), "{coding}");
        assert_eq!(get("bomb", false), Err(Failure::TooLarge(1 << 20)), "{coding}");
        assert_eq!(get("bomb", true), Err(Failure::TooLarge(8 << 20)), "a list may be longer: {coding}");
        for broken in ["cut", "false"] {
            let failure = get(broken, false).unwrap_err();
            assert!(
                matches!(failure, Failure::Cut(_) | Failure::Coding(_)),
                "{broken} {coding}: {failure:?}"
            );
        }
    }
}
