"""A reason that people write where an act asks for one."""

from pydantic import BaseModel, Field

from services.text import Text


class ReasonGiven(BaseModel):
    reason: Text = Field(min_length=10, max_length=1000)
