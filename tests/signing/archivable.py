"""PDF/A-2b (ISO 19005-2) as an independent validator judges it."""

import page as pdfa

#: It looks at the whole file, while ISO 19005-2, 6.4.3 asks of each revision that its signature
#: covers it: whatever was signed twice fails it.
_OF_ONE_SIGNATURE = "[PDFA2B-SIGNATURE-BYTERANGE-001]"


def broken_rules(pdf: bytes) -> set[str]:
    """The rules of PDF/A-2b that the file breaks."""
    report = str(pdfa.validate_pdf_bytes(pdf, profile=pdfa.ValidationProfile.PDF_A_2B))
    return {word for word in report.split() if word.startswith("[PDFA")} - {_OF_ONE_SIGNATURE}
