//! The work for a request: a turn, a thread, a store, and an end to it.

use crate::endpoint::{Answer, Endpoint};
use crate::state::State;
use crate::{Asked, Download, Problem};
use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use bayhaqi_store::Store;
use bytes::Bytes;
use http_body::Frame;
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// Bytes of a download that are sent at once.
const CHUNK: usize = 64 * 1024;
/// Chunks that may wait for a slow client.
const AHEAD: usize = 4;
/// How much later than its limit a work may end that looks at the clock only now and then.
const GRACE: Duration = Duration::from_secs(5);

/// When a work has to end.
struct Stop {
    /// Nobody waits for the answer any more.
    left: AtomicBool,
    deadline: Instant,
}

impl Stop {
    fn now(&self) -> bool {
        self.left.load(Ordering::Relaxed) || Instant::now() > self.deadline
    }
}

/// Sets the sign that nobody waits when it is dropped.
struct Waiting(Arc<Stop>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.left.store(true, Ordering::Relaxed);
    }
}

/// What an endpoint works with.
pub struct Context<'a> {
    /// What all requests share.
    pub state: &'a Arc<State>,
    /// The body of the request; `null` where the endpoint takes none.
    pub body: &'a Value,
    store: Option<Store>,
    stop: Arc<Stop>,
}

impl Context<'_> {
    /// A store to read. What takes longer than the time limit is interrupted.
    pub fn store(&mut self) -> Result<&mut Store, Problem> {
        let store = match self.store.take() {
            Some(store) => store,
            None => {
                let mut store = self.state.take_store()?;
                let stop = Arc::clone(&self.stop);
                store.interrupt_when(Some(move || stop.now()))?;
                store
            }
        };
        Ok(self.store.insert(store))
    }

    /// The members of the body, all of which must be known.
    pub fn members(&self, known: &[&str]) -> Result<&Map<String, Value>, Problem> {
        let names = known.join(", ");
        let Value::Object(members) = self.body else {
            return Err(Problem::bad("body", format!("is no object; give one with {names}")));
        };
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Problem::bad(name, format!("no such member; known are {names}"))),
            None => Ok(members),
        }
    }

    /// Whether the work has to end: its time is over, or nobody waits for it.
    pub fn is_over(&self) -> bool {
        self.stop.now()
    }
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        // After a panic nobody knows what the store is at.
        if let Some(mut store) = self.store.take()
            && !std::thread::panicking()
            && store.interrupt_when(None::<fn() -> bool>).is_ok()
        {
            self.state.put_back(store);
        }
    }
}

/// How an answer begins.
enum Head {
    Json(Vec<u8>),
    Download { media: &'static str, name: String },
}

/// Paths whose work may take as long as it is let: it has turns of its own, so that pages do not wait for
/// it.
const LONG: &[&str] = &["/api/code", "/api/query"];

/// Waits for a turn, but not for ever, nor with too many others.
async fn turn(state: &State, turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    if let Ok(turn) = Arc::clone(turns).try_acquire_owned() {
        return Ok(turn);
    }
    let busy = || Problem::busy(Duration::from_secs(2));
    let _place = state.places.try_acquire().map_err(|_| busy())?;
    let turn = Arc::clone(turns).acquire_owned();
    let turn = tokio::time::timeout(state.limits.wait_time, turn).await;
    turn.map_err(|_| busy())?.map_err(Problem::fault)
}

/// Does the work and gives the response, which may still be growing.
pub(crate) async fn run(
    state: Arc<State>,
    endpoint: &'static Endpoint,
    asked: Asked,
    body: Value,
    head_only: bool,
) -> Result<Response<Body>, Problem> {
    let download = asked.text("format").is_some_and(|f| f != "json");
    let turns = match (download, LONG.contains(&endpoint.path)) {
        (true, _) => &state.downloads,
        (_, true) => &state.long,
        _ => &state.jobs,
    };
    let limit = if download { state.limits.download_time } else { state.limits.time };
    let turn = turn(&state, turns).await?;
    let stop = Arc::new(Stop { left: AtomicBool::new(false), deadline: Instant::now() + limit });
    let waiting = Waiting(Arc::clone(&stop));
    let (tell, told) = oneshot::channel();
    let (send, chunks) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let mut context = Context { state: &state, body: &body, store: None, stop };
        let mut sink = Sink { tell: Some(tell), head: None, send, buffer: Vec::new() };
        let done = (endpoint.run)(&mut context, &asked);
        let done = done.and_then(|answer| sink.answer(answer, &mut context, head_only));
        let late = Instant::now() > context.stop.deadline;
        sink.end(done.map_err(|e| if late { Problem::late(limit) } else { e }));
    });
    let head = tokio::time::timeout(limit + GRACE, told).await;
    let head = head.map_err(|_| Problem::late(limit))?;
    let head =
        head.map_err(|_| Problem::fault(format!("{}: the work broke off", endpoint.path)))??;
    Ok(match head {
        Head::Json(bytes) => response("application/json", Body::from(bytes)),
        Head::Download { media, name } => {
            let body = Body::new(Chunks { chunks, _waiting: waiting });
            let mut response = response(media, body);
            let name = format!("attachment; filename=\"{name}\"");
            if let Ok(name) = HeaderValue::from_str(&name) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
    })
}

fn response(media: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

type Chunk = Result<Bytes, io::Error>;

/// Where the work puts its answer. A download begins when its first chunk is full or all is written, so
/// that what goes wrong before is told as a problem.
struct Sink {
    tell: Option<oneshot::Sender<Result<Head, Problem>>>,
    head: Option<Head>,
    send: mpsc::Sender<Chunk>,
    buffer: Vec<u8>,
}

impl Sink {
    fn answer(
        &mut self,
        answer: Answer,
        context: &mut Context<'_>,
        head_only: bool,
    ) -> Result<(), Problem> {
        match answer {
            Answer::Json(bytes) => self.head = Some(Head::Json(bytes)),
            Answer::Download(Download { media, name, fill }) => {
                self.head = Some(Head::Download { media, name });
                if !head_only {
                    fill(context, self)?;
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self) {
        if let (Some(head), Some(tell)) = (self.head.take(), self.tell.take()) {
            // Nobody may be there any more.
            let _ = tell.send(Ok(head));
        }
    }

    fn send(&mut self) -> io::Result<()> {
        self.begin();
        let chunk = Bytes::from(std::mem::take(&mut self.buffer));
        self.send.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn end(mut self, done: Result<(), Problem>) {
        match (done, self.tell.take()) {
            (Ok(()), tell) => {
                self.tell = tell;
                if self.buffer.is_empty() {
                    self.begin();
                } else {
                    let _ = self.send();
                }
            }
            (Err(problem), Some(tell)) => drop(tell.send(Err(problem))),
            // Too late to tell: the connection is cut, so that nobody takes a part for the whole.
            (Err(problem), None) => {
                log::info!("a download broke off: {}", problem.to_json()["detail"]);
                let _ = self.send.blocking_send(Err(io::Error::other("broken off")));
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The body of a download.
struct Chunks {
    chunks: mpsc::Receiver<Chunk>,
    _waiting: Waiting,
}

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.chunks.poll_recv(cx).map(|chunk| chunk.map(|c| c.map(Frame::data)))
    }
}
