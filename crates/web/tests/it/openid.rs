//! Logging in by the word of a provider: what is believed, and what is not.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::header;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use store::Staff;
use store::staff::Role;
use web::house::Call;
use web::{Provider, Secret, Settings, Web, router};

use super::house::{House, Lore, NOW};
use super::{Answer, Browser, settings};

const ISSUER: &str = "https://id.example";
/// The public half of `provider.der`; both are for tests alone.
const MODULUS: &str = "lYOPUzoSiujSnUp-Z8f0s35uzZCtsO9gqLUzn2MOHItFjUsmylvIPUzp0UJMhqO4Af3myX4QXnBx_NQt8Jm5fX1DLxlPt6vwtwgNmJr1i-f_PsBoenNERZu4PjtvQxENKFuG_iZiGiOPvIL3Aeh94Bl-od94RFrM9QEZxeRqClQH71hBRi-BPsyMwlcZJVcVSnyJY7vGufzuWo3hqRWCGG2iCqkfsytEA9vsZ0_SXmIqu2wAA0yc31ScpV8RoUEyux4Q-WcRFUR3BDPBxGvOf0gXeiBrWU0qp-CwXExWxvPezSRULNTfS_1nzd2OJ2XR14LWcEXjOpN72GgeCDDf0Q";

/// A provider in small: it hands out whatever token it was told to.
#[derive(Default)]
struct Issuer {
    token: Mutex<String>,
    asked: Mutex<Vec<Call>>,
}

impl Issuer {
    fn answer(&self, call: &Call) -> Result<Vec<u8>, String> {
        self.asked.lock().unwrap().push(call.clone());
        let answer = match call.url.strip_prefix(ISSUER) {
            Some("/.well-known/openid-configuration") => json!({
                "issuer": ISSUER,
                "authorization_endpoint": format!("{ISSUER}/authorize?tenant=a"),
                "token_endpoint": format!("{ISSUER}/token"),
                "jwks_uri": format!("{ISSUER}/keys"),
            }),
            Some("/keys") => json!({ "keys": [
                { "kty": "a sort to come", "kid": "9" },
                { "kty": "oct", "kid": "shared", "k": "c2VjcmV0", "alg": "HS256" },
                { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "e": "AQAB", "n": MODULUS },
            ] }),
            Some("/token") => json!({ "id_token": *self.token.lock().unwrap(), "token_type": "Bearer" }),
            _ => return Err("404".to_owned()),
        };
        Ok(answer.to_string().into_bytes())
    }
}

fn provider(role_claim: Option<&str>) -> Provider {
    Provider {
        issuer: ISSUER.to_owned(),
        client: "desk".to_owned(),
        secret: Some(Secret("open sesame".to_owned())),
        title: "Example".to_owned(),
        role_claim: role_claim.map(str::to_owned),
        roles: [("editors".to_owned(), Role::Editor)].into(),
    }
}

fn opened(role_claim: Option<&str>) -> (Arc<House>, Arc<Issuer>, Browser) {
    let (house, issuer) = (Arc::new(House::new()), Arc::new(Issuer::default()));
    let asked = issuer.clone();
    *house.provider.lock().unwrap() = Some(Box::new(move |call| asked.answer(call)));
    let settings = Settings { openid: Some(provider(role_claim)), ..settings(false) };
    let web = Arc::new(Web::new(settings, house.clone(), Arc::new(Lore)));
    web.shelf.renew().unwrap();
    (house, issuer, Browser { site: router(web), cookie: None, lang: "en" })
}

fn second() -> i64 {
    NOW.parse::<jiff::Timestamp>().unwrap().as_second()
}

fn signed(key: &[u8], header: &Header, claims: &Value) -> String {
    encode(header, claims, &EncodingKey::from_rsa_der(key)).unwrap()
}

fn header(kid: &str) -> Header {
    Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::RS256) }
}

fn claims(nonce: &str) -> Value {
    json!({
        "iss": ISSUER, "aud": "desk", "sub": "4711", "nonce": nonce, "exp": second() + 300, "iat": second(),
        "preferred_username": "otto@example.org", "groups": ["press", "editors"],
    })
}

/// Somebody on the way: what the provider was told, and the cookie that waits here.
struct OnTheWay {
    state: String,
    nonce: String,
    cookie: String,
}

async fn leave(browser: &mut Browser) -> OnTheWay {
    let answer = browser.get("/login/openid?back=/map").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let (address, query) = answer.location.split_once("?tenant=a&").unwrap();
    assert_eq!(address, format!("{ISSUER}/authorize"));
    let value = |name: &str| {
        let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        found.unwrap_or_else(|| panic!("no {name} in {query}")).to_owned()
    };
    assert_eq!((value("response_type").as_str(), value("code_challenge_method").as_str()), ("code", "S256"));
    assert_eq!(value("code_challenge").len(), 43);
    assert_eq!(value("redirect_uri"), "http%3A%2F%2Fdesk.example%3A7878%2Flogin%2Fopenid%2Fback");
    assert!(!query.contains("sesame"));
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    OnTheWay { state: value("state"), nonce: value("nonce"), cookie }
}

async fn come_back(browser: &mut Browser, state: &str, cookie: &str, more: &str) -> Answer {
    let address = format!("/login/openid/back?code=c0de&state={state}{more}");
    let request = browser.request("GET", &address).header(header::COOKIE, cookie);
    browser.send(request.body(Body::empty()).unwrap()).await
}

/// A login with a token made from the nonce.
async fn log_in(browser: &mut Browser, issuer: &Issuer, token: impl Fn(&str) -> String) -> Answer {
    let way = leave(browser).await;
    *issuer.token.lock().unwrap() = token(&way.nonce);
    come_back(browser, &way.state, &way.cookie, "").await
}

fn good(nonce: &str) -> String {
    signed(include_bytes!("provider.der"), &header("1"), &claims(nonce))
}

#[tokio::test]
async fn whom_the_provider_vouches_for_is_let_in_as_its_claim_says() {
    let (house, issuer, mut browser) = opened(Some("groups"));
    assert!(browser.get("/login").await.body.contains("Log in by Example"));
    let answer = log_in(&mut browser, &issuer, good).await;
    assert_eq!((answer.status, answer.location.as_str()), (303, "/map"), "{}", answer.body);
    let account = house.store().account("otto").unwrap().unwrap();
    assert_eq!((account.role, account.password), (Role::Editor, None));
    assert_eq!(browser.get("/delivery").await.status, 200);
    // the code goes with what proves that it was asked for here, and the secret by itself
    let asked = issuer.asked.lock().unwrap().clone();
    let call = asked.iter().find(|call| call.form.is_some()).unwrap();
    let form = call.form.as_ref().unwrap();
    assert!(form.contains("code=c0de") && form.contains("code_verifier="), "{form}");
    assert!(!form.contains("sesame"));
    assert_eq!(call.basic.as_ref().unwrap().1, "open%20sesame");

    // another day the claim is worth less
    let mut later = Browser { site: browser.site.clone(), cookie: None, lang: "en" };
    let less = |nonce: &str| {
        let mut claims = claims(nonce);
        claims["groups"] = json!("press");
        signed(include_bytes!("provider.der"), &header("1"), &claims)
    };
    assert_eq!(log_in(&mut later, &issuer, less).await.status, 303);
    assert_eq!(house.store().account("otto").unwrap().unwrap().role, Role::Reader);
    assert_eq!(later.get("/delivery").await.status, 403);
    assert_eq!(browser.get("/delivery").await.status, 303, "the login with the old role has ended");
    assert_eq!(house.store().accounts().unwrap().len(), 1);
    assert!(house.log_lines().is_empty(), "{:?}", house.log_lines());
}

#[tokio::test]
async fn a_name_that_is_taken_is_not_taken_over() {
    let (house, issuer, mut browser) = opened(None);
    let local = store::staff::Account {
        name: "otto".to_owned(),
        role: Role::Administrator,
        password: None,
        created_at: NOW.parse().unwrap(),
        closed_at: None,
    };
    house.desk().save_account(&local).unwrap();
    assert_eq!(log_in(&mut browser, &issuer, good).await.status, 303);
    let second = house.store().account("otto-2").unwrap().unwrap();
    assert_eq!(second.role, Role::Reader, "without a claim that is looked at");
    assert_eq!(house.store().account("otto").unwrap(), Some(local));
    // an account that was closed stays closed
    house.desk().save_account(&store::staff::Account { closed_at: NOW.parse().ok(), ..second }).unwrap();
    let mut again = Browser { site: browser.site.clone(), cookie: None, lang: "en" };
    assert_eq!(log_in(&mut again, &issuer, good).await.status, 401);
    assert!(again.cookie.is_none());
}

#[tokio::test]
async fn nothing_else_is_believed() {
    let with = |change: fn(&mut Value)| {
        move |nonce: &str| {
            let mut claims = claims(nonce);
            change(&mut claims);
            signed(include_bytes!("provider.der"), &header("1"), &claims)
        }
    };
    type Forged = (&'static str, Box<dyn Fn(&str) -> String>);
    let tokens: Vec<Forged> = vec![
        ("signature", Box::new(|nonce| signed(include_bytes!("stranger.der"), &header("1"), &claims(nonce)))),
        (
            "unknown key",
            Box::new(|nonce| signed(include_bytes!("provider.der"), &header("7"), &claims(nonce))),
        ),
        (
            "shared secret",
            Box::new(|nonce| {
                let header = Header { kid: Some("shared".to_owned()), ..Header::new(Algorithm::HS256) };
                encode(&header, &claims(nonce), &EncodingKey::from_secret(b"secret")).unwrap()
            }),
        ),
        (
            "public key as a secret",
            Box::new(|nonce| {
                let header = Header { kid: Some("1".to_owned()), ..Header::new(Algorithm::HS256) };
                encode(&header, &claims(nonce), &EncodingKey::from_secret(MODULUS.as_bytes())).unwrap()
            }),
        ),
        (
            "unsigned",
            Box::new(|nonce| format!("eyJhbGciOiJub25lIn0.{}.", good(nonce).split('.').nth(1).unwrap())),
        ),
        ("cut", Box::new(|nonce| good(nonce).rsplit_once('.').unwrap().0.to_owned())),
        ("nonce", Box::new(with(|claims| claims["nonce"] = json!("0")))),
        ("no nonce", Box::new(with(|claims| drop(claims.as_object_mut().unwrap().remove("nonce"))))),
        ("expired", Box::new(with(|claims| claims["exp"] = json!(second() - 61)))),
        ("no end", Box::new(with(|claims| drop(claims.as_object_mut().unwrap().remove("exp"))))),
        ("not yet", Box::new(with(|claims| claims["nbf"] = json!(second() + 600)))),
        ("audience", Box::new(with(|claims| claims["aud"] = json!("elsewhere")))),
        ("audiences without a party", Box::new(with(|claims| claims["aud"] = json!(["desk", "elsewhere"])))),
        ("party", Box::new(with(|claims| claims["azp"] = json!("elsewhere")))),
        ("issuer", Box::new(with(|claims| claims["iss"] = json!("https://id.example.evil")))),
        ("subject", Box::new(with(|claims| claims["sub"] = json!("")))),
        ("nothing", Box::new(|_| String::new())),
    ];
    for (name, token) in tokens {
        // a site of its own for each: one address may not try as often
        let (house, issuer, mut browser) = opened(Some("groups"));
        let answer = log_in(&mut browser, &issuer, token).await;
        assert_eq!((answer.status, browser.cookie.as_ref()), (401, None), "{name}: {}", answer.body);
        assert!(answer.body.contains("did not let you in"), "{name}");
        assert!(house.store().accounts().unwrap().is_empty(), "{name}");
        let log = house.log_lines().join("\n");
        assert!(log.contains("failed") && !log.contains("sesame") && !log.contains("eyJ"), "{name}: {log}");
    }
}

#[tokio::test]
async fn who_turns_back_at_the_provider_is_not_asked_about_there() {
    let (_, issuer, mut browser) = opened(None);
    let way = leave(&mut browser).await;
    let asked = issuer.asked.lock().unwrap().len();
    let address = format!("/login/openid/back?error=access_denied&state={}", way.state);
    let request = browser.request("GET", &address).header(header::COOKIE, &way.cookie);
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 401, "{}", answer.body);
    assert_eq!(issuer.asked.lock().unwrap().len(), asked, "there is no code to ask for a token with");
    assert_eq!(come_back(&mut browser, &way.state, &way.cookie, "").await.status, 401, "the state is spent");
}

#[tokio::test]
async fn a_state_is_good_once_and_for_one_browser() {
    let (_, issuer, mut browser) = opened(None);
    let way = leave(&mut browser).await;
    *issuer.token.lock().unwrap() = good(&way.nonce);
    // somebody else's browser, and an answer that says that it is from elsewhere
    for (cookie, more) in [("rapporteur-openid=0", ""), ("x=y", "")] {
        assert_eq!(come_back(&mut browser, &way.state, cookie, more).await.status, 401);
    }
    assert_eq!(come_back(&mut browser, &way.state, &way.cookie, "").await.status, 401, "it was used up");
    let way = leave(&mut browser).await;
    *issuer.token.lock().unwrap() = good(&way.nonce);
    let elsewhere = "&iss=https%3A%2F%2Felsewhere.example";
    assert_eq!(come_back(&mut browser, &way.state, &way.cookie, elsewhere).await.status, 401);
    let way = leave(&mut browser).await;
    *issuer.token.lock().unwrap() = good(&way.nonce);
    let ours = "&iss=https%3A%2F%2Fid.example";
    assert_eq!(come_back(&mut browser, &way.state, &way.cookie, ours).await.status, 303);
    assert_eq!(come_back(&mut browser, &way.state, &way.cookie, ours).await.status, 401, "replayed");
    assert_eq!(come_back(&mut browser, "0000", &way.cookie, "").await.status, 401);
}

#[tokio::test]
async fn a_provider_that_is_not_who_it_should_be_is_not_gone_to() {
    let (house, _, mut browser) = opened(None);
    for answer in [
        json!({ "issuer": "https://elsewhere.example" }),
        json!({ "issuer": ISSUER, "jwks_uri": "http://id.example/keys" }),
        json!({ "issuer": ISSUER, "jwks_uri": "https://id.example/\r\nx" }),
        json!([]),
    ] {
        let answer = answer.to_string().into_bytes();
        *house.provider.lock().unwrap() = Some(Box::new(move |_| Ok(answer.clone())));
        assert_eq!(browser.get("/login/openid").await.status, 503);
    }
    *house.provider.lock().unwrap() = None;
    assert_eq!(browser.get("/login/openid").await.status, 503);
    assert_eq!(browser.get("/login").await.status, 200, "the other way in is open");
}
