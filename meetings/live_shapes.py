"""What the use cases of a running meeting are given."""

from uuid import UUID

from pydantic import BaseModel, Field

from meetings.counting import ABSTAIN, AGAINST, FOR
from meetings.models.live_states import Threshold, VoteBase
from meetings.models.states import Quorum
from storage.text import Line, Text


class VoteOption(BaseModel):
    key: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    label: Line = Field(min_length=1, max_length=300)


class VoteDraft(BaseModel):
    """A motion unless `options` are named; abstaining is possible unless it is said otherwise."""

    question: Text = Field(min_length=1, max_length=1000)
    item_id: UUID | None = None
    options: list[VoteOption] = Field(default_factory=list, max_length=20)
    abstention: bool = True
    secret: bool = False
    weighted: bool = False
    proxies_allowed: bool = False
    base: VoteBase = VoteBase.PRESENT
    threshold: Threshold = Threshold.ABSOLUTE
    quorum: Quorum = Quorum.MAJORITY

    def all_options(self) -> list[dict[str, str]]:
        listed = [option.model_dump() for option in self.options] or [
            {"key": FOR, "label": "Tán thành"},
            {"key": AGAINST, "label": "Không tán thành"},
        ]
        if self.abstention:
            listed.append({"key": ABSTAIN, "label": "Không có ý kiến"})
        return listed
