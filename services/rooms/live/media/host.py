"""What the media need of the process they are in, and of the devices there."""

from typing import Any, Protocol
from uuid import UUID

from services.platform import Platform
from services.rooms.live.carrying_out import Describe

Answer = dict[str, Any]


class Devices(Protocol):
    """The devices of one meeting at this process."""

    def tell(self, message: Answer) -> None: ...

    def tell_participant(self, participant: str, message: Answer) -> None: ...


class Host(Protocol):
    """What the media need of the process they are in."""

    number: int
    platform: Platform
    describe: Describe

    def find(self, meeting_id: UUID) -> Devices | None: ...

    def keep(self, meeting_id: UUID) -> Devices: ...

    async def release(self, meeting_id: UUID) -> None: ...
