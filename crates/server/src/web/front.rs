//! In front of the router: what is printed already is answered here, by a look-up in memory, and so is whoever waits at the
//! entrance; everything else goes on. The layers of the router cost several times what such an answer does.

use super::{availability::printed, entrance, router};
use crate::App;
use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::ConnectInfo,
    http::{Request, Response},
};
use http_body_util::{Either, Full};
use std::{error::Error, net::SocketAddr};
use tower::ServiceExt;

/// An answer: printed before, or made for whoever asks.
pub type Answer = Response<Either<Full<Bytes>, Body>>;

/// The whole service.
#[derive(Debug)]
pub struct Pages {
    app: App,
    router: Router,
}

impl Pages {
    /// The pages of a counter.
    pub fn of(app: &App) -> Self {
        Self { app: app.clone(), router: router(app) }
    }

    /// What can be answered at once.
    pub fn ready<B>(&self, asked: &Request<B>) -> Option<Response<Full<Bytes>>> {
        printed::ready(&self.app, asked).or_else(|| entrance::ready(&self.app, asked))
    }

    /// What the router answers, which is kept where it was printed.
    pub async fn made<B>(&self, asked: Request<B>, peer: SocketAddr) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let is_printed = printed::page_of(&asked).is_some();
        let mut asked = asked.map(Body::new);
        asked.extensions_mut().insert(ConnectInfo(peer));
        let Ok(answer) = self.router.clone().oneshot(asked).await;
        if is_printed {
            printed::keep(&answer);
        }
        answer
    }

    /// One or the other.
    pub async fn answer<B>(&self, asked: Request<B>, peer: SocketAddr) -> Answer
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        match self.ready(&asked) {
            Some(ready) => ready.map(Either::Left),
            None => self.made(asked, peer).await.map(Either::Right),
        }
    }
}
