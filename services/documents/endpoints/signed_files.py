"""Taking in a file that was signed elsewhere: bounded, and only if it is ours with more behind."""

from collections.abc import AsyncIterator

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.documents.service.answering import WaitingFile
from services.errors import FileRefused
from services.platform import Platform
from services.uploads import receive_upload
from signing.errors import AdditionRefused

#: A signature with its chain, its time stamp, its picture and a font takes a tenth of it.
MOST_ADDED = 8 * 1024 * 1024
_FORM = "multipart/form-data"


async def receive_signed(
    request: Request, session: AsyncSession, platform: Platform, waiting: WaitingFile
) -> str:
    """Store what came, raw or as the one file of a form, and return its digest.

    Nothing is kept that does not begin with the file we gave out, so no other content enters.
    """
    await session.commit()  # a slow sender must not hold a connection of the pool
    base = await platform.blobs.get(waiting.digest)
    data = await receive_upload(request, session, len(base) + MOST_ADDED)
    if request.headers.get("content-type", "").startswith(_FORM):
        data = await _file_of_form(request, data)
    if len(data) <= len(base) or not data.startswith(base):
        raise AdditionRefused("not_appended")
    return (await platform.blobs.put(data)).digest


async def _file_of_form(request: Request, body: bytes) -> bytes:
    async def pieces() -> AsyncIterator[bytes]:
        yield body

    try:
        form = await MultiPartParser(request.headers, pieces(), max_files=1).parse()  # type: ignore[arg-type]
    except MultiPartException as error:
        raise FileRefused(error.message, code="type-unknown") from error
    try:
        for value in form.values():
            if isinstance(value, UploadFile):
                return await value.read()
    finally:
        await form.close()
    raise FileRefused("the form holds no file", code="type-unknown")
