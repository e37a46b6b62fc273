"""Writes an import file of synthetic e-PPGBM claims: python3 rows.py COUNT > rows.csv

Every row passes the checks of the service: each claim (region, month) stands once, value_pct is affected / measured,
and the region has been listed, under one name, since before the first month. The same COUNT gives the same file.
"""

import csv
import gzip
import pathlib
import random
import sys
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "regions"
PROVINCES = ("63.", "64.")
MONTHS = [(year, month) for year in range(2022, 2027) for month in range(1, 13)][:58]  # to 2026-10
COLUMNS = (
    "region_code,indicator,source,period,value_pct,ci_low_pct,ci_high_pct,rse_pct,estimation_method,children_measured,"
    "children_affected,coverage_pct,publisher,citation_title,citation_publisher,citation_published_on,citation_url,"
    "confidence,note"
).split(",")


def table(name):
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def areas():
    """(code, name of its regency) of the districts and villages whose code never changed."""
    regions = table("regions.csv.gz")
    names = {region["code"]: region["name"] for region in regions}
    changed = {region["code"] for region in table("history.csv.gz")}
    return [
        (region["code"], names[region["code"][:5]])
        for region in regions
        if region["code"].startswith(PROVINCES)
        and region["level"] in ("district", "village")
        and region["code"] not in changed
    ]


def row(chance, code, regency, year, month):
    measured = chance.randint(20, 400)
    affected = chance.randint(0, measured // 3)
    value = (Decimal(100 * affected) / measured).quantize(Decimal("0.01"), ROUND_HALF_UP)
    office = f"Dinas Kesehatan {regency}"
    published_on = date(year + month // 12, month % 12 + 1, 10)  # in the month after
    return {
        "region_code": code,
        "indicator": "stunting",
        "source": "EPPGBM",
        "period": f"{year}-{month:02}",
        "value_pct": value,
        "estimation_method": "complete_count",
        "children_measured": measured,
        "children_affected": affected,
        "coverage_pct": Decimal(chance.randint(6000, 10000)) / 100,
        "publisher": office,
        "citation_title": f"Rekapitulasi e-PPGBM {year}-{month:02}",
        "citation_publisher": office,
        "citation_published_on": published_on,
        "confidence": "medium",
    }


def main():
    count = int(sys.argv[1])
    chance = random.Random(64)
    places = areas()
    if count > len(places) * len(MONTHS):
        sys.exit(f"there are {len(places) * len(MONTHS)} different claims only")
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    # Month by month, as the files of a real routine would come.
    claims = ((*place, *month) for month in MONTHS for place in places)
    for _, claim in zip(range(count), claims):
        out.writerow(row(chance, *claim))


if __name__ == "__main__":
    main()
