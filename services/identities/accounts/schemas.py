"""Shapes of accounts and passwords."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from auth.password_rules import LONGEST
from services.text import Text

Username = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=3, max_length=100, pattern=r"^[a-z0-9][a-z0-9._-]*$"
    ),
]


class AccountOpen(BaseModel):
    username: Username


class AccountLock(BaseModel):
    reason: Text = Field(min_length=10, max_length=1000)


class FirstPassword(BaseModel):
    """Shown only here. It must be changed at the first sign-in, before `until`."""

    username: str
    first_password: str = Field(repr=False)
    until: datetime


class PasswordChange(BaseModel):
    """The rule for `new` is that of `auth.password_rules`."""

    old: str = Field(min_length=1, max_length=LONGEST, repr=False)
    new: str = Field(min_length=1, max_length=LONGEST, repr=False)
