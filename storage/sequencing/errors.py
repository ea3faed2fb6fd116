"""What keeps the sequencer from signing. Each of them is an alarm, none stops the office's work."""

import asyncpg

# What the bare connection says when it or its server goes away.
CONNECTION_LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class LogRefused(Exception):
    """The log cannot be continued; `problem` is a code with a sentence in our words."""

    problem = "refused"


class RolledBack(LogRefused):
    """The database knows fewer leaves than were signed, or others: an old copy was put back."""

    problem = "rolled-back"


class TilesChanged(LogRefused):
    """The tiles that are kept do not make the root that was signed."""

    problem = "tiles-changed"


class KeyChanged(LogRefused):
    """What was published is signed with another key than the one at hand."""

    problem = "key-changed"
