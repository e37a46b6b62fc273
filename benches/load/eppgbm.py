"""Writes a synthetic export of e-PPGBM: python3 eppgbm.py COUNT > export.csv

Every child is made up: names from short lists, NIK that end in 9001 and up, days and measurements drawn at random. About one row
in fifty is a duplicate, one in twenty has no NIK, one in ten a decimal comma. The same COUNT gives the same file.
"""

import csv
import gzip
import pathlib
import random
import sys
from datetime import date, timedelta

DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "regions"
REGENCY = "64.02"
HEADER = (
    "No,NIK,Nama,JK,Tgl Lahir,BB Lahir,TB Lahir,Nama Ortu,Prov,Kab/Kota,Kec,Pukesmas,Desa/Kel,Posyandu,RT,RW,Alamat,"
    "Usia Saat Ukur,Tanggal Pengukuran,Berat,Tinggi,Cara Ukur,LiLA,BB/U,ZS BB/U,TB/U,ZS TB/U,BB/TB,ZS BB/TB,"
    "Naik Berat Badan,Jml Vit A,KPSP,KIA,Kelas Ibu Balita,MBG,Detail"
).split(",")
BEGIN = "ADI BA BI CA DE DI FA FI GA HA IN JO KA KI LA LE MA MI NA NO PU RA RI SA SI TA TI WA WI YU ZA ZU".split()
MIDDLE = "BA DA DI FA GI HA KA LA LI MA NA NI PA RA RI SA TA TI VA YA".split()
END = "H N S R L KA NA RA SA TI WAN DI YA ZI TRI LIA MAN NDA RTO".split()


def name(chance):
    return "".join(chance.choice(part) for part in (BEGIN, MIDDLE, END))


def villages():
    with gzip.open(DATA / "regions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"].startswith(REGENCY + ".")]
    names = {row["code"]: row["name"] for row in rows}
    gone = set()
    with gzip.open(DATA / "history.csv.gz", "rt", encoding="utf-8", newline="") as file:
        gone.update(row["code"] for row in csv.DictReader(file))
    return [
        (names[row["code"][:8]], row["name"])
        for row in rows
        if row["level"] == "village" and row["code"] not in gone and row["code"][:8] not in gone
    ]


def child(chance, number, places):
    girl = chance.random() < 0.49
    measured = date(2026, 8, 1) + timedelta(days=chance.randint(0, 27))
    age = chance.randint(30, 1800)
    born = measured - timedelta(days=age)
    month = age / 30.4375
    height = 49.5 + 3.3 * min(month, 6) + 1.25 * max(0, min(month, 18) - 6) + 0.75 * max(0, month - 18) + chance.gauss(-3, 3.4)
    weight = 3.3 + 0.75 * min(month, 6) + 0.28 * max(0, min(month, 24) - 6) + 0.17 * max(0, month - 24) + chance.gauss(-0.4, 0.9)
    district, village = chance.choice(places)
    nik = f"6402{number // 999 % 99 + 1:02}{born.day + (40 if girl else 0):02}{born.month:02}{born.year % 100:02}{9001 + number % 999:04}"
    point = "," if chance.random() < 0.1 else "."
    figure = lambda value: f"{max(value, 2):.1f}".replace(".", point)
    return [
        number, "" if chance.random() < 0.05 else nik, f"{name(chance)} {name(chance)}", "P" if girl else "L", born.isoformat(),
        "3.0", "49", f"{name(chance)} / {name(chance)} {name(chance)}", "KALIMANTAN TIMUR", "KUTAI KARTANEGARA", district.upper(),
        district.upper(), village.upper(), f"MAWAR {chance.randint(1, 5)}", "001", "002", "", "", measured.isoformat(), figure(weight),
        figure(height), "Terlentang" if age < 731 else "Berdiri", "", "", "", "", "", "", "", "N", "1", "-", "Ya", "Ya", "Tidak", "-",
    ]


def main(count):
    chance = random.Random(count)
    places = villages()
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADER)
    rows = []
    for number in range(1, count + 1):
        if rows and chance.random() < 0.02:
            row = list(chance.choice(rows[-500:]))
            row[0] = number
        else:
            row = child(chance, number, places)
        rows.append(row)
        out.writerow(row)


if __name__ == "__main__":
    main(int(sys.argv[1]))
