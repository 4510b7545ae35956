"""Ports for tests that must know one before anybody listens on it."""

import random
import socket


def free_port() -> int:
    """Below those that the system hands out itself, so nobody gets it by chance meanwhile."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
