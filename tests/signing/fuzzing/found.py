"""What fuzzing found, made small: the signed file and the change that stayed green."""

from collections.abc import Callable

from tests.signing.samples.paper import Paper

FOUND: dict[str, tuple[Callable[[], Paper], Callable[[Paper], Paper]]] = {}
