# Clients of kernlinkd as nobody wants them, in TAP. Usage: netd_clients.py SOCKET PID MANY
import os
import resource
import select
import socket
import struct
import sys
import time

path, pid, many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
count = failed = 0
resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))


def ok(good, name, seen=None):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, name), flush=True)
    if not good:
        print("# got: %r" % (seen,))


def connect(timeout=60):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(timeout)
    for _ in range(200):  # the queue of those who were not taken in yet may be full
        try:
            s.connect(path)
            return s
        except BlockingIOError:
            time.sleep(0.05)
    raise OSError("nobody takes us in")


def head(method, target, more=""):
    return ("%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (method, target, more)).encode()


def whole(s):
    """All until the other side closes, or b'' when it does so without a word."""
    data = b""
    try:
        while True:
            more = s.recv(65536)
            if not more:
                return data
            data += more
    except (ConnectionResetError, BrokenPipeError):
        return data


def ask(target="/v1/version", method="GET"):
    s = connect()
    s.sendall(head(method, target, "Connection: close\r\n"))
    data = whole(s)
    s.close()
    return data


def memory():
    for line in open("/proc/%d/status" % pid):
        if line.startswith("RssAnon"):
            return int(line.split()[1])


def small(name):
    """Is there nothing kept of what was?"""
    global count
    if "asan" in open("/proc/%d/maps" % pid).read():
        count += 1
        print("ok %d - %s # SKIP the sanitizer keeps what was freed" % (count, name))
        return
    now = memory()
    ok(now < 60000, name, now)


def answers():
    return b'"api": 1' in ask()


# Of what never becomes a request it is known only later that it does not.
never = connect(60)
never.sendall(bytes(1000))

# ---- Many at once ----

clients = [connect() for _ in range(many)]
for s in clients:
    s.sendall(head("GET", "/v1/diff", "Connection: close\r\n"))
good = sum(whole(s).startswith(b"HTTP/1.1 200") for s in clients)
ok(good == many, "%d clients at once, each with a child of its own, are answered" % many, good)
for s in clients:
    s.close()

# ---- Slow ones ----

slow = [connect() for _ in range(many // 2)]
for s in slow:
    s.sendall(b"GET /v1/vers")
start = time.monotonic()
ok(answers(), "while others send their request drop by drop, there are answers")
for s in slow:
    s.sendall(b"ion HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
good = sum(b'"api": 1' in whole(s) for s in slow)
ok(good == len(slow), "the slow ones get theirs, too", good)
for s in slow:
    s.close()

# A large answer that is not read: 20 000 lines.
routes = "routes:\n" + "".join(
    "  - {to: 10.%d.%d.0/24, via: 192.0.2.254}\n" % (i // 200, i % 200) for i in range(20000))
body = ("interfaces: {br0: {kind: bridge, addresses: [192.0.2.1/24]}}\n" + routes).encode()
deaf = []
for i in range(4):
    s = connect()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.sendall(head("POST", "/v1/diff", "Content-Length: %d\r\n" % len(body)) + body)
    deaf.append(s)
for s in deaf:
    select.select([s], [], [], 60)
ok(answers(), "while others do not read what they asked for, there are answers")
small("what they do not read is not kept")
deaf[0].shutdown(socket.SHUT_WR)
first = deaf[0].recv(12)
ok(first == b"HTTP/1.1 200", "a half-closed client gets its answer", first)
for s in deaf:
    s.close()

# A change whose client does not read is done all the same.
s = connect()
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
s.sendall(head("POST", "/v1/apply", "Content-Length: %d\r\n" % len(body)) + body)
gone = connect()
gone.sendall(head("GET", "/v1/diff"))
gone.close()
done = False
for _ in range(600):
    done = b'"applies": 1' in ask("/v1/status")
    if done:
        break
    time.sleep(0.1)
ok(done, "a change whose client does not read is done", ask("/v1/status"))
s.close()
with open("/proc/net/route") as f:
    n = len(f.readlines())
ok(n > 20000, "... all of it", n)

# ---- Garbage ----

for name, data in [
    ("nothing", b""),
    ("bytes", bytes(range(256)) * 20),
    ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(500)),
    ("an endless line", b"GET /" + b"a" * 200000),
    ("endless headers", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20000),
    ("a negative length", head("POST", "/v1/diff", "Content-Length: -5\r\n")),
    ("two lengths", head("POST", "/v1/diff", "Content-Length: 5\r\nContent-Length: 9\r\n") + b"hello"),
    ("a broken chunk", head("POST", "/v1/diff", "Transfer-Encoding: chunked\r\n") + b"zz\r\nhello\r\n"),
    ("a NUL in the path", b"GET /v1/ver\0sion HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a path with %00", head("GET", "/v1/version%00")),
    ("dots", head("GET", "/v1/../../etc/passwd")),
]:
    s = connect(10)
    try:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
        got = whole(s)
    except (OSError, socket.timeout) as e:
        got = b"" if not isinstance(e, socket.timeout) else b"timeout"
    s.close()
    ok(not got.startswith(b"HTTP/1.1 2") and got != b"timeout", "garbage: " + name, got[:80])

# ---- Bodies without an end ----

for name, more, chunk in [
    ("1 GB that is announced", "Content-Length: 1073741824\r\n", bytes(65536)),
    ("one whose length nobody knows", "Transfer-Encoding: chunked\r\n", b"10000\r\n" + bytes(65536) + b"\r\n"),
]:
    s = connect()
    sent = 0
    try:
        s.sendall(head("POST", "/v1/diff", more))
        while sent < 1 << 30:
            s.sendall(chunk)
            sent += len(chunk)
    except OSError:
        pass
    s.close()
    ok(sent < 64 << 20, "a body that is too long is not taken: " + name, sent)

got = whole(never)
ok(not got.startswith(b"HTTP/1.1 2"), "what never becomes a request is ended", got)
never.close()

# ---- Gone again ----

for _ in range(many):
    s = connect()
    s.sendall(head("GET", "/v1/diff"))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
quiet = False
for _ in range(300):
    status = ask("/v1/status")
    quiet = b'"children": 0' in status and b'"connections": 1,' in status and b'"waiting": 0' in status
    if quiet:
        break
    time.sleep(0.1)
ok(quiet, "of those who went away nothing is left", status[-200:])
# Memory that was used and freed may stay with malloc; it must not be what many clients took.
small("... and their memory is free again")
print("1..%d" % count)
sys.exit(failed > 0)
