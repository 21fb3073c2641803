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
    /// Whether nothing passes, and nobody is told so.
    still: watch::Sender<bool>,
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
        let (cuts, still) = (watch::Sender::new(0), watch::Sender::new(false));
        let (behind, asked) = (behind.to_owned(), Arc::default());
        Self { address, behind, cuts, still, asked, open: None }
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
        let still = self.still.clone();
        self.open = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&behind).await.unwrap();
                let (mut cut, mut still) = (cuts.subscribe(), still.subscribe());
                let asked = Arc::clone(&asked);
                tokio::spawn(async move {
                    tokio::select! {
                        () = carry(client, server, &asked, &mut still) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        }));
    }

    /// Takes everything from now on and passes nothing on, or goes on where it stood still.
    pub(crate) fn stands_still(&self, still: bool) {
        self.still.send_replace(still);
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
async fn carry(
    mut client: TcpStream,
    mut server: TcpStream,
    asked: &Mutex<Vec<u8>>,
    still: &mut watch::Receiver<bool>,
) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        // As long as the door is there, somebody may let it go on.
        let _ = still.wait_for(|still| !still).await;
        let passed = tokio::select! {
            _ = still.changed() => continue,
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
