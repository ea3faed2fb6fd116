"""All commands by name."""

from services.rooms.live.commands import floor, meeting, seats, talk, votes
from services.rooms.live.commands.command import Commands

COMMANDS: Commands = {
    **meeting.COMMANDS,
    **floor.COMMANDS,
    **seats.COMMANDS,
    **votes.COMMANDS,
    **talk.COMMANDS,
}
