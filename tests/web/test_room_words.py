"""What the scripts of the meeting room say is known to the page, in both languages."""

import re

from services.web.rendering import STATIC
from services.web.words.rooms import SAID_IN_ROOM

SCRIPTS = sorted([*STATIC.glob("room*.js"), STATIC / "hall.js"])
# `say("code")`, and both codes of `say(condition ? "one" : "other")`.
CALL = re.compile(r"\bsay\(([^()`]*)")
CODE = re.compile(r"\"([a-z0-9_-]+)\"")


def test_every_code_that_a_script_says_has_its_sentence() -> None:
    said = {
        code
        for script in SCRIPTS
        for call in CALL.findall(script.read_text(encoding="utf-8"))
        for code in CODE.findall(re.sub(r"[=!]== *\"[^\"]*\"", "", call))
    }
    assert len(said) > 50
    assert said <= SAID_IN_ROOM.keys(), said - SAID_IN_ROOM.keys()
