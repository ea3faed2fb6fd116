"""Fields that a signature locked (FieldMDP), filled in afterwards; forms that lie in wait."""

from tests.signing.samples.paper import Paper, entries, put, target
from tests.signing.samples.revisions import revise
from tests.signing.samples.scenes import field_named, leader, prepared
from tests.signing.samples.signature import Act, sign
from tests.signing.samples.table import Expected, whole


def locked(action: bytes, *names: bytes, level: int | None = None) -> Paper:
    """Sign First with a lock over fields (FieldMDP)."""
    paper = prepared()
    first = field_named(paper, "First")
    fields = b"/Fields[" + b"".join(b"(%b)" % name for name in names) + b"]" if names else b""
    lock = b"<</Type/SigFieldLock/Action/%b%b>>" % (action, fields)
    paper = revise(paper, {first: put(paper.body(first), Lock=lock)})
    transform = (
        b"<</Type/SigRef/TransformMethod/FieldMDP/TransformParams"
        b"<</Type/TransformParams/V/1.2/Action/%b%b>>>>" % (action, fields)
    )
    return sign(paper, first, Act(signer=leader(), level=level, transforms=transform))


def _refilled(paper: Paper) -> Paper:
    amount = field_named(paper, "Amount")
    shown = target(entries(paper.value(amount, b"/AP"))[b"/N"])
    drawn = paper.body(shown).replace(b"(1 000", b"(9 000")
    return revise(paper, {shown: drawn, amount: put(paper.body(amount), V=b"(9 000 000)")})


@whole(Expected.ALTERED)
def lock_of_one_field_broken() -> Paper:
    return _refilled(locked(b"Include", b"Amount"))


@whole(Expected.ALTERED)
def lock_of_all_fields_broken() -> Paper:
    return _refilled(locked(b"All"))


@whole(Expected.ALTERED)
def lock_of_other_fields_broken() -> Paper:
    return _refilled(locked(b"Exclude", b"Second"))


@whole(Expected.ALTERED)
def certified_but_locked_field_filled() -> Paper:
    """Level 2 allows filling in, the lock of the same signature does not."""
    return _refilled(locked(b"Include", b"Amount", level=2))


def _two_faced(level: int | None) -> Paper:
    """Sign a field whose value is nine million and whose appearance shows one."""
    paper = prepared()
    amount = field_named(paper, "Amount")
    paper = revise(paper, {amount: put(paper.body(amount), V=b"(9 000 000)")})
    paper = sign(paper, field_named(paper, "First"), Act(signer=leader(), level=level))
    form = target(paper.value(paper.root, b"/AcroForm"))
    return revise(paper, {form: put(paper.body(form), NeedAppearances=b"true")})


@whole(Expected.ALTERED)
def appearances_made_anew_from_other_values() -> Paper:
    return _two_faced(None)


@whole(Expected.ALTERED)
def appearances_made_anew_on_a_certified_form() -> Paper:
    return _two_faced(2)


@whole(Expected.ALTERED)
def appearance_taken_away_for_another_value() -> Paper:
    """Without its appearance the field is drawn from its value, which was never shown."""
    paper = prepared()
    amount = field_named(paper, "Amount")
    paper = revise(paper, {amount: put(paper.body(amount), V=b"(9 000 000)")})
    paper = sign(paper, field_named(paper, "First"), Act(signer=leader(), level=3))
    return revise(paper, {amount: put(paper.body(amount), AP=None)})
