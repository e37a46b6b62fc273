#!/usr/bin/env python3
"""Asks a running service and prints the median and the worst of some calls, warm: ask.py BASE DEMO_ACCOUNTS"""
import http.client
import json
import sys
import time
from urllib.parse import urlparse

# What is asked, how often, and how long the median may take in milliseconds.
ASKED = [
    ("completeness of a province", "/api/v1/action-reports/completeness?season=2023-BANGDA8&parent=64", 40, 10),
    ("completeness of the country", "/api/v1/action-reports/completeness?season=2023-BANGDA8&parent=ID", 15, 500),
    ("export of a province, CSV", "/api/v1/reporting-seasons/2023-BANGDA8/export?parent=64", 40, 10),
    ("export of the country, CSV", "/api/v1/reporting-seasons/2023-BANGDA8/export?parent=ID", 15, 500),
]


def main(base, accounts):
    account = next(a for a in json.load(open(accounts)) if a["username"] == "admin")
    connection = http.client.HTTPConnection(urlparse(base).netloc)
    body = json.dumps({"username": "admin", "password": account["password"]})
    connection.request("POST", "/api/v1/auth/login", body, {"Content-Type": "application/json"})
    token = json.load(connection.getresponse())["access_token"]
    missed = 0
    for name, path, times, target in ASKED:
        took = []
        for n in range(times + 3):
            began = time.perf_counter()
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            size = len(answer.read())
            if answer.status != 200:
                sys.exit(f"{path} answered {answer.status}")
            # The first ones warm up.
            if n >= 3:
                took.append((time.perf_counter() - began) * 1000)
        took.sort()
        median = took[len(took) // 2]
        missed += median > target
        print(f"{name:<30} median {median:7.1f} ms   worst {took[-1]:7.1f} ms   target {target} ms   {size} bytes")
    sys.exit(missed > 0)


main(*sys.argv[1:3])
