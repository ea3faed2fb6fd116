"""Every expected failure as problem+json (RFC 9457): one table, looked up by class ancestry.

`type` is stable and for programs, `title` and `detail` for people, `errors` names the fields.
"""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from auth import errors as auth
from meetings import errors as meetings
from meetings import live_errors as live
from meetings.media import errors as media
from services import errors as composition
from services import secrecy
from services.documents import errors as documents
from services.idempotency import AnsweredBefore, replay
from services.identities import errors as identities
from services.inspections import errors as inspections
from services.journal import errors as journal
from services.reporting import errors as reporting
from services.signatures import errors as signatures
from services.statistics import errors as statistics
from signing import errors as signing
from storage.blobs import errors as blobs
from storage.database import DatabaseUnavailable

log = logging.getLogger(__name__)

PROBLEM_TYPE = "urn:congvu:problem:"
RETRY_SECONDS = 2

# How every error answer is described in the OpenAPI document.
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "What was refused, and why (RFC 9457)",
        "content": {
            "application/problem+json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string", "description": "urn:congvu:problem:<code>"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "errors": {
                            "type": "array",
                            "description": "the fields at fault, where fields are",
                            "items": {
                                "type": "object",
                                "required": ["field", "detail"],
                                "properties": {
                                    "field": {"type": "string"},
                                    "detail": {"type": "string"},
                                },
                            },
                        },
                    },
                }
            }
        },
    }
}

# The class of the failure -> status and code. A subclass without a row takes its parent's.
PROBLEMS: dict[type[Exception], tuple[HTTPStatus, str]] = {
    auth.AuthError: (HTTPStatus.FORBIDDEN, "refused"),
    auth.SignInRefused: (HTTPStatus.UNAUTHORIZED, "sign-in-refused"),
    auth.TooManyAttempts: (HTTPStatus.TOO_MANY_REQUESTS, "too-many-attempts"),
    auth.NotSignedIn: (HTTPStatus.UNAUTHORIZED, "not-signed-in"),
    auth.PasswordChangeNeeded: (HTTPStatus.FORBIDDEN, "password-change-needed"),
    auth.OldPasswordWrong: (HTTPStatus.BAD_REQUEST, "field-refused"),
    auth.WeakPassword: (HTTPStatus.BAD_REQUEST, "weak-password"),
    auth.NotAllowed: (HTTPStatus.FORBIDDEN, "not-allowed"),
    auth.AppointmentUnavailable: (HTTPStatus.BAD_REQUEST, "appointment-unavailable"),
    auth.AgencyMissing: (HTTPStatus.NOT_FOUND, "agency-missing"),
    auth.PictureMissing: (HTTPStatus.NOT_FOUND, "not-found"),
    auth.CredentialMissing: (HTTPStatus.CONFLICT, "credential-missing"),
    composition.ServiceError: (HTTPStatus.BAD_REQUEST, "refused"),
    composition.PreconditionMissing: (HTTPStatus.PRECONDITION_REQUIRED, "if-match-missing"),
    composition.PreconditionMalformed: (HTTPStatus.BAD_REQUEST, "if-match-malformed"),
    composition.KeyReused: (HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency-key-reused"),
    composition.KeyBusy: (HTTPStatus.CONFLICT, "idempotency-key-busy"),
    composition.KeyMalformed: (HTTPStatus.BAD_REQUEST, "idempotency-key-malformed"),
    composition.LineMissing: (HTTPStatus.NOT_FOUND, "not-found"),
    composition.CursorMalformed: (HTTPStatus.BAD_REQUEST, "cursor-malformed"),
    composition.UploadTooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file-too-large"),
    composition.TooManyVisits: (HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests"),
    composition.PublicWorkBusy: (HTTPStatus.SERVICE_UNAVAILABLE, "busy"),
    composition.SecretNotExamined: (HTTPStatus.FORBIDDEN, "state-secret-not-examined"),
    composition.JobMissing: (HTTPStatus.NOT_FOUND, "not-found"),
    composition.PeriodMalformed: (HTTPStatus.BAD_REQUEST, "period-malformed"),
    journal.JournalError: (HTTPStatus.BAD_REQUEST, "refused"),
    journal.PartMissing: (HTTPStatus.NOT_FOUND, "not-found"),
    journal.EntryMissing: (HTTPStatus.NOT_FOUND, "not-found"),
    journal.QuestionRefused: (HTTPStatus.BAD_REQUEST, "field-refused"),
    journal.AnswerTooLong: (HTTPStatus.CONFLICT, "answer-too-long"),
    documents.DocumentError: (HTTPStatus.CONFLICT, "refused"),
    documents.NotVisible: (HTTPStatus.NOT_FOUND, "not-found"),
    documents.MoveRefused: (HTTPStatus.CONFLICT, "move-refused"),
    documents.VersionConflict: (HTTPStatus.PRECONDITION_FAILED, "changed-meanwhile"),
    documents.FieldRefused: (HTTPStatus.BAD_REQUEST, "field-refused"),
    secrecy.StateSecretRefused: (HTTPStatus.FORBIDDEN, "state-secret"),
    composition.FileRefused: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "file-refused"),
    composition.FileAbsent: (HTTPStatus.NOT_FOUND, "file-absent"),
    documents.SigningUnderWay: (HTTPStatus.CONFLICT, "signing-under-way"),
    documents.SignaturesNotValid: (HTTPStatus.CONFLICT, "signatures-not-valid"),
    documents.KeyElsewhere: (HTTPStatus.CONFLICT, "key-elsewhere"),
    documents.CertificateNotRegistered: (HTTPStatus.CONFLICT, "certificate-not-registered"),
    documents.OriginRefused: (HTTPStatus.FORBIDDEN, "origin-refused"),
    documents.SigningSessionOver: (HTTPStatus.CONFLICT, "signing-session-over"),
    identities.IdentityError: (HTTPStatus.CONFLICT, "refused"),
    identities.HolderMissing: (HTTPStatus.NOT_FOUND, "not-found"),
    identities.CertificateInUse: (HTTPStatus.CONFLICT, "certificate-in-use"),
    identities.KeyMismatch: (HTTPStatus.CONFLICT, "another-certificate"),
    identities.KeyNotUsable: (HTTPStatus.CONFLICT, "key-not-usable"),
    identities.AlreadyEnded: (HTTPStatus.CONFLICT, "already-ended"),
    identities.NotOneself: (HTTPStatus.FORBIDDEN, "not-oneself"),
    identities.Taken: (HTTPStatus.CONFLICT, "taken"),
    identities.FieldRefused: (HTTPStatus.BAD_REQUEST, "field-refused"),
    inspections.InspectionError: (HTTPStatus.CONFLICT, "refused"),
    inspections.NotVisible: (HTTPStatus.NOT_FOUND, "not-found"),
    inspections.MoveRefused: (HTTPStatus.CONFLICT, "move-refused"),
    inspections.VersionConflict: (HTTPStatus.PRECONDITION_FAILED, "changed-meanwhile"),
    inspections.FieldRefused: (HTTPStatus.BAD_REQUEST, "field-refused"),
    meetings.MeetingError: (HTTPStatus.CONFLICT, "refused"),
    meetings.NotVisible: (HTTPStatus.NOT_FOUND, "not-found"),
    meetings.MoveRefused: (HTTPStatus.CONFLICT, "move-refused"),
    meetings.VersionConflict: (HTTPStatus.PRECONDITION_FAILED, "changed-meanwhile"),
    meetings.FieldRefused: (HTTPStatus.BAD_REQUEST, "field-refused"),
    meetings.PlaceTaken: (HTTPStatus.CONFLICT, "place-taken"),
    live.SeatRemoved: (HTTPStatus.FORBIDDEN, "seat-removed"),
    live.MeetingLocked: (HTTPStatus.FORBIDDEN, "meeting-locked"),
    live.InLobby: (HTTPStatus.FORBIDDEN, "in-lobby"),
    live.TooManyDevices: (HTTPStatus.CONFLICT, "too-many-devices"),
    live.AskedAlready: (HTTPStatus.CONFLICT, "asked-already"),
    live.QuorumMissing: (HTTPStatus.CONFLICT, "quorum-missing"),
    live.VoteUnderWay: (HTTPStatus.CONFLICT, "vote-under-way"),
    live.NoVote: (HTTPStatus.FORBIDDEN, "no-vote"),
    live.BallotCast: (HTTPStatus.CONFLICT, "ballot-cast"),
    live.BallotRefused: (HTTPStatus.BAD_REQUEST, "ballot-refused"),
    live.RecordingNotAllowed: (HTTPStatus.CONFLICT, "recording-not-allowed"),
    media.MediaError: (HTTPStatus.SERVICE_UNAVAILABLE, "media-unavailable"),
    media.DescriptionRefused: (HTTPStatus.BAD_REQUEST, "media-description-refused"),
    media.AnswerStale: (HTTPStatus.CONFLICT, "media-answer-stale"),
    media.ParticipantUnknown: (HTTPStatus.CONFLICT, "media-not-joined"),
    media.MediaFull: (HTTPStatus.CONFLICT, "media-full"),
    signatures.SignatureServiceError: (HTTPStatus.BAD_REQUEST, "refused"),
    signatures.NotExaminable: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "file-not-examinable"),
    reporting.ReportingError: (HTTPStatus.CONFLICT, "refused"),
    reporting.NotVisible: (HTTPStatus.NOT_FOUND, "not-found"),
    reporting.MoveRefused: (HTTPStatus.CONFLICT, "move-refused"),
    reporting.VersionConflict: (HTTPStatus.PRECONDITION_FAILED, "changed-meanwhile"),
    reporting.FieldRefused: (HTTPStatus.BAD_REQUEST, "field-refused"),
    reporting.Incomplete: (HTTPStatus.CONFLICT, "report-incomplete"),
    reporting.DataNotClosed: (HTTPStatus.CONFLICT, "data-not-closed"),
    statistics.StatisticsError: (HTTPStatus.BAD_REQUEST, "refused"),
    statistics.IndicatorUnknown: (HTTPStatus.NOT_FOUND, "indicator-unknown"),
    statistics.PeriodRunning: (HTTPStatus.CONFLICT, "period-running"),
    statistics.FiguresNotCounted: (HTTPStatus.CONFLICT, "figures-not-counted"),
    statistics.CorrectionUnexplained: (HTTPStatus.CONFLICT, "correction-unexplained"),
    statistics.RecordMissing: (HTTPStatus.NOT_FOUND, "record-missing"),
    statistics.BulletinMissing: (HTTPStatus.NOT_FOUND, "bulletin-missing"),
    signing.SigningError: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "file-refused"),
    signing.AlreadySigned: (HTTPStatus.CONFLICT, "signed-already"),
    signing.FieldTaken: (HTTPStatus.CONFLICT, "signed-already"),
    signing.SecretaryUnsigned: (HTTPStatus.CONFLICT, "secretary-unsigned"),
    signing.LeaderUnsigned: (HTTPStatus.CONFLICT, "leader-unsigned"),
    signing.NoRoom: (HTTPStatus.CONFLICT, "no-room-for-stamp"),
    signing.KeyMissing: (HTTPStatus.SERVICE_UNAVAILABLE, "key-unavailable"),
    signing.KeyRefused: (HTTPStatus.SERVICE_UNAVAILABLE, "key-unavailable"),
    signing.KeyUnavailable: (HTTPStatus.SERVICE_UNAVAILABLE, "key-unavailable"),
    signing.CertificateRefused: (HTTPStatus.CONFLICT, "certificate-refused"),
    signing.ValueRefused: (HTTPStatus.CONFLICT, "value-refused"),
    signing.AdditionRefused: (HTTPStatus.CONFLICT, "addition-refused"),
    signing.TimeStampUnavailable: (HTTPStatus.SERVICE_UNAVAILABLE, "time-stamp-unavailable"),
    signing.SigningBusy: (HTTPStatus.SERVICE_UNAVAILABLE, "busy"),
    signing.SigningStopped: (HTTPStatus.SERVICE_UNAVAILABLE, "busy"),
    signing.SigningTimeout: (HTTPStatus.SERVICE_UNAVAILABLE, "pdf-work-too-slow"),
    signing.WorkerCrashed: (HTTPStatus.SERVICE_UNAVAILABLE, "pdf-work-failed"),
    blobs.BlobError: (HTTPStatus.SERVICE_UNAVAILABLE, "store-unavailable"),
}

EXTRAS: dict[type[Exception], Callable[[Any], dict[str, Any]]] = {
    composition.UploadTooLarge: lambda error: {"limit": error.limit},
    documents.MoveRefused: lambda error: {"noun": error.noun, "state": error.state},
    documents.VersionConflict: lambda error: {"version": error.current},
    inspections.MoveRefused: lambda error: {"noun": error.noun, "state": error.state},
    inspections.VersionConflict: lambda error: {"version": error.current},
    inspections.FieldRefused: lambda error: {
        "errors": [{"field": error.field, "detail": error.reason}]
    },
    meetings.MoveRefused: lambda error: {"noun": error.noun, "state": error.state},
    meetings.VersionConflict: lambda error: {"version": error.current},
    meetings.FieldRefused: lambda error: {
        "errors": [{"field": error.field, "detail": error.reason}]
    },
    meetings.PlaceTaken: lambda error: {"place": error.place},
    live.SeatRemoved: lambda error: {"reason": error.reason},
    live.QuorumMissing: lambda error: {"present": error.present, "needed": error.needed},
    live.BallotRefused: lambda error: {"reason": error.reason},
    composition.PeriodMalformed: lambda error: {
        "errors": [{"field": "period", "detail": str(error)}]
    },
    documents.FieldRefused: lambda error: {
        "errors": [{"field": error.field, "detail": error.reason}]
    },
    journal.QuestionRefused: lambda error: {
        "errors": [{"field": error.field, "detail": error.reason}]
    },
    journal.AnswerTooLong: lambda error: {"most": error.most},
    reporting.MoveRefused: lambda error: {"noun": error.noun, "state": error.state},
    reporting.VersionConflict: lambda error: {"version": error.current},
    reporting.FieldRefused: lambda error: {
        "errors": [{"field": error.field, "detail": error.reason}]
    },
    reporting.Incomplete: lambda error: {"indicators": error.codes},
    reporting.DataNotClosed: lambda error: {"last": error.last.isoformat()},
    identities.CertificateInUse: lambda error: {"reason": error.reason},
    identities.KeyMismatch: lambda error: {"serial": error.serial},
    identities.KeyNotUsable: lambda error: {"reason": error.reason},
    identities.Taken: lambda error: {"errors": [{"field": error.field, "detail": "is taken"}]},
    identities.FieldRefused: lambda error: {
        "errors": [{"field": error.field, "detail": error.reason}]
    },
    composition.FileRefused: lambda error: {"reason": error.code},
    signatures.NotExaminable: lambda error: {"reason": error.reason},
    secrecy.StateSecretRefused: lambda error: {"mark": error.mark},
    composition.SecretNotExamined: lambda error: {"mark": error.mark},
    documents.SignaturesNotValid: lambda error: {"outcome": error.outcome},
    documents.KeyElsewhere: lambda error: {"place": error.place},
    documents.SigningSessionOver: lambda error: {"state": error.state},
    signing.CertificateRefused: lambda error: {"reason": error.reason},
    signing.AdditionRefused: lambda error: {"reason": error.reason},
    signing.BadStamp: lambda error: {"reason": error.reason.replace("_", "-")},
    auth.NotAllowed: lambda error: {"permission": error.permission},
    auth.OldPasswordWrong: lambda _: {"errors": [{"field": "old", "detail": "is not right"}]},
    auth.WeakPassword: lambda error: {
        "reason": error.reason,
        "errors": [{"field": "new", "detail": f"is refused: {error.reason}"}],
    },
}

HEADERS: dict[type[Exception], Callable[[Any], dict[str, str]]] = {
    auth.SignInRefused: lambda _: {"WWW-Authenticate": 'Bearer realm="congvu"'},
    auth.NotSignedIn: lambda _: {"WWW-Authenticate": 'Bearer realm="congvu"'},
    auth.TooManyAttempts: lambda error: {"Retry-After": str(error.retry_after_seconds)},
    composition.KeyBusy: lambda _: {"Retry-After": str(RETRY_SECONDS)},
    composition.TooManyVisits: lambda error: {"Retry-After": str(error.retry_after_seconds)},
    composition.PublicWorkBusy: lambda _: {"Retry-After": str(RETRY_SECONDS)},
}


def problem(
    status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **extra: Any
) -> JSONResponse:
    return JSONResponse(
        {
            "type": PROBLEM_TYPE + code,
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            **extra,
        },
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )


def problem_of(error: Exception) -> JSONResponse:
    """The answer to an expected failure, from the nearest row of each table."""
    status, code, detail, extra = facts_of(error)
    headers = _nearest(HEADERS, error)
    return problem(status, code, detail, headers=headers(error) if headers else None, **extra)


def facts_of(error: Exception) -> tuple[HTTPStatus, str, str, dict[str, Any]]:
    """Status, code, detail and what else is told of a failure, over whatever it is told."""
    status, code = _nearest(PROBLEMS, error) or (HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected")
    extra = _nearest(EXTRAS, error)
    return status, code, str(error) or type(error).__name__, extra(error) if extra else {}


def _nearest(table: dict[type[Exception], Any], error: Exception) -> Any:
    for ancestor in type(error).__mro__:
        if ancestor in table:
            return table[ancestor]
    return None


async def _expected(_: Request, error: Exception) -> Response:
    return problem_of(error)


async def _answered_before(_: Request, error: Exception) -> Response:
    if not isinstance(error, AnsweredBefore):
        raise error
    return replay(error.kept)


async def _malformed(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    errors = [
        {
            "field": ".".join(str(part) for part in row["loc"][1:]) or str(row["loc"][0]),
            "detail": row["msg"],
        }
        for row in error.errors()
    ]
    return problem(422, "malformed", "; ".join(row["field"] for row in errors), errors=errors)


async def _http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "refused")
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, code, str(error.detail), headers=headers)


async def _conflict(_: Request, error: Exception) -> Response:
    """A constraint of the database said no: somebody else was faster, or the value is taken."""
    log.info("constraint refused a change: %s", getattr(error, "orig", error))
    return problem(409, "conflict", "it contradicts something that is already there")


async def _database(_: Request, error: Exception) -> Response:
    """A commit that failed or a server that did not answer: nothing of the request was kept."""
    log.warning("database failure: %s", error)
    return problem(
        503,
        "database-unavailable",
        "nothing was changed; try again",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected failure at %s", request.url.path, exc_info=error)
    return problem(500, "unexpected", "an unexpected failure; it has been logged")


def install_problems(app: FastAPI) -> None:
    handlers: list[tuple[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]] = [
        *((root, _expected) for root in PROBLEMS),
        (AnsweredBefore, _answered_before),
        (RequestValidationError, _malformed),
        (HTTPException, _http),
        (IntegrityError, _conflict),
        (DBAPIError, _database),
        (DatabaseUnavailable, _database),
        (PoolTimeout, _database),
        (Exception, _unexpected),
    ]
    for kind, handler in handlers:
        app.add_exception_handler(kind, handler)
    app.state.describe_problem = facts_of  # for what is refused over a socket
