"""Measures uploads of evidence against a running demo server:

    python3 uploads.py memory BASE ACCOUNTS PID     growth of its memory during one upload of 50 MiB, as a form and in parts
    python3 uploads.py reads BASE ACCOUNTS PID      latency of reads alone, and while 100 uploads go on

What is sent is synthetic: a video of noise and documents of noise.
"""

import base64
import functools
import hashlib
import http.client
import io
import json
import multiprocessing
import random
import statistics
import struct
import sys
import threading
import time
import urllib.parse
import zipfile

MIB = 1024 * 1024
UPLOADS = 100
ACTIONS = 20  # a report takes 200 documents
RATE = 128 * 1024  # bytes a second of each slow sender: a link of 1 Mbit/s
SECONDS = 20


class Server:
    def __init__(self, base, accounts):
        url = urllib.parse.urlsplit(base)
        self.host, self.port = url.hostname, url.port
        self.passwords = {a["username"]: a["password"] for a in json.load(open(accounts))}

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=120)

    def login(self, username):
        body = {"username": username, "password": self.passwords[username]}
        answer = self.ask("POST", "/api/v1/auth/login", json.dumps(body), {"Content-Type": "application/json"})
        self.token = json.loads(answer[2])["access_token"]

    def ask(self, method, path, body=None, headers=None, connection=None):
        headers = dict(headers or {})
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        connection = connection or self.connect()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 300 and answer.status != 409:
            sys.exit(f"{method} {path}: {answer.status} {content[:500]}")
        return answer.status, answer.headers, content

    def post(self, path, body):
        return self.ask("POST", path, json.dumps(body), {"Content-Type": "application/json"})

    def reports(self):
        """A report of each of the actions of a season that asks for one file of any kind, made if it is not there yet."""
        actions = [f"beban_{number}" for number in range(ACTIONS)]
        wanted = {"code": "file", "name_id": "Berkas", "name_en": "File", "mandatory": True, "accepted": ["mp4", "docx", "pdf"],
                  "max_age_days": None, "minimum_count": 1, "fields": []}
        definition = {
            "name_id": "Uji beban", "name_en": "Load", "legal_basis": "", "valid_from_year": 2026, "valid_to_year": None, "mappings": [],
            "actions": [{"code": code, "no": number + 1, "name_id": code, "name_en": code, "kind": "main", "levels": ["regency"],
                         "lead_agency": "Bappeda", "facts": [], "requirements": [wanted]} for number, code in enumerate(actions)]}
        self.login("admin")
        self.post("/api/v1/action-schemes", {"code": "BEBAN1", "definition": definition})
        day = lambda days: time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() + days * 86400))
        self.post("/api/v1/reporting-seasons", {
            "implementation_year": 2026, "assessment_year": 2027, "scheme": "BEBAN1", "opens_at": day(-9), "locks_at": day(99),
            "grace_days": 0, "due": [{"action": code, "due_at": day(9)} for code in actions]})
        self.login("regency6474")
        content = {"narrative": {"done": "Uji beban.", "obstacles": "", "next_steps": ""}, "lead_agency": None, "facts": [],
                   "contributors": [], "budget": [], "locus": None}
        found = []
        for code in actions:
            status, headers, answer = self.post("/api/v1/action-reports", {
                "season": "2026-BEBAN1", "action": code, "region_code": "64.74", "content": content})
            found.append(headers["Location"] if status == 201 else json.loads(answer)["existing"])
        return found


def box(kind, content):
    return struct.pack(">I", 8 + len(content)) + kind + content


def video(size):
    """An MP4 of this size: the head of a film with one track, and noise where the pictures would lie."""
    track = box(b"tkhd", bytes(84)) + box(b"mdia", bytes(20))
    head = box(b"ftyp", b"isom" + bytes(4) + b"isommp42") + box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", track))
    return head + box(b"mdat", random.Random(size).randbytes(size - len(head) - 8))


def scan(size):
    """A PDF of pages that are pictures, as a scanner makes it: noise where the pictures lie."""
    pages = size // MIB
    noise = random.Random(size)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(pages)))]
    for n in range(pages):
        picture = noise.randbytes(MIB - 400)
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I %d 0 R>>>>>>" % (4 + 2 * n))
        objects.append(b"<</Type/XObject/Subtype/Image/Width 1000/Height 1000/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>>\n"
                       b"stream\n%s\nendstream" % (len(picture), picture))
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    return bytes(file + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


@functools.cache
def paper(size):
    text = base64.b16encode(random.Random(size).randbytes(size)).decode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr("word/document.xml", f"<document>{text}</document>")
    return file.getvalue()


def document(number, size):
    """A text document like no other by the comment at its end, so that what sends is not busy with packing."""
    comment = str(number).encode()
    return paper(size)[:-2] + struct.pack("<H", len(comment)) + comment


META = json.dumps({"requirements": ["file"], "fields": [], "replaces": None})


def form(name, content):
    head = (f'--x\r\nContent-Disposition: form-data; name="meta"\r\n\r\n{META}\r\n'
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
    return head.encode() + content + b"\r\n--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"}


def in_parts(server, report, name, content, size=4 * MIB):
    told = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in (("filename", name), ("meta", META)))
    _, headers, _ = server.ask("POST", report + "/uploads", None, {
        "Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": told})
    upload, connection = headers["Location"], server.connect()
    for at in range(0, len(content), size):
        server.ask("PATCH", upload, content[at:at + size], {
            "Tus-Resumable": "1.0.0", "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}, connection)
    body = json.dumps({"sha256": hashlib.sha256(content).hexdigest()})
    server.ask("POST", upload + "/complete", body, {"Content-Type": "application/json"})


def memory_of(pid, field):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024


def growth(pid, name, work):
    try:
        open(f"/proc/{pid}/clear_refs", "w").write("5")
    except OSError:
        pass  # then the peak is that since the start
    before, began = memory_of(pid, "VmRSS"), time.time()
    work()
    grown = memory_of(pid, "VmHWM") - before
    print(f"{name:40} {grown:6.1f} MiB from {before:.0f} MiB, {time.time() - began:.1f} s")


def measure_memory(server, pid):
    report = server.reports()[0]
    # What the first request of a kind costs once is no growth by the file.
    for number in range(3):
        server.ask("POST", report + "/evidence", *form("a.docx", document(number, 1000)))
    in_parts(server, report, "a.docx", document(3, 1000))
    # Twice: what the first one leaves in the allocator's hands is not needed again.
    for number in (1, 2):
        paper_scan = scan((50 - number) * MIB)
        growth(pid, f"scanned PDF of {50 - number} MiB as a form", lambda: server.ask("POST", report + "/evidence", *form("scan.pdf", paper_scan)))
    film = video(50 * MIB)
    growth(pid, "video of 50 MiB as a form", lambda: server.ask("POST", report + "/evidence", *form("film.mp4", film)))
    film = video(50 * MIB - 1)
    growth(pid, "video of 50 MiB in parts of 4 MiB", lambda: in_parts(server, report, "film.mp4", film))


def read_latency(server, seconds, stop=None):
    """Milliseconds of one record asked again and again by one caller."""
    connection, took, until = server.connect(), [], time.time() + seconds
    listed = json.loads(server.ask("GET", "/api/v1/prevalence-records?limit=50")[2])["items"]
    number = 0
    while time.time() < until:
        path = f"/api/v1/prevalence-records/{listed[number % len(listed)]['id']}"
        began = time.perf_counter()
        server.ask("GET", path, None, None, connection)
        took.append((time.perf_counter() - began) * 1000)
        number += 1
        time.sleep(0.005)
    took.sort()
    return statistics.median(took), took[int(len(took) * 0.99)]


def slow_sender(server, report, number, rate, stop, sent):
    """Sends documents one after the other, each at a rate; none is unthrottled."""
    while not stop.is_set():
        body, headers = form("a.docx", document(f"{number} {time.time()}", 400 * 1024))
        connection = server.connect()
        connection.putrequest("POST", report + "/evidence")
        for name, value in {**headers, "Content-Length": str(len(body)), "Authorization": f"Bearer {server.token}"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        step = 16 * 1024
        for at in range(0, len(body), step):
            connection.send(body[at:at + step])
            sent[number] += min(step, len(body) - at)
            if rate:
                time.sleep(step / rate)
            if stop.is_set():
                return connection.close()
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (201, 409):
            print("an upload was answered", answer.status)
            return


def send_all(server, reports, rate, stop, sent):
    threads = [threading.Thread(target=slow_sender, args=(server, reports[n % ACTIONS], n, rate, stop, sent)) for n in range(UPLOADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure_reads(server, _):
    reader = Server.__new__(Server)
    reader.__dict__.update(server.__dict__)
    reader.login("province64")
    reports = server.reports()
    alone = read_latency(reader, SECONDS / 2)
    print(f"{'reads alone':40} p50 {alone[0]:6.2f} ms  p99 {alone[1]:6.2f} ms")
    for name, rate in ((f"reads with {UPLOADS} uploads of 1 Mbit/s each", RATE), (f"reads with {UPLOADS} uploads as fast as it goes", None)):
        # In a process of their own: the one who reads must not wait for a hundred who send.
        stop, sent = multiprocessing.Event(), multiprocessing.Array("q", UPLOADS)
        senders = multiprocessing.Process(target=send_all, args=(server, reports, rate, stop, sent))
        senders.start()
        time.sleep(2)
        sent_before, began = sum(sent), time.time()
        p50, p99 = read_latency(reader, SECONDS)
        rate_seen = (sum(sent) - sent_before) / (time.time() - began) / MIB
        stop.set()
        senders.join()
        print(f"{name:40} p50 {p50:6.2f} ms  p99 {p99:6.2f} ms  ({p50 / alone[0]:.1f} times p50; {rate_seen:.1f} MiB/s arrive)")


if __name__ == "__main__":
    what, base, accounts, pid = sys.argv[1:5]
    {"memory": measure_memory, "reads": measure_reads}[what](Server(base, accounts), pid)
