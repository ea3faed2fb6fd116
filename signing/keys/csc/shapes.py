"""What the service answers, as far as it is read (CSC API 1.0.4.0, sections 11.1 to 11.9)."""

from typing import Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    # A service may say more; and an answer that is wrong is not repeated in a message.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class ServiceInfo(_Answer):
    """11.1, info."""

    specs: str
    name: str
    methods: tuple[str, ...]


class AccessToken(_Answer):
    """8.4.4, oauth2/token; ``expires_in`` in seconds, an hour where it is not said."""

    access_token: str = Field(repr=False)
    expires_in: int = 3600


class CredentialPage(_Answer):
    """11.4, credentials/list."""

    ids: tuple[str, ...] = Field(alias="credentialIDs")
    next_page: str | None = Field(default=None, alias="nextPageToken")


class KeyFacts(_Answer):
    """``algo`` are OIDs of signature algorithms."""

    status: Literal["enabled", "disabled"]
    algo: tuple[str, ...]


class CertificateFacts(_Answer):
    """The signer's certificate is the first."""

    status: Literal["valid", "expired", "revoked", "suspended"] | None = None
    certificates: tuple[Base64Bytes, ...] = Field(min_length=1)


class SecretFacts(_Answer):
    """Whether a PIN or a one-time password is asked for."""

    presence: Literal["true", "false", "optional"]


class CredentialFacts(_Answer):
    """11.5, credentials/info."""

    key: KeyFacts
    cert: CertificateFacts
    mode: Literal["implicit", "explicit", "oauth2code"] = Field(alias="authMode")
    scal: Literal["1", "2"] = Field(default="1", alias="SCAL")
    pin: SecretFacts | None = Field(default=None, alias="PIN")
    otp: SecretFacts | None = Field(default=None, alias="OTP")
    multisign: int = Field(ge=1)

    @property
    def wants_pin(self) -> bool:
        """Whether it does not sign without a PIN."""
        return self.pin is not None and self.pin.presence == "true"

    @property
    def wants_otp(self) -> bool:
        """Whether it does not sign without a one-time password."""
        return self.otp is not None and self.otp.presence == "true"


class Activation(_Answer):
    """11.6, credentials/authorize: the signature activation data."""

    sad: str = Field(alias="SAD", repr=False)


class Signatures(_Answer):
    """11.9, signatures/signHash: one for each hash, in their order."""

    signatures: tuple[Base64Bytes, ...]


class Problem(_Answer):
    """10.1: what every refusal says."""

    error: str
    error_description: str = ""
