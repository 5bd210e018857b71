//! Listening: connections are bounded, and none may dawdle over its request.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::app::{Web, router};
use crate::guard::Peer;

/// What one connection may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: usize,
    /// How long the head of a request may take to arrive, the pause before it included.
    pub head: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { connections: 512, head: Duration::from_secs(15) }
    }
}

/// The head of a request has to fit into this.
const HEAD: usize = 32 << 10;

/// How often it is looked whether the record has changed.
const RENEWED: Duration = Duration::from_millis(500);

/// Serves the site on a socket until the program is told to end.
pub fn run(web: Web, listener: std::net::TcpListener) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let app = Arc::new(web);
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        tokio::spawn(keep_fresh(app.clone()));
        let end = async {
            // where no signal can be heard the program is ended from outside
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        serve(listener, router(app), Limits::default(), end).await
    })?;
    // whatever still reads may end with the process
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(())
}

/// Renews what is kept in memory whenever the record has changed.
pub async fn keep_fresh(app: Arc<Web>) {
    loop {
        let begun = std::time::Instant::now();
        let renewed = {
            let app = app.clone();
            tokio::task::spawn_blocking(move || app.shelf.renew()).await
        };
        match renewed {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => app.hands.log(&format!("the record cannot be read: {error}")),
            Err(error) => app.hands.log(&format!("the catalogue cannot be made: {error}")),
        }
        // readers come first: at most a fifth of the time goes into what they look at
        tokio::time::sleep(RENEWED.max(begun.elapsed() * 4)).await;
    }
}

/// Answers until `end` comes.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    end: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut end = std::pin::pin!(end);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return Ok(()) };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // too many open files, or a connection gone before it was taken: others may go on
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut end => return Ok(()),
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        tokio::spawn(async move {
            let _place = place;
            let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(Peer(peer.ip()));
                router.clone().oneshot(request)
            });
            let mut http = hyper::server::conn::http1::Builder::new();
            http.timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_buf_size(HEAD)
                .keep_alive(true);
            // a connection that breaks is the other end's affair
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
