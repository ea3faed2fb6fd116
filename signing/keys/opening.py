"""Which stores of keys there are, as the settings say, and which one a key's name means."""

from pathlib import Path

from pydantic import SecretStr

from signing.errors import KeyRefused
from signing.keys.csc.client import CscClient
from signing.keys.csc.store import RemoteKeyStore
from signing.keys.pins import PinSource
from signing.keys.pkcs11.session import TokenSession
from signing.keys.pkcs11.store import TokenKeyStore
from signing.keys.port import KeyStore, SigningKey
from signing.keys.software import SoftwareKeyStore
from signing.settings import SigningSettings

SOFTWARE, PKCS11, CSC = "software", "pkcs11", "csc"


class KeyStores:
    """All stores of one process: ``pkcs11:label``, ``csc:credential`` or a software key's label."""

    def __init__(self, stores: dict[str, KeyStore]) -> None:
        self._stores = stores

    def load(self, name: str) -> SigningKey:
        """Return the key with this name; raises as its store, or KeyRefused without one."""
        store, _, label = name.partition(":")
        if store not in {SOFTWARE, PKCS11, CSC}:
            store, label = SOFTWARE, name
        found = self._stores.get(store)
        if found is None:
            raise KeyRefused(label, "store_not_configured")
        return found.load(label)


def open_key_store(settings: SigningSettings) -> KeyStores:
    """Return the key stores that the settings ask for; nothing is connected yet."""
    stores: dict[str, KeyStore] = {
        SOFTWARE: SoftwareKeyStore(settings.key_dir, production=settings.is_production)
    }
    if settings.pkcs11_module is not None:
        stores[PKCS11] = TokenKeyStore(open_token(settings, settings.pkcs11_module))
    if settings.csc_url:
        pin = _pin(CSC, settings.csc_pin_file, settings.csc_pin, settings)
        stores[CSC] = RemoteKeyStore(open_service(settings), pin)
    return KeyStores(stores)


def open_token(settings: SigningSettings, module: Path) -> TokenSession:
    """Return the session with the token of the settings, not yet opened."""
    pin = _pin(PKCS11, settings.pkcs11_pin_file, settings.pkcs11_pin, settings)
    return TokenSession(module, label=settings.pkcs11_token, serial=settings.pkcs11_serial, pin=pin)


def open_service(settings: SigningSettings) -> CscClient:
    """Return the client of the remote signing service, not yet connected."""
    secret = PinSource(
        CSC, settings.csc_client_secret_file, settings.csc_client_secret, settings.key_dir
    )
    return CscClient(
        settings.csc_url,
        token_url=settings.csc_token_url or f"{settings.csc_url}/oauth2/token",
        client_id=settings.csc_client_id,
        secret=secret,
        seconds=settings.csc_seconds,
    )


def _pin(
    name: str, file: Path | None, value: SecretStr | None, settings: SigningSettings
) -> PinSource:
    return PinSource(name, file, value, settings.key_dir)
