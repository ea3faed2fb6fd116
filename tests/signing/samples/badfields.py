"""One bad field beside a signed one: the bad one must not hide the other (in ``BESIDE``)."""

from collections.abc import Callable

from tests.signing.samples.bombs import sign_first
from tests.signing.samples.paper import Paper, put, reference, target
from tests.signing.samples.revisions import revise
from tests.signing.samples.scenes import prepared

_BAD: dict[str, bytes] = {
    "null": b"null",
    "number": b"17",
    "text": b"(field)",
    "array": b"[1 2 3]",
    "stream": b"<</Length 3>>stream\nabc\nendstream",
    "without_name": b"<</FT/Sig>>",
    "name_is_a_number": b"<</FT/Sig/T 5>>",
    "name_is_an_array": b"<</FT/Sig/T[(a)]>>",
    "type_is_a_text": b"<</FT(Sig)/T(bad)>>",
    "type_is_missing": b"<</T(bad)>>",
    "value_is_a_number": b"<</FT/Sig/T(bad)/V 5>>",
    "value_is_an_array": b"<</FT/Sig/T(bad)/V[]>>",
    "value_is_empty": b"<</FT/Sig/T(bad)/V<<>>>>",
    "value_dangles": b"<</FT/Sig/T(bad)/V 99999 0 R>>",
    "value_of_zeros": b"<</FT/Sig/T(bad)/V<</Type/Sig/Filter/Adobe.PPKLite"
    b"/SubFilter/ETSI.CAdES.detached/ByteRange[0 0 0 0]/Contents<0000>>>>>",
    "value_of_an_unknown_kind": b"<</FT/Sig/T(bad)/V<</Type/Sig/Filter/F/SubFilter/x.y"
    b"/ByteRange[0 10 20 10]/Contents<3000>>>>>",
    "placeholder": b"<</FT/Sig/T(bad)/V<</Type/Sig/Filter/Adobe.PPKLite"
    b"/SubFilter/adbe.pkcs7.detached/ByteRange[0 9999999999 9999999999 9999999999]"
    b"/Contents<" + b"0" * 400 + b">>>>>",
    "kids_are_a_number": b"<</FT/Sig/T(bad)/Kids 5>>",
    "kids_are_numbers": b"<</FT/Sig/T(bad)/Kids[1 2 3]>>",
    "kids_dangle": b"<</FT/Sig/T(bad)/Kids[99999 0 R]>>",
    "kid_is_itself": b"<</FT/Sig/T(bad)/Kids[SELF]>>",
    "parent_is_itself": b"<</FT/Sig/T(bad)/Parent SELF>>",
    "rectangle_of_names": b"<</FT/Sig/T(bad)/Rect[/a/b/c/d]/V 99999 0 R>>",
    "appearance_is_a_number": b"<</FT/Sig/T(bad)/AP 5/Rect[0 0 10 10]>>",
    "unreadable": b"<</FT/Sig/T(bad",
}


def beside(name: str) -> Paper:
    """Return the plan signed in First, with this field before it in the list."""
    paper = prepared()
    form, bad = target(paper.value(paper.root, b"/AcroForm")), paper.size
    old = paper.listed(form, b"/Fields")
    body = _BAD[name].replace(b"SELF", reference(bad))
    fields = b"[%b %b]" % (reference(bad), old)
    # The bad object stands in a revision of its own, so that it can be broken in itself.
    paper = revise(paper, {form: put(paper.body(form), Fields=fields)})
    return sign_first(revise(paper, {bad: body}))


def _bound(name: str) -> Callable[[], Paper]:
    return lambda: beside(name)


BESIDE = {name: _bound(name) for name in _BAD}
