"""Which stores of keys there are, as the settings say."""

from signing.keys.port import KeyStore
from signing.keys.software import SoftwareKeyStore
from signing.settings import SigningSettings


def open_key_store(settings: SigningSettings) -> KeyStore:
    """Return the key store that the settings ask for."""
    return SoftwareKeyStore(settings.key_dir, production=settings.is_production)
