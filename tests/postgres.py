"""A PostgreSQL of our own for the tests: an ordinary user's, on loopback, gone afterwards."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from secrets import token_hex

import psycopg

from storage.migrate import migrate_postgres

DEBIAN = Path("/usr/lib/postgresql")
ORDINARY_USERS = ("postgres", "nobody")
TEMPLATE = "template_street"


@cache
def why_not() -> str:
    """What is missing for a PostgreSQL here, in clear words; empty when nothing is."""
    if _tool("initdb") is None or _tool("postgres") is None:
        return "no PostgreSQL on this machine (Debian: apt install postgresql)"
    return ""


def _tool(name: str) -> str | None:
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), reverse=True)
    return shutil.which(name) or next((str(one) for one in versions), None)


class Postgres:
    """A running server. Each ``database()`` is a fresh one with our tables in it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://linlian:linlian@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        address = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as session:
            session.execute(statement.encode())

    def empty(self) -> str:
        """The address of a database with nothing in it."""
        name = f"street_{token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        return self.url(name)

    def database(self) -> str:
        """The address of one that migrations have brought up to date."""
        name = f"street_{token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def prepare(self) -> None:
        self.run(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")
        migrate_postgres(self.url(TEMPLATE))


@contextlib.contextmanager
def serving() -> Iterator[Postgres]:
    """Start a server in a folder of its own and stop it afterwards.

    It never waits for the disk: what is tested is our program, not the machine's power.
    """
    user = _ordinary_user()
    with tempfile.TemporaryDirectory(prefix="linlian-postgres-") as folder:
        home = Path(folder)
        secret = home / "password"
        secret.write_text("linlian")
        if user is not None:
            for path in (home, secret):
                shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
        _initdb(home, secret, user)
        port = _free_port()
        server = _start(home, port, user)
        try:
            postgres = Postgres(port)
            _wait_for(postgres, server)
            postgres.prepare()
            yield postgres
        finally:
            server.terminate()
            server.wait()


def end_sessions(session: "psycopg.Connection[tuple[object, ...]]") -> None:
    """End all others on its database, as a restart of the server does."""
    session.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def _ordinary_user() -> str | None:
    """PostgreSQL refuses to run as root, so root lends it another user."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in ORDINARY_USERS if name in known)


def _initdb(home: Path, secret: Path, user: str | None) -> None:
    initdb = _tool("initdb")
    assert initdb is not None
    words = ["-D", str(home / "data"), "-U", "linlian", f"--pwfile={secret}", "-A", "scram-sha-256"]
    words += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [initdb, *words],
        user=user,
        cwd=home,
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
    )


def _start(home: Path, port: int, user: str | None) -> "subprocess.Popen[bytes]":
    postgres = _tool("postgres")
    assert postgres is not None
    given = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": str(home),
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": 40,
        "shared_buffers": "64MB",
        "timezone": "Asia/Tokyo",  # a server's own zone must not matter
    }
    words = [word for key, value in given.items() for word in ("-c", f"{key}={value}")]
    return subprocess.Popen(
        [postgres, "-D", str(home / "data"), *words],
        user=user,
        cwd=home,
        stderr=(home / "log").open("wb") if user is None else subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(postgres: Postgres, server: "subprocess.Popen[bytes]") -> None:
    while True:
        try:
            postgres.run("SELECT 1")
        except psycopg.OperationalError:
            if server.poll() is not None:
                raise
        else:
            return
