//! A door between two ends of a TCP connection: it can be shut, opened and cut, and it writes down what is
//! asked through it. It understands nothing of what passes.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    behind: String,
    /// Counts the cuts; every connection ends at the next one.
    cuts: watch::Sender<u32>,
    asked: Arc<Mutex<Vec<u8>>>,
    open: Option<JoinHandle<()>>,
}

impl Proxy {
    /// A shut door to this `host:port`: nobody listens at its address yet.
    pub(crate) async fn shut(behind: &str) -> Self {
        Self::shut_at("127.0.0.1", behind).await
    }

    /// The same at another address of this machine.
    pub(crate) async fn shut_at(host: &str, behind: &str) -> Self {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (cuts, asked) = (watch::Sender::new(0), Arc::default());
        Self { address, behind: behind.to_owned(), cuts, asked, open: None }
    }

    /// An open door.
    pub(crate) async fn open(behind: &str) -> Self {
        let mut door = Self::shut(behind).await;
        door.opens().await;
        door
    }

    pub(crate) async fn opens(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        let (behind, cuts, asked) =
            (self.behind.clone(), self.cuts.clone(), Arc::clone(&self.asked));
        self.open = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&behind).await.unwrap();
                let (mut cut, asked) = (cuts.subscribe(), Arc::clone(&asked));
                tokio::spawn(async move {
                    tokio::select! {
                        () = carry(client, server, &asked) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        }));
    }

    /// Ends every connection and lets no new one in.
    pub(crate) async fn shuts(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
            // It ends as aborted, which is what was asked for; then nobody listens any more.
            let _ = open.await;
        }
        self.cuts.send_modify(|count| *count += 1);
    }

    /// Every byte that was asked through this door so far.
    pub(crate) fn asked(&self) -> Vec<u8> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
        }
    }
}

/// Carries bytes both ways until one side ends.
async fn carry(mut client: TcpStream, mut server: TcpStream, asked: &Mutex<Vec<u8>>) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        let passed = tokio::select! {
            read = client.read(&mut up) => {
                let Ok(length @ 1..) = read else { return };
                asked.lock().unwrap().extend(&up[..length]);
                server.write_all(&up[..length]).await
            }
            read = server.read(&mut down) => {
                let Ok(length @ 1..) = read else { return };
                client.write_all(&down[..length]).await
            }
        };
        if passed.is_err() {
            return;
        }
    }
}
