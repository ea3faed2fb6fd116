"""XML signatures beside xmlsec1: what it signs is read, what it refuses is not."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree  # type: ignore[import-untyped]

from signing import certificates
from signing.certificates import Authority
from signing.keys.files import PrivateKey, write_private_key
from signing.trusted_lists.errors import BadTrustedList
from signing.trusted_lists.services import read_trusted_list
from tests.peers import require_peer
from tests.signing.conftest import NOW
from tests.signing.issuers import Issuer, der
from tests.signing.lists import service, sign, unsigned

_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TEMPLATE = """<Signature xmlns="{dsig}"><SignedInfo>
<CanonicalizationMethod Algorithm="{c14n}"/><SignatureMethod Algorithm="{more}{method}"/>
<Reference URI="#list"><Transforms><Transform Algorithm="{dsig}enveloped-signature"/>
<Transform Algorithm="{c14n}"/></Transforms>
<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>
</SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>"""
KINDS: dict[str, PrivateKey] = {
    "ecdsa-sha256": ec.generate_private_key(ec.SECP256R1()),
    "rsa-sha256": rsa.generate_private_key(65537, 2048),
}


@pytest.fixture
def listed() -> bytes:
    return unsigned(service(Issuer("http://x.example", name="Approved CA").root.certificate))


def operator(kind: str = "ecdsa-sha256") -> Authority:
    return Issuer("http://x.example", name="List Operator").signer(private=KINDS[kind])


def xmlsec1(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it on ``list.xml`` in the folder, with the key and certificate that lie there."""
    require_peer("xmlsec1")
    command = ["xmlsec1", *words, "--id-attr:Id", "TrustServiceStatusList", "list.xml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def kept(folder: Path, data: bytes, signer: Authority) -> None:
    (folder / "list.xml").write_bytes(data)
    (folder / "signer.crt").write_bytes(certificates.to_pem(signer.certificate))
    write_private_key(folder / "signer.key", signer.private)


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_that_xmlsec1_signed_is_read(tmp_path: Path, listed: bytes, kind: str) -> None:
    signer = operator(kind)
    unfilled = etree.fromstring(listed)
    unfilled.append(
        etree.fromstring(_TEMPLATE.format(dsig=_DSIG, more=_MORE, c14n=_C14N, method=kind))
    )
    kept(tmp_path, etree.tostring(unfilled), signer)
    key = ("--privkey-pem", "signer.key,signer.crt")
    done = xmlsec1(tmp_path, "--sign", *key, "--output", "signed.xml")
    assert done.returncode == 0, done.stderr
    signed = (tmp_path / "signed.xml").read_bytes()
    assert read_trusted_list(signed, [der(signer.certificate)], now=NOW).sequence == 7
    with pytest.raises(BadTrustedList):
        read_trusted_list(
            signed.replace(b"granted", b"withdrawn"), [der(signer.certificate)], now=NOW
        )


@pytest.mark.parametrize("changed", [False, True])
def test_xmlsec1_and_we_agree_on_a_list_of_the_tests(
    tmp_path: Path, listed: bytes, *, changed: bool
) -> None:
    signer = operator()
    signed = sign(listed, signer)
    if changed:
        signed = signed.replace(b"granted", b"withdrawn")
    kept(tmp_path, signed, signer)
    done = xmlsec1(tmp_path, "--verify", "--pubkey-cert-pem", "signer.crt")
    assert (done.returncode == 0) is not changed, done.stderr
    try:
        read_trusted_list(signed, [der(signer.certificate)], now=NOW)
    except BadTrustedList:
        assert changed
    else:
        assert not changed
