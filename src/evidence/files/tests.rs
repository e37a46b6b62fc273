//! The same calls on a folder and on a small store that speaks S3.

mod s3;

use std::io::Write;

use super::*;
use crate::secret::Secret;

fn file(bytes: &[u8]) -> (tempfile::NamedTempFile, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    (file, hex(&Sha256::digest(bytes)))
}

fn settings(endpoint: &str) -> S3Settings {
    S3Settings {
        url: "s3://evidence/some/where".parse().unwrap(),
        endpoint: Some(endpoint.parse().unwrap()),
        region: "local".to_owned(),
        access_key_id: "id".to_owned(),
        secret_access_key: Secret::new("secret"),
    }
}

async fn read(stored: Stored) -> Vec<u8> {
    let pieces: Vec<Bytes> = stored.stream.map(Result::unwrap).collect().await;
    pieces.concat()
}

async fn keeps_files(files: &FileStore) {
    files.ready().await.unwrap();
    let large: Vec<u8> = (0..PART * 2 + 9)
        .map(|at| u8::try_from(at % 251).unwrap())
        .collect();
    for bytes in [&b"small"[..], &large, &large[..PART]] {
        let (from, hash) = file(bytes);
        assert!(!files.exists(&hash).await.unwrap());
        assert!(matches!(
            files.get(&hash, None).await,
            Err(FileError::NotFound)
        ));
        files.put(&hash, from.path()).await.unwrap();
        files.put(&hash, from.path()).await.unwrap();
        assert!(files.exists(&hash).await.unwrap());
        let stored = files.get(&hash, None).await.unwrap();
        assert_eq!(stored.size, u64::try_from(bytes.len()).unwrap());
        assert_eq!(read(stored).await, bytes);
        let stored = files.get(&hash, Some(1..4)).await.unwrap();
        assert_eq!(
            (stored.size, stored.range.clone()),
            (u64::try_from(bytes.len()).unwrap(), 1..4)
        );
        assert_eq!(read(stored).await, &bytes[1..4]);
    }
    let (from, hash) = file(b"small");
    let later = DateTime::<Utc>::from(std::time::SystemTime::now()) + chrono::TimeDelta::hours(1);
    let earlier = later - chrono::TimeDelta::hours(2);
    let listed = files.list_older_than(later).await.unwrap();
    assert_eq!(listed.len(), 3);
    assert!(
        listed
            .iter()
            .any(|file| file.sha256 == hash && file.size == 5)
    );
    assert_eq!(files.list_older_than(earlier).await.unwrap(), []);
    files.delete(&hash).await.unwrap();
    files.delete(&hash).await.unwrap();
    assert!(!files.exists(&hash).await.unwrap());
    // Nothing lies under a name that is not its own, and no name leads elsewhere.
    let other = "0".repeat(64);
    assert!(files.put(&other, from.path()).await.is_err());
    assert!(!files.exists(&other).await.unwrap());
    for name in ["../../../../etc/passwd", "", "00", "é"] {
        assert!(matches!(
            files.get(name, None).await,
            Err(FileError::NotFound)
        ));
    }
}

#[tokio::test]
async fn a_folder_keeps_files() {
    let folder = tempfile::tempdir().unwrap();
    let files = FileStore::local(&folder.path().join("files")).unwrap();
    keeps_files(&files).await;
    let (from, hash) = file(b"once");
    files.put(&hash, from.path()).await.unwrap();
    let path = folder
        .path()
        .join("files")
        .join(&hash[..2])
        .join(&hash[2..4]);
    let names: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, [hash.as_str()]);
    std::fs::remove_dir_all(folder.path()).unwrap();
    assert!(matches!(
        files.ready().await,
        Err(FileError::Unavailable(_))
    ));
}

#[tokio::test]
async fn s3_keeps_files() {
    let server = s3::Server::start();
    let files = FileStore::s3(&settings(&server.endpoint())).unwrap();
    keeps_files(&files).await;
    let held = server.held();
    assert_eq!(held, 2, "no part of a file is left");
    server.pause(true);
    let (from, hash) = file(b"later");
    let refused = files.put(&hash, from.path()).await;
    assert!(matches!(refused, Err(FileError::Unavailable(_))));
    server.pause(false);
    files.put(&hash, from.path()).await.unwrap();
    assert_eq!(server.held(), held + 1);
}

#[tokio::test]
async fn what_does_not_answer_is_unavailable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    // Behind the door nobody answers; then nobody is at home.
    let mut silent = Some(listener);
    let mut files = FileStore::s3(&settings(&endpoint)).unwrap();
    files.patience = Duration::from_millis(200);
    let (from, hash) = file(b"x");
    let start = std::time::Instant::now();
    for _ in 0..2 {
        assert!(matches!(
            files.ready().await,
            Err(FileError::Unavailable(_))
        ));
        assert!(matches!(
            files.exists(&hash).await,
            Err(FileError::Unavailable(_))
        ));
        assert!(matches!(
            files.get(&hash, None).await,
            Err(FileError::Unavailable(_))
        ));
        assert!(matches!(
            files.put(&hash, from.path()).await,
            Err(FileError::Unavailable(_))
        ));
        assert!(matches!(
            files.delete(&hash).await,
            Err(FileError::Unavailable(_))
        ));
        assert!(matches!(
            files.list_older_than(DateTime::<Utc>::MAX_UTC).await,
            Err(FileError::Unavailable(_))
        ));
        drop(silent.take());
    }
    assert!(start.elapsed() < Duration::from_secs(6));
}
