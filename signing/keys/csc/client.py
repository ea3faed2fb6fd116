"""The client of the CSC API 1.0.4.0: one method for each of the calls a signature needs."""

import base64
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from signing.errors import KeyRefused, KeyUnavailable
from signing.keys.csc.shapes import (
    AccessToken,
    Activation,
    CredentialFacts,
    CredentialPage,
    Problem,
    ServiceInfo,
    Signatures,
)
from signing.keys.pins import PinSource

Answer = TypeVar("Answer", bound=BaseModel)

#: Tries of what changes nothing at the service.
TRIES = 3
PAUSE_SECONDS = 0.2
#: A token is given back this long before it ends.
MARGIN_SECONDS = 30
#: Refusals of the service (10.1) that are said of the PIN or of the one-time password.
_PASSING = {"server_error", "temporarily_unavailable"}
_SECRETS = {"invalid_pin": "wrong_pin", "invalid_otp": "wrong_otp"}


class CscClient:
    """Speaks with one service; keeps its token until that ends.

    Every method raises KeyUnavailable when the service does not answer soundly, and KeyRefused
    with the service's own code when it refuses. Secrets are in no message of either.
    """

    def __init__(
        self, url: str, *, token_url: str, client_id: str, secret: PinSource, seconds: float
    ) -> None:
        self._url = url
        self._token_url = token_url
        self._client_id = client_id
        self._secret = secret
        # A kept connection may have died unseen, and a broken signature cannot be asked for again.
        alone = httpx2.Limits(max_keepalive_connections=0)
        self._http = httpx2.Client(timeout=seconds, limits=alone, follow_redirects=False)
        self._token: tuple[str, float] | None = None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def info(self) -> ServiceInfo:
        """11.1: what the service is; needs no token."""
        return _parsed(self._send("info", {"lang": "en-US"}, authorized=False), ServiceInfo)

    def list_credentials(self, user: str = "") -> tuple[str, ...]:
        """11.4: the credentials of the account that the client belongs to."""
        found: list[str] = []
        body: dict[str, object] = {"maxResults": 100} | ({"userID": user} if user else {})
        while True:
            page = _parsed(self._send("credentials/list", body), CredentialPage)
            found += page.ids
            if not page.next_page or not page.ids:
                return tuple(found)
            body["pageToken"] = page.next_page

    def read_credential(self, credential: str) -> CredentialFacts:
        """11.5: certificate, chain, algorithms, and how it is authorized."""
        body = {"credentialID": credential, "certificates": "chain", "authInfo": True}
        return _parsed(self._send("credentials/info", body), CredentialFacts)

    def authorize(
        self, credential: str, hashes: Sequence[bytes], *, pin: str | None, otp: str | None = None
    ) -> Activation:
        """11.6: activation data for these hashes and no others; never repeated: a PIN is counted.

        At a service that links them (SCAL 2) the hashes are signed into the activation data.
        """
        body: dict[str, object] = {
            "credentialID": credential,
            "numSignatures": len(hashes),
            "hash": _encoded(hashes),
        }
        body |= {name: value for name, value in (("PIN", pin), ("OTP", otp)) if value is not None}
        return _parsed(self._send("credentials/authorize", body, tries=1), Activation)

    def sign_hashes(
        self,
        credential: str,
        hashes: Sequence[bytes],
        *,
        activation: Activation,
        algorithm: str,
        digest: str,
    ) -> tuple[bytes, ...]:
        """11.9: one signature for each hash; never repeated: the service may have signed.

        ``algorithm`` and ``digest`` are object identifiers.
        """
        body: dict[str, object] = {
            "credentialID": credential,
            "SAD": activation.sad,
            "hash": _encoded(hashes),
            "hashAlgo": digest,
            "signAlgo": algorithm,
        }
        made = _parsed(self._send("signatures/signHash", body, tries=1), Signatures)
        if len(made.signatures) != len(hashes):
            raise KeyUnavailable(credential, "bad_answer")
        return made.signatures

    def _send(
        self, path: str, body: dict[str, object], *, authorized: bool = True, tries: int = TRIES
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self._bearer()}"} if authorized else {}
        url = f"{self._url}/{path}"
        answer = _repeated(lambda: self._http.post(url, json=body, headers=headers), tries)
        if answer.status_code == httpx2.codes.UNAUTHORIZED and authorized:
            # Refused before anything was done: the token has ended earlier than it said.
            self._token = None
            headers = {"Authorization": f"Bearer {self._bearer()}"}
            answer = _repeated(lambda: self._http.post(url, json=body, headers=headers), tries)
        return answer

    def _bearer(self) -> str:
        if self._token is None or self._token[1] <= time.monotonic():
            secret = self._secret.read("csc")
            form = {
                "grant_type": "client_credentials",
                "client_id": self._client_id,
                "client_secret": secret.get_secret_value() if secret else "",
            }
            sent = _repeated(lambda: self._http.post(self._token_url, data=form), TRIES)
            made = _parsed(sent, AccessToken)
            until = time.monotonic() + max(made.expires_in - MARGIN_SECONDS, 0)
            self._token = made.access_token, until
        return self._token[0]


def _repeated(send: Callable[[], httpx2.Response], tries: int) -> httpx2.Response:
    """Send until the service answers; what never reached it is always tried again."""
    for left in reversed(range(max(tries, TRIES))):
        try:
            answer = send()
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            reason: str = "unreachable"
            if not left:
                raise KeyUnavailable("csc", reason) from error
        except httpx2.HTTPError as error:
            reason = "timeout" if isinstance(error, httpx2.TimeoutException) else "broken_off"
            if not left or tries == 1:
                raise KeyUnavailable("csc", reason) from error
        else:
            if not left or tries == 1 or answer.status_code != httpx2.codes.SERVICE_UNAVAILABLE:
                return answer
        time.sleep(PAUSE_SECONDS)
    raise AssertionError


def _parsed(answer: httpx2.Response, shape: type[Answer]) -> Answer:
    """Read an answer; a refusal becomes an error with the service's own code."""
    try:
        if answer.is_success:
            return shape.model_validate_json(answer.content)
        problem = Problem.model_validate_json(answer.content)
    except ValidationError as error:
        # The service's answers hold secrets: nothing of them goes into a message.
        raise KeyUnavailable("csc", f"bad_answer_{answer.status_code}") from error
    code = problem.error[:40]
    if answer.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR or code in _PASSING:
        raise KeyUnavailable("csc", code)
    raise KeyRefused("csc", _SECRETS.get(code, code))


def _encoded(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]
