# What answers in the place of the daemon: whatever a test wants, right or wrong.
# net_server.py SOCKET FOLDER: each request is written to FOLDER/request; the answer is the bytes of
# FOLDER/answer, of FOLDER/answer.METHOD where that is, and FOLDER/mode says what becomes of it:
#   close    the connection ends behind it
#   keep     it does not
#   gate     what stands behind a line with "GATE" is sent when FOLDER/go is there
#   never    there is none
#   endless  its last byte is repeated for ever
#   again    what stands behind its head is
#   drip     a byte of it a second
import os
import socket
import sys
import threading
import time

path, folder = sys.argv[1:3]


def read(name):
    with open(os.path.join(folder, name), 'rb') as f:
        return f.read()


def request(c):
    data = b''
    while b'\r\n\r\n' not in data:
        more = c.recv(65536)
        if not more:
            return data
        data += more
    head, body = data.split(b'\r\n\r\n', 1)
    length = 0
    for line in head.split(b'\r\n')[1:]:
        if line.lower().startswith(b'content-length:'):
            length = int(line.split(b':')[1])
    while len(body) < length:
        more = c.recv(65536)
        if not more:
            break
        body += more
    with open(os.path.join(folder, 'request.new'), 'wb') as f:
        f.write(head + b'\n\n' + body)
    os.rename(os.path.join(folder, 'request.new'), os.path.join(folder, 'request'))
    return data


def hold(c):
    while c.recv(65536):
        pass


def answer(c):
    while data := request(c):
        mode, own = read('mode').decode().strip(), 'answer.' + data.split(b' ', 1)[0].decode()
        data = read(own if os.path.exists(os.path.join(folder, own)) else 'answer')
        if mode == 'never':
            return hold(c)
        if mode == 'gate':
            before, behind = data.split(b'GATE\n', 1)
            c.sendall(before)
            while not os.path.exists(os.path.join(folder, 'go')):
                time.sleep(0.05)
            data = behind
        if mode == 'drip':
            for i in range(len(data)):
                c.sendall(data[i:i + 1])
                time.sleep(1)
        c.sendall(data)
        while mode == 'endless':
            c.sendall(data[-1:] * 65536)
        while mode == 'again':
            c.sendall(data.split(b'\r\n\r\n', 1)[1] * 16)
        if mode != 'keep':
            return


def serve(c):
    try:
        answer(c)
    except OSError:
        pass
    c.close()


s = socket.socket(socket.AF_UNIX)
s.bind(path)
s.listen(16)
open(os.path.join(folder, 'ready'), 'w').close()
while True:
    threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
