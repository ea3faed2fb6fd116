"""Every act of the journal has a name, for people who read a history or an answer on paper."""

from auth.acts import Act
from services.act_names import ACT_NAMES


def test_every_act_is_called_by_words() -> None:
    assert {act.value for act in Act} == ACT_NAMES.keys()
    assert all(ACT_NAMES.values())
