"""Which port may a server of a test have? One that no connection gets by chance before the server has it."""

import random
import socket

# Below those that systems give to outgoing connections (Linux from 32768, macOS from 49152).
_FROM, _TO = 20_000, 32_000


def free_port() -> int:
    while True:
        port = random.SystemRandom().randrange(_FROM, _TO)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
