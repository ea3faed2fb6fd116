"""What was done with a document, an arrival, a work file or a copy, each act with its proof."""

from fastapi import APIRouter

from services.documents.access import (
    access_copy,
    access_document,
    access_incoming,
    access_work_file,
)
from services.history_router import history_router

router = APIRouter()
for one in (
    history_router("/documents/{document_id}", "document", access_document),
    history_router("/incoming/{incoming_id}", "incoming_document", access_incoming),
    history_router("/work-files/{work_file_id}", "work_file", access_work_file),
    history_router("/copies/{copy_id}", "document_copy", access_copy),
):
    router.include_router(one)
