"""Word files to PDF/A-2b by LibreOffice, where it is installed. The one door to it."""

import asyncio
import json
import os
import shutil
import signal
import tempfile
from pathlib import Path

from services.errors import FileRefused

TIMEOUT_SECONDS = 120
_PDF_A_2 = "2"
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {"SelectPdfVersion": {"type": "long", "value": _PDF_A_2}}
)


def can_convert() -> bool:
    return _program() is not None


async def convert_to_pdf(docx: bytes) -> bytes:
    """The Word file as PDF/A-2b. Raises `FileRefused` if LibreOffice cannot read it in time."""
    program = _program()
    if program is None:
        raise FileRefused("LibreOffice is not installed", code="pdf-needed")
    with tempfile.TemporaryDirectory(prefix="congvu-convert-") as folder:
        source = Path(folder, "source.docx")
        await asyncio.to_thread(source.write_bytes, docx)
        process = await asyncio.create_subprocess_exec(
            program,
            "--headless",
            "--norestore",
            "--nolockcheck",
            # A profile of its own: two conversions at once would otherwise wait for each other.
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to",
            _FILTER,
            "--outdir",
            folder,
            str(source),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # it starts a child of its own; both must end together
        )
        try:
            await asyncio.wait_for(process.wait(), TIMEOUT_SECONDS)
        except TimeoutError as error:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise FileRefused("the conversion took too long", code="conversion-slow") from error
        result = Path(folder, "source.pdf")
        try:
            return await asyncio.to_thread(result.read_bytes)
        except FileNotFoundError as error:
            raise FileRefused(
                "LibreOffice cannot read the file", code="conversion-failed"
            ) from error


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")
