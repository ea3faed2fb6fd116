"""The trial as a person at a terminal has it: `congvu up` in a folder, Ctrl-C, kill -9."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
_OURS = ("CONGVU_", "DATABASE_URL")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Trial:
    """`folder` is the working directory; the state lives in its var/."""

    folder: Path
    port: int

    def start(self, *options: str) -> "Running":
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        process = subprocess.Popen(
            [sys.executable, "-m", "services.cli", "up", "--port", str(self.port), *options],
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return Running(self, process)

    def kept(self) -> dict[str, object]:
        """What the trial wrote down about itself; empty before it did."""
        try:
            return dict(json.loads((self.folder / "var" / "demonstration.json").read_text()))
        except FileNotFoundError:
            return {}

    def ask(self, method: str, path: str, body: object = None, secret: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json"}
        if secret:
            headers["Authorization"] = f"Bearer {secret}"
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def documents(self) -> list[str]:
        """Numbers in the register of outgoing documents, as the district's clerk sees it."""
        account = {"username": "vanthu.huyen", "password": self.kept()["password"]}
        status, opened = self.ask("POST", "/api/v1/sessions", account)
        assert status == 201, opened
        _, found = self.ask("GET", "/api/v1/documents", secret=json.loads(opened)["secret"])
        return [row["number_and_symbol"] for row in json.loads(found)["items"]]


@dataclass
class Running:
    trial: Trial
    process: "subprocess.Popen[str]"

    def greets(self) -> None:
        """The greeting is printed and the first page answers."""
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        assert any("Ctrl-C" in line for line in lines), self.process.communicate()[1]
        until(self._answers)

    def _answers(self) -> bool:
        try:
            return self.trial.ask("GET", "/sign-in")[0] == 200
        except ConnectionRefusedError:
            return False

    def refusal(self) -> str:
        """The one line of a start that cannot be."""
        _, said = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 1, said
        assert said.count("\n") == 1, said
        return said

    def interrupt(self) -> tuple[int, str]:
        """Ctrl-C, which a terminal sends to the whole group; exit status and stderr."""
        os.killpg(self.process.pid, signal.SIGINT)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said

    def kill(self) -> None:
        """SIGKILL of the process alone: what it started is left to itself."""
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)

    def family(self) -> set[int]:
        """The process and everything it started."""
        return descendants(self.process.pid)


def descendants(pid: int) -> set[int]:
    found = {pid}
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found |= descendants(int(child))
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie waiting for its parent does not."""
    running = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            running.add(pid)
    return running


def until(condition: Callable[[], bool]) -> None:
    """Wait for what no event tells: a port, a file, the end of somebody else's child."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
