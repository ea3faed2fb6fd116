"""Coverage-guided fuzzing with atheris: ``python -m tests.signing.fuzzing.coverage``.

Runs each target for its share of FUZZ_SECONDS in a process of its own, with the caps of a
worker. What breaks a target lies in ``.pytest_cache/fuzz`` afterwards and the exit code is 1.
"""

import importlib.util
import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.signing.fuzzing.targets import TARGETS

FOLDER = Path(".pytest_cache/fuzz")
MEBIBYTES = 2048


def main() -> int:
    """Run all targets one after the other."""
    if importlib.util.find_spec("atheris") is None:
        sys.stdout.write("atheris has no wheel for this platform: nothing to do\n")
        return 0
    seconds = float(os.environ.get("FUZZ_SECONDS", "60"))
    return max(_run(name, seconds / len(TARGETS)) for name in TARGETS)


def _run(name: str, seconds: float) -> int:
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{place}").write_bytes(seed)
    command = [
        sys.executable, "-m", "tests.signing.fuzzing.watched", name,
        f"-max_total_time={int(seconds) or 1}", "-timeout=20", "-rss_limit_mb=2048",
        "-max_len=65536", "-verbosity=0",
        f"-artifact_prefix={FOLDER}/{name}-", str(corpus),
    ]  # fmt: skip
    done = subprocess.run(command, check=False, preexec_fn=_limit)
    sys.stdout.write(f"{name}: {'broken' if done.returncode else 'sound'}\n")
    return 1 if done.returncode else 0


def _limit() -> None:
    size = MEBIBYTES * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


if __name__ == "__main__":
    sys.exit(main())
