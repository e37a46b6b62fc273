//! `tumbuh health`: for container health checks, without another program in the image.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use clap::Args;

use super::CommandError;
use crate::config::Config;

/// The arguments of `health`.
#[derive(Debug, Args)]
pub struct Health {
    /// The address to ask [default: /readyz at --listen]
    #[arg(long)]
    url: Option<String>,
}

impl Health {
    /// Asks once.
    ///
    /// # Errors
    /// When the answer is anything but 200.
    pub fn run(self, config: &Config) -> Result<(), CommandError> {
        let url = url::Url::parse(
            &self
                .url
                .unwrap_or_else(|| format!("http://{}/readyz", config.listen)),
        )?;
        let host = url.host_str().ok_or("the address has no host")?;
        let port = url.port_or_known_default().unwrap_or(80);
        let address = (host, port)
            .to_socket_addrs()?
            .next()
            .ok_or("the host is unknown")?;
        let wait = Duration::from_secs(5);
        let mut stream = TcpStream::connect_timeout(&address, wait)?;
        stream.set_read_timeout(Some(wait))?;
        write!(
            stream,
            "GET {} HTTP/1.0\r\nHost: {host}\r\n\r\n",
            url.path()
        )?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        if head.ends_with(b" 200") {
            Ok(())
        } else {
            Err("not ready".into())
        }
    }
}
