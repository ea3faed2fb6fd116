"""A way to an S3 server on which objects are gone before their sender is told they arrived."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.storage.conftest import S3Server


@contextmanager
def losing(server: S3Server, losses: int) -> Iterator[str]:
    """The address of a relay to `server` that removes the first `losses` objects put."""
    left = iter(range(losses))

    class Relay(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def relay(self) -> None:
            """Pass it on as it is, the signed Host too."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            connection = HTTPConnection(server.endpoint, timeout=10)
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            if self.command == "PUT" and next(left, None) is not None:
                bucket, _, name = self.path.removeprefix("/").partition("/")
                server.client.remove_object(bucket, name)
            self.send_response_only(answer.status)
            for key, value in answer.getheaders():
                if key.lower() not in {"transfer-encoding", "content-length", "connection"}:
                    self.send_header(key, value)
            length = answer.getheader("Content-Length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_HEAD = do_PUT = relay  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Relay) as relay:
        thread = threading.Thread(target=relay.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{relay.server_port}"
        finally:
            relay.shutdown()
            thread.join()
