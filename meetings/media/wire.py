"""What goes between a media process and who uses it: one JSON object a line, bounded in size.

    -> {"id": 7, "call": "publish", "with": {"room": "...", ...}}
    <- {"id": 7, "value": ...}   or   {"id": 7, "error": "RoomUnknown", "words": ["..."]}
    <- {"event": {"kind": "joined", ...}}

The first line a client sends is {"secret": "..."}; the first it is sent names the open rooms.
"""

import asyncio
import inspect
import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, create_model

from meetings.media.events import Event
from meetings.media.port import MediaEngine
from meetings.media.shapes import Health

LARGEST = 512 * 1024
#: What may be called, and with what: as the port says.
CALLS = (
    "open_room",
    "close_room",
    "set_rights",
    "publish",
    "subscribe",
    "set_view",
    "accept",
    "add_candidate",
    "mute",
    "leave",
    "remove",
    "request_keyframe",
    "start_recording",
    "stop_recording",
    "stats",
)
#: Of the process itself, so it is no call of the port.
HEALTH = "health"
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)


class WireBroken(Exception):
    """The other side is gone, or says what cannot be understood."""


def _arguments(call: str) -> type[Any]:
    parameters = inspect.signature(getattr(MediaEngine, call)).parameters
    fields: dict[str, Any] = {
        name: (parameter.annotation, ...)
        for name, parameter in parameters.items()
        if name != "self"
    }
    made: type[Any] = create_model(call, **fields)
    return made


ARGUMENTS = {call: _arguments(call) for call in CALLS}
RETURNS: Mapping[str, TypeAdapter[Any]] = {
    call: TypeAdapter(inspect.signature(getattr(MediaEngine, call)).return_annotation)
    for call in CALLS
} | {HEALTH: TypeAdapter(Health)}


def pack(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(value)


async def read(reader: asyncio.StreamReader) -> dict[str, Any]:
    """Read a line; `WireBroken` at the end, or where it is no object or too long."""
    try:
        line = await reader.readuntil(b"\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
        raise WireBroken from error
    try:
        message = json.loads(line)
    except ValueError as error:
        raise WireBroken from error
    if not isinstance(message, dict):
        raise WireBroken
    return message
