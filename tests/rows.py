"""Rows as the tables hold them, for tests/bulk.py."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from meetings.models.states import MeetingForm, MeetingKind, MeetingState, Quorum
from services.documents.models.states import (
    CopyKind,
    CopyState,
    IncomingState,
    Medium,
    ReceiverPurpose,
    TaskRole,
    TaskState,
    Urgency,
    WorkFileState,
)
from storage.ids import new_id
from storage.outbox import EventState
from tests.office import OFFICE_DAY


def incoming_row(agency_id: UUID, **changes: Any) -> dict[str, Any]:
    """An incoming document that was assigned."""
    return {
        "agency_id": agency_id,
        "sender_name": "Ủy ban nhân dân xã Mỹ Hòa",
        "number_and_symbol": "01/BC-UBND",
        "issued_on": OFFICE_DAY.date(),
        "type_code": "BC",
        "abstract": "Báo cáo kết quả",
        "urgency": Urgency.NORMAL,
        "due_date": None,
        "medium": Medium.ELECTRONIC,
        "purpose": ReceiverPurpose.ACTING,
        "state": IncomingState.ASSIGNED,
        "version": 1,
        "pages": 1,
        "verdict": "valid",
        "arrived_at": OFFICE_DAY,
        "folded": "bao cao ket qua",
        **changes,
    }


def task_row(
    incoming_id: UUID, appointment_id: UUID, *, by: UUID, **changes: Any
) -> dict[str, Any]:
    return {
        "incoming_id": incoming_id,
        "appointment_id": appointment_id,
        "assigned_by_id": by,
        "role": TaskRole.LEAD,
        "instruction": "Tham mưu thực hiện",
        "state": TaskState.ASSIGNED,
        "version": 1,
        "assigned_at": OFFICE_DAY,
        **changes,
    }


def work_file_row(agency_id: UUID, holder: UUID, *, number: int, **changes: Any) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "holder_appointment_id": holder,
        "symbol": f"{number:02d}.CĐS",
        "title": "Chuyển đổi số",
        "retention_years": 10,
        "year": 2024,
        "state": WorkFileState.OPEN,
        "version": 1,
        "opened_at": OFFICE_DAY,
        "folded": "chuyen doi so",
        **changes,
    }


def copy_row(agency_id: UUID, *, of: UUID, number: int, **keys: UUID) -> dict[str, Any]:
    """A copy of an incoming document whose signature failed."""
    return {
        "agency_id": agency_id,
        "incoming_id": of,
        "kind": CopyKind.TRUE_COPY,
        "pages": "",
        "purpose": "Lưu hồ sơ",
        "original": "01/BC-UBND Báo cáo kết quả",
        "year": 2024,
        "number": number,
        "symbol": "SY-UBND",
        "state": CopyState.FAILED,
        "problem": "NoRoom",
        "source_digest": "0" * 64,
        "started_at": OFFICE_DAY,
        **keys,
    }


def meeting_row(
    agency_id: UUID, drafter: UUID, officers: Sequence[UUID], **changes: Any
) -> dict[str, Any]:
    """A planned meeting; `officers` are its chair and its secretary."""
    chair, secretary = officers
    return {
        "agency_id": agency_id,
        "drafter_appointment_id": drafter,
        "chair_appointment_id": chair,
        "secretary_appointment_id": secretary,
        "title": "Giao ban",
        "kind": MeetingKind.BRIEFING,
        "form": MeetingForm.ONLINE,
        "starts_at": OFFICE_DAY + timedelta(days=7),
        "ends_at": OFFICE_DAY + timedelta(days=7, hours=2),
        "place_text": "",
        "content": "",
        "requirements": "",
        "quorum": Quorum.MAJORITY,
        "recording_allowed": False,
        "scope": ["district"],
        "state": MeetingState.PLANNED,
        "version": 1,
        "held_here": True,
        "created_at": OFFICE_DAY,
        "changed_at": OFFICE_DAY,
        "calendar_sequence": 0,
        "last_seq": 0,
        "folded": "giao ban",
        **changes,
    }


def place_row(agency_id: UUID, *, number: int) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "name": f"Phòng họp số {number}",
        "address": "",
        "capacity": None,
        "equipment": "",
        "is_bridge_point": True,
        "active": True,
        "version": 1,
    }


def dead_event_row() -> dict[str, Any]:
    return {
        "type": "test.poison",
        "subject": new_id(),
        "data": {},
        "occurred_at": OFFICE_DAY,
        "state": EventState.DEAD,
        "attempts": 8,
    }
