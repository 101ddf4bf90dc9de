//! A socket and bytes, for what no well-behaved client sends.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer as it came over the wire.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// What a service may take at most to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends these bytes, nothing more, and reads one answer.
pub async fn exchange(address: SocketAddr, bytes: &[u8]) -> Reply {
    tokio::time::timeout(PATIENCE, wire(address, bytes))
        .await
        .unwrap_or_else(|_| {
            let start = &bytes[..bytes.len().min(200)];
            panic!("never answered: {}", String::from_utf8_lossy(start))
        })
}

/// Whether as much has come as the head announces.
fn is_whole(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return false;
    };
    let head = head.to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| {
        length
            .parse()
            .is_ok_and(|length: usize| body.len() >= length)
    })
}

async fn wire(address: SocketAddr, bytes: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let mut part = vec![0; 65_536];
    loop {
        match stream.read(&mut part).await {
            // A service that has answered may cut what is still being sent.
            Ok(0) | Err(_) => break,
            Ok(read) => answer.extend_from_slice(&part[..read]),
        }
        if is_whole(&String::from_utf8_lossy(&answer)) {
            break;
        }
    }
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Reply {
        status: status.unwrap_or(0),
        head: head.to_lowercase(),
        body: body.to_owned(),
    }
}
