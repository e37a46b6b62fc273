//! As much of S3 as is asked for, in memory.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use crate::evidence::files::S3Settings;
use crate::secret::Secret;

type Files = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

pub struct Server {
    address: String,
    /// Holds the door of a server that never answers.
    silent: Option<TcpListener>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let files = Files::default();
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let files = Arc::clone(&files);
                std::thread::spawn(move || while serve(connection.as_ref().unwrap(), &files) {});
            }
        });
        Self {
            address,
            silent: None,
        }
    }

    pub fn silent() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            address: listener.local_addr().unwrap().to_string(),
            silent: Some(listener),
        }
    }

    /// From now on nobody is at home.
    pub fn close(&mut self) {
        self.silent = None;
    }

    pub fn settings(&self) -> S3Settings {
        S3Settings {
            url: "s3://evidence/some/where".parse().unwrap(),
            endpoint: Some(format!("http://{}", self.address).parse().unwrap()),
            region: "local".to_owned(),
            access_key_id: "id".to_owned(),
            secret_access_key: Secret::new("secret"),
        }
    }
}

/// Answers one request; false at the end of the connection.
fn serve(connection: &TcpStream, files: &Files) -> bool {
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
