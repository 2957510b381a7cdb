"""The cable between a browser and the server, which a test can pull out and put back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Cable:
    """Passes bytes on, both ways, until it is cut: then every line breaks, and no new one is made."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.target = (str(parts.hostname), int(parts.port or 80))
        self.ends: set[socket.socket] = set()
        self.is_cut, self.lock = False, threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):  # when the test ends
            while True:
                near, _ = self.listener.accept()
                with self.lock:
                    if self.is_cut:
                        near.close()
                        continue
                    far = socket.create_connection(self.target)
                    self.ends |= {near, far}
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self.pass_on, args=(a, b), daemon=True).start()

    def pass_on(self, a: socket.socket, b: socket.socket) -> None:
        with suppress(OSError):
            while block := a.recv(65536):
                b.sendall(block)
        for end in (a, b):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        with self.lock:
            self.is_cut = True
            for end in self.ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            self.ends.clear()

    def mend(self) -> None:
        self.is_cut = False


@contextmanager
def cable_to(address: str) -> Iterator[Cable]:
    cable = Cable(address)
    try:
        yield cable
    finally:
        cable.cut()
        cable.listener.close()
