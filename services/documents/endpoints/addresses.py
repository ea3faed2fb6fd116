"""Where the API answers about a document."""

from uuid import UUID


def document_address(document_id: UUID) -> str:
    return f"/api/v1/documents/{document_id}"
