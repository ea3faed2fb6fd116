"""Time stamps: the demonstration authority inside the program, or one over HTTP."""

import hashlib
from datetime import datetime

from asn1crypto import cms, tsp, x509  # type: ignore[import-untyped]
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko.sign.timestamps.common_utils import get_nonce

from signing.demo_ca import DemoAuthority
from signing.errors import KeyRefused, TimeStampUnavailable
from signing.keys.port import SigningKey
from signing.pades import loop
from signing.pades.signers import KeySigner
from signing.settings import SigningSettings

HTTP_SECONDS = 10

#: Any policy; an arc kept for documentation.
_POLICY = "2.999.1"


class DemoTimeStamper(TimeStamper):
    """A time-stamp authority (RFC 3161) in the process, whose clock is ``now``."""

    def __init__(self, key: SigningKey, *, now: datetime) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._signer = KeySigner(key)
        self._name = x509.Certificate.load(key.certificate).subject
        self._now = now

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Grant every request."""
        token = await self._signer.async_sign_general_data(
            cms.EncapsulatedContentInfo(
                {"content_type": "tst_info", "content": cms.ParsableOctetString(self._info(req))}
            ),
            self._signer.digest,
            detached=False,
            use_cades=True,
        )
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})

    def _info(self, req: tsp.TimeStampReq) -> bytes:
        info = {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": get_nonce(),  # type: ignore[no-untyped-call]
            "gen_time": self._now,
            "tsa": x509.GeneralName("directory_name", self._name),
        }
        if req["nonce"].native is not None:
            info["nonce"] = req["nonce"]
        encoded: bytes = tsp.TSTInfo(info).dump()
        return encoded


def new_time_stamper(
    settings: SigningSettings, demo: DemoAuthority, *, now: datetime
) -> TimeStamper:
    """Return the configured authority, or outside production the demonstration one.

    Raises:
        KeyRefused: production without a configured authority.
    """
    if settings.tsa_url is not None:
        return HTTPTimeStamper(settings.tsa_url, timeout=HTTP_SECONDS)
    if settings.is_production:
        raise KeyRefused("tsa", "demonstration_authority_in_production")
    return DemoTimeStamper(demo.time_stamp_key(now=now), now=now)


def stamp_bytes(data: bytes, *, time_stamper: TimeStamper) -> bytes:
    """Return a time-stamp token (RFC 3161) over any bytes, in DER.

    Raises:
        TimeStampUnavailable.
    """
    digest = hashlib.sha256(data).digest()
    try:
        token = loop.run(time_stamper.async_timestamp(digest, "sha256"))
    except TimestampRequestError as error:
        raise TimeStampUnavailable(str(error)) from error
    encoded: bytes = token.dump()
    return encoded
