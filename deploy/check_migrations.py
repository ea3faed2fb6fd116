"""Apply all migrations to an empty database, then see that the models ask for nothing more."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from storage.postgres import EmbeddedPostgres


def main() -> int:
    """Return Alembic's own exit status."""
    with tempfile.TemporaryDirectory(prefix="congvu-migrations-") as folder:
        Path(folder).chmod(0o711)  # root runs the server as an account without rights
        with EmbeddedPostgres(Path(folder, "db"), durable=False) as url:
            environment = {**os.environ, "DATABASE_URL": url}
            for words in (["upgrade", "head"], ["check"]):
                command = [sys.executable, "-m", "alembic", *words]
                status = subprocess.run(command, env=environment, check=False).returncode
                if status:
                    return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
