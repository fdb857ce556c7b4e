//! The server itself: connections, and an end that loses nothing.

use crate::download::PARQUET;
use crate::endpoint;
use crate::stall::Stalling;
use crate::state::State;
use crate::{Coding, Limits, Problem, Tokens, api, docs, gate, pages};
use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::{Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, any, get};
use bayhaqi_store::StoreError;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// Bytes of stack for each thread: sentences may be deeply nested.
const STACK: usize = 16 * 1024 * 1024;

/// What to serve, and how.
pub struct Setup {
    /// The store.
    pub store: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What may be used up.
    pub limits: Limits,
    /// What codes texts.
    pub coding: Option<Box<dyn Coding>>,
    /// Who may ask. Without, everybody who can reach a loopback address.
    pub tokens: Option<Tokens>,
}

/// Why nothing is served.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be had.
    #[error("{address}: cannot listen there ({error}); give another --listen")]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// Everybody could ask.
    #[error(
        "{0}: others can reach this address; give --tokens FILE with those who may (`bayhaqi token NAME` \
         makes one), or --listen 127.0.0.1:8750"
    )]
    Open(SocketAddr),
    /// There are no threads.
    #[error("threads: cannot be started ({0})")]
    Threads(io::Error),
}

/// A server that listens.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    state: Arc<State>,
}

impl Server {
    /// Begins to listen. Connections wait until [`Server::run`].
    pub fn bind(setup: Setup) -> Result<Server, ServeError> {
        if setup.tokens.is_none() && !setup.listen.ip().is_loopback() {
            return Err(ServeError::Open(setup.listen));
        }
        let jobs = setup.limits.work();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_io()
            .enable_time()
            .thread_stack_size(STACK)
            .max_blocking_threads(jobs + 4)
            .build()
            .map_err(ServeError::Threads)?;
        let state = State::new(&setup.store, setup.limits, setup.coding, setup.tokens)?;
        let address = setup.listen;
        let listener = runtime
            .block_on(TcpListener::bind(address))
            .map_err(|error| ServeError::Address { address, error })?;
        Ok(Server { runtime, listener, state: Arc::new(state) })
    }

    /// Where it listens.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// Serves until told to stop; then finishes what is under way, but not for ever.
    pub fn run(self, stop: impl Future<Output = ()>) {
        let Server { runtime, listener, state } = self;
        let patience = state.limits.shutdown_time;
        let ahead = Arc::clone(&state);
        runtime.spawn_blocking(move || {
            if let Err(problem) = ahead.columns() {
                log::warn!("{}", problem.to_json()["detail"]);
            }
        });
        runtime.block_on(accept(listener, state, stop));
        runtime.shutdown_timeout(patience.min(Duration::from_secs(1)));
    }
}

async fn accept(listener: TcpListener, state: Arc<State>, stop: impl Future<Output = ()>) {
    let router = router(&state);
    let places = Arc::new(Semaphore::new(state.limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, peer)| (place, stream, peer))
        };
        tokio::select! {
            next = next => match next {
                Ok((place, stream, peer)) => {
                    let serving = connection(stream, peer, &router, &state.limits, &graceful);
                    tokio::spawn(async move {
                        serving.await;
                        drop(place);
                    });
                }
                Err(error) => {
                    // Too many open files, for example: it passes.
                    log::warn!("a connection failed: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    let ended = tokio::time::timeout(state.limits.shutdown_time, graceful.shutdown()).await;
    if ended.is_err() {
        log::warn!("requests were cut off: they did not end in time");
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    limits: &Limits,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    let router = router.clone();
    let service = hyper::service::service_fn(move |request: hyper::Request<_>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let router = router.clone();
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|e| match e {})) }
    });
    let _ = stream.set_nodelay(true);
    let stream = Stalling::new(stream, limits.stall_time);
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(64 * 1024);
    let serving = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
    async move {
        if let Err(error) = serving.await {
            log::debug!("{peer}: {error}");
        }
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(SocketAddr);

impl Peer {
    /// The address as far as it tells askers apart: of the new ones everybody has 2^64 (RFC 6177).
    pub(crate) fn network(&self) -> String {
        match self.0.ip() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}")
            }
        }
    }
}

fn router(state: &Arc<State>) -> Router {
    let mut by_path: BTreeMap<&str, MethodRouter> = BTreeMap::new();
    for &endpoint in api::ENDPOINTS {
        let state = Arc::clone(state);
        let handler = move |path: Result<RawPathParams, _>, request: Request| {
            endpoint::answer(endpoint, Arc::clone(&state), path, request)
        };
        let method = by_path.remove(endpoint.path).unwrap_or_default();
        let method = if endpoint.post { method.post(handler) } else { method.get(handler) };
        by_path.insert(endpoint.path, method);
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        router = router.route(path, methods);
    }
    let compressed = SizeAbove::new(1024).and(NotForContentType::const_new(PARQUET));
    let state = Arc::clone(state);
    router
        .route("/api", get(docs::page))
        .route("/api/", get(docs::page))
        .route("/api/docs", get(docs::page))
        .route("/api/docs.css", get(docs::style))
        .route("/api/openapi.json", get(docs::json))
        .route("/api/{*rest}", any(missing))
        .method_not_allowed_fallback(not_allowed)
        .layer(CompressionLayer::new().compress_when(compressed))
        .fallback(pages::answer)
        .layer(axum::middleware::from_fn(move |request: Request, next: Next| {
            gate::pass(Arc::clone(&state), request, next)
        }))
}

async fn not_allowed() -> Response<Body> {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no such method here").into_response()
}

async fn missing() -> Response<Body> {
    Problem::missing("no such endpoint; /api/openapi.json lists them").into_response()
}
