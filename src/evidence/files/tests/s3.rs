//! As much of S3 as is asked for, in memory; the tests through HTTP use it too.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

type Files = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

pub struct Server {
    address: String,
    files: Files,
    paused: Arc<AtomicBool>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap().to_string(),
            files: Files::default(),
            paused: Arc::default(),
        };
        let (files, paused) = (Arc::clone(&server.files), Arc::clone(&server.paused));
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let (files, paused) = (Arc::clone(&files), Arc::clone(&paused));
                std::thread::spawn(
                    move || {
                        while serve(connection.as_ref().unwrap(), &files, &paused) {}
                    },
                );
            }
        });
        server
    }

    /// Where it listens.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Hangs up on everybody, until it no longer does.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::SeqCst);
    }

    /// How many files it holds, parts of files included.
    pub fn held(&self) -> usize {
        self.files.lock().unwrap().len()
    }
}

/// Answers one request; false at the end of the connection.
fn serve(connection: &TcpStream, files: &Files, paused: &AtomicBool) -> bool {
    let mut reader = BufReader::new(connection);
    let (mut line, mut headers) = (String::new(), BTreeMap::new());
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return false;
    }
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    if paused.load(Ordering::SeqCst) {
        return false;
    }
    let length = headers
        .get("content-length")
        .map_or(0, |l| l.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let key = path.trim_start_matches("/evidence").trim_start_matches('/');
    let range = headers.get("range").map(String::as_str);
    let key = key.to_owned();
    let reply = answer(method, key, query, range, body, &mut files.lock().unwrap());
    let head = format!(
        "HTTP/1.1 {}\r\nContent-Length: {}\r\nETag: \"e\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n{}\r\n",
        reply.status,
        reply.length.unwrap_or(reply.body.len()),
        reply.range
    );
    let mut writer = connection;
    writer.write_all(head.as_bytes()).unwrap();
    writer.write_all(&reply.body).is_ok()
}

#[derive(Default)]
struct Reply {
    status: &'static str,
    /// If it is not that of the body.
    length: Option<usize>,
    range: String,
    body: Vec<u8>,
}

fn answer(
    method: &str,
    key: String,
    query: &str,
    range: Option<&str>,
    body: Vec<u8>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Reply {
    let ok = |body: Vec<u8>| Reply {
        status: "200 OK",
        body,
        ..Reply::default()
    };
    let part = |number: &str| format!("parts {key} {number:0>5}");
    match method {
        "GET" if query.contains("list-type=2") => ok(list(files)),
        "POST" if query == "uploads" || query == "uploads=" => ok(xml(
            "InitiateMultipartUploadResult",
            "<UploadId>u</UploadId>",
        )),
        "POST" => {
            let start = format!("parts {key} ");
            let parts = files.keys().filter(|name| name.starts_with(&start));
            let parts: Vec<String> = parts.cloned().collect();
            let whole = parts
                .iter()
                .flat_map(|part| files.remove(part).unwrap())
                .collect();
            files.insert(key, whole);
            ok(xml("CompleteMultipartUploadResult", "<ETag>e</ETag>"))
        }
        "PUT" => {
            let number = query
                .split('&')
                .find_map(|pair| pair.strip_prefix("partNumber="));
            files.insert(number.map_or(key.clone(), part), body);
            ok(Vec::new())
        }
        "DELETE" => {
            files.remove(&key);
            Reply {
                status: "204 No Content",
                ..Reply::default()
            }
        }
        _ => match (files.get(&key), range) {
            (None, _) => Reply {
                status: "404 Not Found",
                ..Reply::default()
            },
            (Some(file), _) if method == "HEAD" => Reply {
                length: Some(file.len()),
                ..ok(Vec::new())
            },
            (Some(file), None) => ok(file.clone()),
            (Some(file), Some(range)) => {
                let (first, last) = range.trim_start_matches("bytes=").split_once('-').unwrap();
                let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
                Reply {
                    status: "206 Partial Content",
                    range: format!("Content-Range: bytes {first}-{last}/{}\r\n", file.len()),
                    body: file[first..=last].to_vec(),
                    length: None,
                }
            }
        },
    }
}

fn list(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let now = DateTime::<Utc>::from(std::time::SystemTime::now()).to_rfc3339();
    let entries: String = files
        .iter()
        .filter(|(key, _)| key.starts_with("some/where/"))
        .map(|(key, file)| {
            let size = file.len();
            format!("<Contents><Key>{key}</Key><Size>{size}</Size><LastModified>{now}</LastModified><ETag>e</ETag></Contents>")
        })
        .collect();
    xml("ListBucketResult", &entries)
}

fn xml(name: &str, content: &str) -> Vec<u8> {
    format!("<{name}>{content}</{name}>").into_bytes()
}
