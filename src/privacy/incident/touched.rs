//! Whose data was touched in a window of time, and by whom: from the audit log, which names the children or mothers of every
//! reading, and from the versions, which name those of an import. The database joins and counts; a page is all that is read.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, FromQueryResult, Statement, Value};
use uuid::Uuid;

use crate::auth::RegionScope;

/// Whose data is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// That of children.
    Children,
    /// That of expectant mothers.
    Mothers,
}

impl Whose {
    /// The table in which they stand.
    const fn table(self) -> &'static str {
        match self {
            Self::Children => "child",
            Self::Mothers => "expectant_mother",
        }
    }
}

/// Somebody, by whom the data was touched, how often and how.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Touched {
    /// The child or mother.
    pub whose: Uuid,
    /// The code.
    pub code: String,
    /// Where they live.
    pub region_code: String,
    /// Who did something.
    pub by_whom: String,
    /// What, by the names of the audit log, with commas between.
    pub actions: String,
    /// How often.
    pub times: i64,
    /// When first.
    pub first_at: DateTime<Utc>,
    /// When last.
    pub last_at: DateTime<Utc>,
}

/// Which rows are asked for.
pub struct Window<'a> {
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
    /// Whose.
    pub whose: Whose,
    /// Of those who live here.
    pub scope: &'a RegionScope,
}

/// Where a page begins and which way it goes.
pub struct Start<'a> {
    /// Whose and by whom, if it is not the first page.
    pub beyond: Option<(Uuid, &'a str)>,
    /// Towards the larger ones.
    pub upwards: bool,
    /// The most rows.
    pub limit: u64,
}

/// What differs between the databases: an id from its text, the members of a list in a text, and comparing by bytes.
struct Dialect {
    bytes: &'static str,
    subject: &'static str,
    listed: &'static str,
    list: fn(&str) -> String,
    line: &'static str,
    actions: &'static str,
}

const SQLITE: Dialect = Dialect {
    bytes: "",
    subject: "unhex(replace(e.subject_id, '-', ''))",
    listed: "unhex(replace(named.value, '-', ''))",
    list: |member| format!("json_each(e.detail, '$.{member}') named"),
    line: "named.value",
    actions: "group_concat(distinct t.action)",
};

const POSTGRES: Dialect = Dialect {
    bytes: r#" collate "C""#,
    subject: "e.subject_id::uuid",
    listed: "named.value::uuid",
    list: |member| {
        format!(
            "lateral jsonb_array_elements_text(case when jsonb_typeof(e.detail::jsonb -> '{member}') = 'array'
                then e.detail::jsonb -> '{member}' else '[]'::jsonb end) named(value)"
        )
    },
    line: "named.value::integer",
    actions: "string_agg(distinct t.action, ',')",
};

/// All that was touched, one row for each time. A version whose request is in the log with its children is there already. The rows
/// of an import that were read are named by line as well: by them those are found whom the import wrote down later.
fn touches(dialect: &Dialect, whose: Whose) -> String {
    let Dialect {
        bytes,
        subject,
        listed,
        line,
        ..
    } = dialect;
    let (one, many) = match whose {
        Whose::Children => ("child", "children"),
        Whose::Mothers => ("mother", "mothers"),
    };
    let (named, lines) = ((dialect.list)(many), (dialect.list)("lines"));
    let imported = format!(
        "union select e.seq, kept.child_id, e.by_whom, e.action, e.at, e.request_id from told e, {lines}, eppgbm_import_row kept
            where e.subject_type = 'eppgbm_import' and kept.import_id = {subject} and kept.line = {line}
                and kept.child_id is not null"
    );
    let imported = if whose == Whose::Children {
        imported.as_str()
    } else {
        ""
    };
    let versions = versions(whose, bytes);
    format!(
        "with told as materialized (
            select e.seq, e.request_id, (e.actor_kind || ':' || e.actor_name){bytes} as by_whom, e.action, e.at,
                e.subject_type, e.subject_id, e.detail
            from audit_event e
            where e.at >= $1 and e.at <= $2 and e.outcome = 'done'
                and e.subject_type in ('{one}', '{many}', 'eppgbm_import')),
        logged as materialized (
            select e.seq, {subject} as whose, e.by_whom, e.action, e.at, e.request_id from told e where e.subject_type = '{one}'
            union select e.seq, {listed}, e.by_whom, e.action, e.at, e.request_id from told e, {named}
            {imported}),
        known as materialized (select distinct request_id from logged),
        touched as (
            select whose, by_whom, action, at from logged
            {versions})"
    )
}

/// The versions of a window that no entry of the log names.
fn versions(whose: Whose, bytes: &str) -> String {
    let within = "left join known on known.request_id = r.request_id
        where r.recorded_at >= $1 and r.recorded_at <= $2 and known.request_id is null";
    match whose {
        Whose::Children => format!(
            "union all
            select r.child_id, r.recorded_by{bytes}, 'child.' || r.action, r.recorded_at from child_revision r {within}
            union all
            select m.child_id, r.recorded_by{bytes}, 'child_measurement.' || r.action, r.recorded_at
            from child_measurement_revision r join child_measurement m on m.id = r.measurement_id {within}"
        ),
        Whose::Mothers => format!(
            "union all
            select r.mother_id, r.recorded_by{bytes}, 'mother.' || r.action, r.recorded_at from expectant_mother_revision r {within}"
        ),
    }
}

fn dialect(connection: &impl ConnectionTrait) -> &'static Dialect {
    match connection.get_database_backend() {
        DatabaseBackend::Postgres => &POSTGRES,
        _ => &SQLITE,
    }
}

/// The times of the window, and the range of the codes of its region.
fn values(window: &Window<'_>) -> Vec<Value> {
    let (least, beyond) = if window.scope.is_country() {
        (String::new(), "~".to_owned())
    } else {
        let code = window.scope.code();
        (code.to_owned(), format!("{code}/"))
    };
    vec![
        window.from.into(),
        window.to.into(),
        least.into(),
        beyond.into(),
    ]
}

/// Those of them who live in the region.
fn of_region(whose: Whose) -> String {
    let table = whose.table();
    format!(
        "from touched t join {table} c on c.id = t.whose where c.region_code >= $3 and c.region_code < $4"
    )
}

/// Some of whose data was touched, by child and by whom, one more than a page holds.
///
/// # Errors
/// The database.
pub async fn touched(
    connection: &impl ConnectionTrait,
    window: &Window<'_>,
    from: &Start<'_>,
) -> Result<Vec<Touched>, DbErr> {
    let dialect = dialect(connection);
    let (sign, order) = if from.upwards {
        (">", "asc")
    } else {
        ("<", "desc")
    };
    let mut values = values(window);
    let beyond = from.beyond.map_or_else(String::new, |(whose, by)| {
        values.extend([whose.into(), by.into()]);
        format!(
            "and t.whose {sign}= $5 and (t.whose {sign} $5 or t.by_whom {sign} $6{})",
            dialect.bytes
        )
    });
    let sql = format!(
        "{} select t.whose, c.code, c.region_code, t.by_whom, {} as actions, count(*) as times,
            min(t.at) as first_at, max(t.at) as last_at
        {} {beyond}
        group by t.whose, c.code, c.region_code, t.by_whom
        order by t.whose {order}, t.by_whom {order} limit {}",
        touches(dialect, window.whose),
        dialect.actions,
        of_region(window.whose),
        from.limit.saturating_add(1)
    );
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Touched::find_by_statement(statement).all(connection).await
}

/// How many rows there are in all.
///
/// # Errors
/// The database.
pub async fn total(connection: &impl ConnectionTrait, window: &Window<'_>) -> Result<u64, DbErr> {
    let sql = format!(
        "{} select count(*) from (select 1 as one {} group by t.whose, t.by_whom) pairs",
        touches(dialect(connection), window.whose),
        of_region(window.whose)
    );
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values(window));
    let row = connection.query_one_raw(statement).await?;
    let total: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(total).unwrap_or_default())
}
