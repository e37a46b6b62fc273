#!/usr/bin/env python3
"""Fills a season with a report of every regency on every action, each with five documents: seed.py DATABASE

Rows are written as the service writes them, while it does not run. All of it is synthetic; the documents share one file that
is not there, since nobody downloads it.
"""
import json
import sqlite3
import sys
import uuid

SEASON = "2023-BANGDA8"
NOW = "2026-01-31T00:00:00+00:00"
# As long as what people write: two pages.
TEXT = "CONTOH BUATAN (synthetic). " * 75


def main(path):
    db = sqlite3.connect(path)
    scheme = json.loads(db.execute(
        "select definition from action_scheme where code = 'BANGDA8' and superseded_at is null").fetchone()[0])
    due = [{"action": a["code"], "due_at": "2026-12-31T00:00:00Z"} for a in scheme["actions"]]
    db.execute(
        "insert into reporting_season values (?, 2023, 2024, 'BANGDA8', 1, ?, '2099-01-01T00:00:00+00:00', 7, ?, 1, ?, ?)",
        (SEASON, NOW, json.dumps(due), NOW, NOW))
    sha256 = "0" * 64
    db.execute("insert into evidence_file (sha256, media_type, size_bytes, stored_at) values (?, 'application/pdf', 1, ?)",
               (sha256, NOW))
    regencies = [row[0] for row in db.execute(
        "select code from region where level = 'regency' and listed_until is null order by code")]
    reports = documents = 0
    for region in regencies:
        for action in scheme["actions"]:
            report = uuid.uuid4().bytes
            facts = [{"code": f["code"], "values": ["2023-03-20"]} for f in action["facts"][1:]]
            content = json.dumps({
                "narrative": {"done": TEXT, "obstacles": TEXT, "next_steps": TEXT}, "facts": facts, "lead_agency": None,
                "contributors": [{"agency": "Dinas Kesehatan", "contribution": "data"}] * 5,
                "budget": [{"item": "Rapat", "planned_idr": 25000000, "realised_idr": None, "source": "APBD"}] * 5,
                "locus": None})
            db.execute(
                "insert into action_report (id, season_code, action_code, region_code, state, state_since, content, stated_by, "
                "submitted_at, version, created_at, updated_at, updated_by) "
                "values (?, ?, ?, ?, 'submitted', ?, ?, 'system:bench', ?, 2, ?, ?, 'system:bench')",
                (report, SEASON, action["code"], region, NOW, content, NOW, NOW, NOW))
            codes = [r["code"] for r in action["requirements"]]
            for n in range(5):
                db.execute(
                    "insert into evidence (id, report_id, season_code, action_code, region_code, sha256, file_name, requirements, "
                    "fields, state, uploaded_at, uploaded_by, version) "
                    "values (?, ?, ?, ?, ?, ?, 'contoh.pdf', ?, '[]', 'pending', ?, 'system:bench', 1)",
                    (uuid.uuid4().bytes, report, SEASON, action["code"], region, sha256,
                     json.dumps([codes[n % len(codes)]]), NOW))
                documents += 1
            reports += 1
    db.commit()
    print(f"{len(regencies)} regencies, {reports} reports, {documents} documents")


main(sys.argv[1])
