"""What browsers are told of STUN and TURN servers; nothing, unless the office has named some."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import TypedDict

from meetings.media.settings import MediaSettings


class IceServer(TypedDict, total=False):
    """As `RTCConfiguration.iceServers` has it."""

    urls: list[str]
    username: str
    credential: str


def ice_servers(settings: MediaSettings, *, participant: str, now: datetime) -> list[IceServer]:
    """Return the servers, with a password for TURN that ends by itself.

    As draft-uberti-behave-turn-rest-00 has it, and coturn's `use-auth-secret`.
    """
    stun = [url for url in settings.ice_urls if url.startswith("stun")]
    turn = [url for url in settings.ice_urls if url.startswith("turn")]
    servers = [IceServer(urls=stun)] if stun else []
    if turn and settings.turn_secret is not None:
        ends = int((now + settings.turn_lifetime).timestamp())
        username = f"{ends}:{hashlib.sha256(participant.encode()).hexdigest()[:16]}"
        secret = settings.turn_secret.get_secret_value().encode()
        mac = hmac.digest(secret, username.encode(), "sha1")
        credential = base64.b64encode(mac).decode()
        servers.append(IceServer(urls=turn, username=username, credential=credential))
    return servers
