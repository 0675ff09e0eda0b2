"""Clients that load a site, in a process of their own: plain sockets, so that they cost the machine little.

Reads one line of JSON (port, clients, seconds, paths), connects, says "ready", begins at the next line, and
prints what it was answered as JSON. Only the standard library is imported.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Answered(NamedTuple):
    """`begun` is by the clock that all processes of the machine share; `status` 0 when none came."""

    begun: float
    ms: float
    status: int
    has_retry_after: bool


class Client:
    """One connection that is kept. Answers have to say their length."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._connected()

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def ask(self, path: str) -> Answered:
        begun = time.perf_counter()
        try:
            status, has_retry_after = self._exchange(path)
        except OSError:
            self._socket.close()
            self._socket = self._connected()
            status, has_retry_after = 0, False
        return Answered(begun, (time.perf_counter() - begun) * 1000, status, has_retry_after)

    def _exchange(self, path: str) -> tuple[int, bool]:
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode())
        data = self._received()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._received()
        head = data[:end].lower() + b"\r\n"
        at = head.index(b"\r\ncontent-length:") + 17
        missing = int(head[at : head.index(b"\r\n", at)]) - (len(data) - end - 4)
        while missing > 0:
            missing -= len(self._received())
        return int(head[9:12]), b"\r\nretry-after:" in head

    def _received(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionResetError
        return data


def ask_all(clients: Sequence[Client], paths: Sequence[str], seconds: float) -> list[Answered]:
    """All clients side by side, each path once, until the paths or the time end."""
    until = time.perf_counter() + seconds
    left: Iterator[str] = iter(paths)
    lock = threading.Lock()
    answers: list[list[Answered]] = [[] for _ in clients]

    def work(client: Client, own: list[Answered]) -> None:
        while time.perf_counter() < until:
            with lock:
                path = next(left, None)
            if path is None:
                return
            own.append(client.ask(path))

    threads = [
        threading.Thread(target=work, args=pair, daemon=True) for pair in zip(clients, answers, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for own in answers for answer in own]


def main() -> None:
    task = json.loads(sys.stdin.readline())
    clients = [Client(task["port"]) for _ in range(task["clients"])]
    print("ready", flush=True)
    sys.stdin.readline()
    json.dump(ask_all(clients, task["paths"], task["seconds"]), sys.stdout)


if __name__ == "__main__":
    main()
