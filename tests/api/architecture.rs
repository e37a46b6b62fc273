//! Who may import whom, and how long a file may be. ARCHITECTURE.md says why; this table says what.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::sources;

/// What a part of `src/` may use of the others, as prefixes of paths, and which packages it must not use.
type Rule = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// The parts below the features.
const PARTS: &[Rule] = &[
    ("clock", &[], &["actix_web", "entity", "sea_orm"]),
    ("config", &["secret"], &["actix_web", "entity", "sea_orm"]),
    (
        "page",
        &["problem", "text"],
        &["actix_web", "entity", "sea_orm"],
    ),
    ("pct", &[], &["actix_web", "entity", "sea_orm"]),
    ("period", &[], &["actix_web", "entity", "sea_orm"]),
    ("problem", &["text"], &["entity"]),
    ("reply", &["problem"], &["actix_web", "entity", "sea_orm"]),
    ("secret", &[], &["actix_web", "entity", "sea_orm"]),
    ("vault", &["secret"], &["actix_web", "entity", "sea_orm"]),
    ("table", &["text"], &["actix_web", "entity", "sea_orm"]),
    (
        "evidence",
        &["secret", "text"],
        &["actix_web", "entity", "sea_orm"],
    ),
    ("text", &[], &["actix_web", "entity", "sea_orm"]),
    (
        "validation",
        &["problem", "text"],
        &["actix_web", "entity", "sea_orm"],
    ),
    (
        "db",
        &["audit::entry", "clock", "page", "problem", "secret", "text"],
        &["actix_web"],
    ),
    (
        "services",
        &[
            "auth",
            "clock",
            "db",
            "evidence::files",
            "evidence::parts",
            "vault",
        ],
        &["actix_web", "entity", "sea_orm"],
    ),
    (
        "auth",
        &[
            "clock",
            "db",
            "http::header_bounds",
            "http::if_match",
            "http::limits",
            "http::observe",
            "http::respond",
            "problem",
            "reply",
            "secret",
            "services",
            "text",
        ],
        &[],
    ),
    (
        "http",
        &[
            "auth",
            "db",
            "page",
            "pct",
            "period",
            "problem",
            "reply",
            "services",
            "text",
            "validation",
        ],
        &["entity"],
    ),
];

/// The features; each may use the parts above and what another one's `mod.rs` exports, in no circle.
const FEATURES: &[&str] = &[
    "access",
    "action",
    "agency",
    "audit",
    "child",
    "file",
    "foster",
    "growth",
    "mother",
    "notification",
    "eppgbm",
    "growth",
    "prevalence",
    "privacy",
    "reference",
    "regency",
    "region",
];

/// What features may use beside the parts below them.
const BESIDE: &[&str] = &[
    "startup::system_context",
    "startup::StartError",
    "cli::Print",
];

/// What joins everything. Queries stand elsewhere.
const TOP: &[&str] = &["app", "cli", "lib", "main", "startup"];

/// Files beside the routes that know HTTP: an extractor, and a stream with its ranges.
const HTTP: &[&str] = &["src/access/oauth/request.rs", "src/file/give.rs"];

/// Rules of the domain without database, HTTP or waiting.
const PURE: &[&str] = &[
    "src/action/evidence/words.rs",
    "src/action/report/missing.rs",
    "src/action/season/deadline.rs",
    "src/action/sheet/columns.rs",
    "src/action/sheet/entry.rs",
    "src/action/sheet/filled.rs",
    "src/action/sheet/form.rs",
    "src/action/sheet/parts.rs",
    "src/action/workflow.rs",
    "src/agency/names.rs",
    "src/agency/tpps/rules.rs",
    "src/agency/validity.rs",
    "src/child/code.rs",
    "src/child/days.rs",
    "src/child/identity.rs",
    "src/child/matching.rs",
    "src/child/measurement/judge.rs",
    "src/child/measurement/limits.rs",
    "src/child/measurement/measured.rs",
    "src/child/measurement/plausibility.rs",
    "src/child/names.rs",
    "src/foster/alert/rules.rs",
    "src/foster/assignment/promises.rs",
    "src/foster/care/due.rs",
    "src/foster/coverage/count.rs",
    "src/foster/coverage/suppress.rs",
    "src/foster/days.rs",
    "src/foster/delivery/file/rules.rs",
    "src/foster/delivery/sum.rs",
    "src/foster/outcome/estimate.rs",
    "src/foster/outcome/pair.rs",
    "src/foster/outcome/spread.rs",
    "src/foster/outcome/stratum.rs",
    "src/foster/outcome/suppress.rs",
    "src/foster/programme/eligibility.rs",
    "src/foster/programme/rules.rs",
    "src/foster/standing.rs",
    "src/foster/suggestion/rank.rs",
    "src/foster/workflow.rs",
    "src/mother/identity.rs",
    "src/mother/risk.rs",
    "src/notification/render.rs",
    "src/child/series/gain.rs",
    "src/child/standing/rules.rs",
    "src/child/units.rs",
    "src/eppgbm/cell.rs",
    "src/eppgbm/columns.rs",
    "src/eppgbm/count.rs",
    "src/eppgbm/fault.rs",
    "src/eppgbm/group.rs",
    "src/eppgbm/judge.rs",
    "src/eppgbm/limits.rs",
    "src/eppgbm/plan.rs",
    "src/eppgbm/quality.rs",
    "src/eppgbm/record.rs",
    "src/eppgbm/row.rs",
    "src/eppgbm/spelling.rs",
    "src/eppgbm/statistic.rs",
    "src/eppgbm/village.rs",
    "src/privacy/retention/rules.rs",
    "src/prevalence/change.rs",
    "src/prevalence/conflict.rs",
    "src/prevalence/discrepancy.rs",
    "src/prevalence/gap.rs",
    "src/prevalence/interval.rs",
    "src/prevalence/line.rs",
    "src/prevalence/pace.rs",
    "src/prevalence/progress.rs",
    "src/prevalence/ranking.rs",
    "src/prevalence/run.rs",
    "src/prevalence/trend.rs",
];

/// A source without its comments and its unit tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The part of `src/` to which a file belongs.
fn part(file: &str) -> &str {
    let inside = file.strip_prefix("src/").unwrap();
    inside.split(['/', '.']).next().unwrap()
}

/// Every path into our own crate, with groups spelled out: `auth::{Actor, token::Claims}` is two.
fn own_paths(code: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        if !(before.is_alphanumeric() || before == '_' || before == '$') {
            expand(&code[at + "crate::".len()..], "", &mut paths);
        }
    }
    paths
}

/// Reads one path of a `use` tree, and returns what comes behind it.
fn expand<'a>(text: &'a str, prefix: &str, paths: &mut BTreeSet<String>) -> &'a str {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .unwrap_or(text.len());
    let (word, mut rest) = text.split_at(end);
    if let (true, Some(group)) = (
        word.is_empty() || word.ends_with("::"),
        rest.strip_prefix('{'),
    ) {
        rest = group;
        loop {
            rest = expand(rest, &format!("{prefix}{word}"), paths).trim_start();
            match rest.chars().next() {
                Some(',') => rest = &rest[1..],
                Some('}') => return &rest[1..],
                _ => return rest,
            }
            if let Some(closed) = rest.trim_start().strip_prefix('}') {
                return closed;
            }
        }
    }
    paths.insert(format!("{prefix}{}", word.trim_end_matches(':')));
    rest
}

/// Whether a package is named.
fn names(code: &str, package: &str) -> bool {
    code.match_indices(&format!("{package}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        !(before.is_alphanumeric() || before == '_' || before == ':')
    })
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn parts_use_only_what_they_may() {
    let mut faults = Vec::new();
    for (file, text) in sources("src") {
        let (part, code) = (part(&file), code(&text));
        let (rule, is_feature) = (
            PARTS.iter().find(|(name, ..)| *name == part),
            FEATURES.contains(&part),
        );
        assert!(
            rule.is_some() || is_feature || TOP.contains(&part),
            "{file}: `{part}` has no rule here yet"
        );
        for path in own_paths(&code) {
            let other = path.split("::").next().unwrap();
            let allowed = match rule {
                _ if other == part || TOP.contains(&part) => true,
                Some((_, allowed, _)) => allowed.iter().any(|a| is_below(&path, a)),
                None => {
                    PARTS.iter().any(|(name, ..)| *name == other)
                        || BESIDE.iter().any(|b| is_below(&path, b))
                        || FEATURES.contains(&other)
                }
            };
            if !allowed {
                faults.push(format!("{file} must not use crate::{path}"));
            }
        }
        for package in rule.iter().flat_map(|(_, _, never)| *never) {
            if names(&code, package) {
                faults.push(format!("{file} must not use {package}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_files_of_a_feature_keep_their_places() {
    let mut faults = Vec::new();
    let mut fault = |file: &str, what: &str| faults.push(format!("{file} must not use {what}"));
    for (file, text) in sources("src") {
        let (part, code) = (part(&file), code(&text));
        if part == "http" && code.contains("sea_orm::") && !code.contains("use sea_orm::DbErr;") {
            fault(&file, "sea_orm but for its error");
        }
        if !FEATURES.contains(&part) {
            continue;
        }
        let paths = own_paths(&code);
        let name = file.rsplit('/').next().unwrap();
        let knows_http = name.ends_with("routes.rs") || name == "mod.rs";
        if !knows_http && !HTTP.contains(&file.as_str()) && names(&code, "actix_web") {
            fault(&file, "actix_web");
        }
        if (name.ends_with("routes.rs") || name == "model.rs") && names(&code, "sea_orm") {
            fault(&file, "sea_orm");
        }
        if name.ends_with("routes.rs") {
            let code = code
                .replace("entity::id::", "")
                .replace("entity::kind::", "");
            if names(&code, "entity") {
                fault(&file, "rows of entity");
            }
        }
        if name == "service.rs" {
            let plain = ["http::Listing", "http::IfMatch"];
            for path in paths
                .iter()
                .filter(|p| is_below(p, "http") && !plain.contains(&p.as_str()))
            {
                fault(&file, &format!("crate::{path}"));
            }
        }
        // Another feature's own files are its own business: what it shares stands in its mod.rs.
        for path in &paths {
            let mut parts = path.split("::");
            let (other, next) = (parts.next().unwrap(), parts.next());
            let into_file =
                next.is_some_and(|n| n.starts_with(char::is_lowercase)) && parts.next().is_some();
            if other != part && FEATURES.contains(&other) && into_file {
                fault(
                    &file,
                    &format!("crate::{path}, which mod.rs does not export"),
                );
            }
        }
    }
    for pure in PURE {
        let text =
            std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(pure))
                .unwrap();
        let code = code(&text);
        for package in ["sea_orm", "actix_web", "tokio"] {
            if names(&code, package) {
                fault(pure, package);
            }
        }
        if code.contains("async ") {
            fault(pure, "async");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn features_use_each_other_in_no_circle() {
    let mut uses: BTreeMap<&str, BTreeSet<&str>> =
        FEATURES.iter().map(|f| (*f, BTreeSet::new())).collect();
    for (file, text) in sources("src") {
        let paths = own_paths(&code(&text));
        let others = FEATURES
            .iter()
            .filter(|f| paths.iter().any(|p| is_below(p, f)));
        if let Some((_, used)) = uses
            .iter_mut()
            .find(|(feature, _)| **feature == part(&file))
        {
            used.extend(others);
        }
    }
    // What uses nothing that is left can be taken away, until nothing is left.
    while !uses.is_empty() {
        let left: BTreeSet<&str> = uses.keys().copied().collect();
        let before = uses.len();
        uses.retain(|feature, used| used.iter().any(|u| u != feature && left.contains(u)));
        assert!(
            uses.len() < before,
            "these features use each other in a circle: {uses:?}"
        );
    }
}

#[test]
fn packages_know_only_what_lies_below_them() {
    for (file, text) in sources("entity") {
        let code = code(&text);
        for package in ["tumbuh", "migration", "actix_web"] {
            assert!(!names(&code, package), "{file} must not use {package}");
        }
    }
    for (file, text) in sources("growth") {
        let code = code(&text);
        for package in [
            "tumbuh",
            "entity",
            "migration",
            "actix_web",
            "sea_orm",
            "tokio",
        ] {
            assert!(!names(&code, package), "{file} must not use {package}");
        }
        assert!(!code.contains("async "), "{file} must not wait");
    }
    for (file, text) in sources("migration") {
        let code = code(&text);
        for package in ["tumbuh", "entity", "actix_web"] {
            assert!(!names(&code, package), "{file} must not use {package}");
        }
    }
}

#[test]
fn no_file_is_too_long() {
    let limits = [
        ("src", 300),
        ("entity", 300),
        ("growth", 300),
        ("migration", 300),
        ("tests", 500),
    ];
    let too_long: Vec<String> = limits
        .iter()
        .flat_map(|(folder, limit)| sources(folder).into_iter().map(move |file| (file, *limit)))
        .map(|((file, text), limit)| (file, text.lines().count(), limit))
        .filter(|(_, lines, limit)| lines > limit)
        .map(|(file, lines, limit)| format!("{file} has {lines} lines, more than {limit}"))
        .collect();
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

#[test]
fn the_scan_reads_use_trees() {
    let code = "use crate::auth::{Actor, token::{Claims, Issued},};\nlet x = crate::db::write(a);\nuse crate::{app, text::text};";
    let paths: Vec<String> = own_paths(code).into_iter().collect();
    let expected = [
        "app",
        "auth::Actor",
        "auth::token::Claims",
        "auth::token::Issued",
        "db::write",
        "text::text",
    ];
    assert_eq!(paths, expected);
}
