"""The list of validation objects (ETSI TS 119 102-2, 4.4): each once, by its digest."""

import base64
from xml.etree import ElementTree as ET

from signing.reports.vocabulary import DS, VR

_TYPES = "urn:etsi:019102:validationObject:"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


class ObjectList:
    """Gives out references while the report is written, and is itself written at its end."""

    def __init__(self) -> None:
        self._objects: dict[str, tuple[str, bytes]] = {}

    def certificate(self, fingerprint: str) -> str:
        """``fingerprint`` is the SHA-256 in hexadecimal."""
        return self._keep("C", "certificate", bytes.fromhex(fingerprint))

    def signed_data(self, digest: bytes) -> str:
        """``digest`` is the SHA-256 of the signed revision."""
        return self._keep("D", "signedData", digest)

    def _keep(self, letter: str, kind: str, digest: bytes) -> str:
        name = f"{letter}-{digest.hex()}"
        self._objects[name] = (kind, digest)
        return name

    def write(self, root: ET.Element) -> None:
        """Append the list; the schema allows no empty one."""
        if not self._objects:
            return
        parent = ET.SubElement(root, f"{{{VR}}}SignatureValidationObjects")
        for name, (kind, digest) in sorted(self._objects.items()):
            one = ET.SubElement(parent, f"{{{VR}}}ValidationObject", id=name)
            ET.SubElement(one, f"{{{VR}}}ObjectType").text = _TYPES + kind
            shown = ET.SubElement(one, f"{{{VR}}}ValidationObjectRepresentation")
            value = ET.SubElement(shown, f"{{{VR}}}DigestAlgAndValue")
            ET.SubElement(value, f"{{{DS}}}DigestMethod", Algorithm=_SHA256)
            encoded = base64.b64encode(digest).decode()
            ET.SubElement(value, f"{{{DS}}}DigestValue").text = encoded
