"""What the pages read is what the API says it sends."""

from typing import Any

import pytest

from services.web.shapes import (
    archive,
    copy,
    desk,
    document,
    figure,
    identity,
    incoming,
    job,
    place,
    shared,
    signing_batch,
    work_file,
)
from services.web.shapes.shape import Shape
from tests.office import Office

# Our shape, and what the OpenAPI document calls its counterpart.
COUNTERPARTS: list[tuple[type[Shape], str]] = [
    (copy.Copy, "CopyRead"),
    (archive.ArchiveAlarm, "ArchiveAlarm"),
    (archive.ArchiveOverview, "ArchiveOverview"),
    (desk.Desk, "DeskRead"),
    (desk.DeskCount, "DeskCount"),
    (desk.DeskRow, "DeskRow"),
    (document.Delivery, "DeliveryRead"),
    (document.DeliveryEvent, "DeliveryEventRead"),
    (document.DocumentFile, "FileRead"),
    (document.DocumentRead, "DocumentRead"),
    (document.DocumentRow, "DocumentRow"),
    (document.DocumentType, "DocumentTypeRead"),
    (document.IncomingBrief, "IncomingBrief"),
    (document.Receiver, "ReceiverRead"),
    (document.ReceiverGroup, "ReceiverGroupRead"),
    (document.Signing, "SigningRead"),
    (document.SigningKey, "SigningKeyRead"),
    (figure.AgencyFigure, "AgencyFigure"),
    (figure.Evidence, "EvidenceRow"),
    (figure.Figure, "FigureRead"),
    (figure.TrendPoint, "TrendPoint"),
    (identity.AgencyFound, "AgencyFound"),
    (identity.Appointment, "AppointmentRead"),
    (identity.Me, "Me"),
    (identity.SessionOpened, "SessionOpened"),
    (identity.Staff, "StaffRow"),
    (incoming.IncomingRead, "IncomingRead"),
    (incoming.IncomingRow, "IncomingRow"),
    (incoming.Reply, "ReplyBrief"),
    (incoming.Task, "TaskRead"),
    (place.Place, "PlaceRead"),
    (job.DeadJob, "DeadJob"),
    (shared.Agency, "AgencyRead"),
    (shared.Attachment, "AttachmentRead"),
    (shared.Comment, "CommentRead"),
    (shared.HistoryLine, "HistoryRead"),
    (shared.Officer, "OfficerRead"),
    (signing_batch.BatchItem, "BatchItemRead"),
    (signing_batch.DocumentToSign, "DocumentToSign"),
    (signing_batch.DocumentsToSign, "DocumentsToSign"),
    (signing_batch.SigningBatch, "SigningBatchRead"),
    (work_file.Item, "ItemRead"),
    (work_file.Step, "StepRead"),
    (work_file.WorkFileRead, "WorkFileRead"),
    (work_file.WorkFileRow, "WorkFileRow"),
]


@pytest.fixture
async def described(office: Office) -> dict[str, Any]:
    """The schemas of the OpenAPI document."""
    answer = await office.client.get("/api/v1/openapi.json")
    return dict(answer.json()["components"]["schemas"])


async def test_every_field_that_is_read_is_promised_by_the_api(described: dict[str, Any]) -> None:
    for shape, name in COUNTERPARTS:
        promised = set(described[name]["required"])
        assert set(shape.model_fields) <= promised, name
