"""The clauses about signatures ask the same facade, keys and document as tests/signing."""

from tests.signing.conftest import settings, signing, stages

__all__ = ["settings", "signing", "stages"]
