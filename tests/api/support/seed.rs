//! What every test's database holds from the start.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tumbuh::services::Services;

const REGIONS: [(&str, &str, &str, Option<&str>, &str); 9] = [
    ("ID", "Indonesia", "country", None, "negara"),
    ("64", "Kalimantan Timur", "province", Some("ID"), "provinsi"),
    (
        "63",
        "Kalimantan Selatan",
        "province",
        Some("ID"),
        "provinsi",
    ),
    (
        "64.02",
        "Kutai Kartanegara",
        "regency",
        Some("64"),
        "kabupaten",
    ),
    ("64.71", "Balikpapan", "regency", Some("64"), "kota"),
    ("64.74", "Bontang", "regency", Some("64"), "kota"),
    (
        "64.74.01",
        "Bontang Utara",
        "district",
        Some("64.74"),
        "kecamatan",
    ),
    (
        "64.74.01.1003",
        "Bontang Baru",
        "village",
        Some("64.74.01"),
        "kelurahan",
    ),
    (
        "64.02.01",
        "Muara Muntai",
        "district",
        Some("64.02"),
        "kecamatan",
    ),
];

/// Loads it: through the loaders of the service, of two provinces only.
pub async fn seed(services: &Services, owner: &DatabaseConnection) {
    for (code, name, level, parent, kind) in REGIONS {
        let parent = parent.map_or_else(|| "null".to_owned(), |p| format!("'{p}'"));
        let search = name.to_lowercase().replace(' ', "");
        let sql = format!(
            "insert into region (code, name, search_name, level, parent_code, kind) values ('{code}', '{name}', '{search}', '{level}', {parent}, '{kind}')"
        );
        owner.execute_unprepared(&sql).await.unwrap();
    }
    tumbuh::reference::load::load(services).await.unwrap();
    tumbuh::prevalence::load::load(services).await.unwrap();
}
