"""Starting and stopping the trial, as in the first ten minutes of somebody who tries it."""

import sys
from pathlib import Path

import pytest

from tests.journeys.trial import Running, Trial, alive, free_port, until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads the process tree from /proc"),
    pytest.mark.xdist_group("trial"),
]


def test_the_trial_survives_what_people_do_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "Bản dùng thử"
    folder.mkdir()
    trial = Trial(folder, free_port())

    kill_while_it_is_set_up(trial)
    running = trial.start()
    running.greets()
    numbers = trial.documents()
    assert "01/KH-UBND" in numbers
    refuse_a_second_one(trial, tmp_path)

    family = running.family()
    running.kill()
    again = trial.start()
    again.greets()
    assert trial.documents() == numbers
    until(lambda: not alive(family))
    stop(again)

    start_anew(trial)


def kill_while_it_is_set_up(trial: Trial) -> None:
    running = trial.start()
    until(lambda: bool(trial.kept()) and (trial.folder / "var" / "keys").exists())
    running.kill()
    assert trial.kept()["finished"] is False


def refuse_a_second_one(trial: Trial, elsewhere: Path) -> None:
    """A taken port and a folder in use are each one line that says what to do."""
    same_port = Trial(elsewhere, trial.port).start()
    same_folder = Trial(trial.folder, free_port()).start()
    assert f"port {trial.port}" in same_port.refusal()
    assert "in use by a running congvu" in same_folder.refusal()


def stop(running: Running) -> None:
    family = running.family()
    assert len(family) > 2, "no database, no worker processes?"
    status, said = running.interrupt()
    assert status in {0, 130}, said
    assert not said
    until(lambda: not alive(family))


def start_anew(trial: Trial) -> None:
    before = trial.kept()
    running = trial.start("--fresh")
    until(lambda: trial.kept().get("password") not in {None, before["password"]})
    assert trial.kept()["finished"] is False
    stop(running)
