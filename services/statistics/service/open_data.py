"""Published figures as open data: CSV with CSVW metadata, JSON, and a DCAT catalogue.

Only what was published, in its newest version, by an agency that answers to none on this system; a
figure speaks of agencies, never of a person. Columns are named as SDMX-CSV names them. A period is
written as SDMX has it: 2024, 2024-S1 (half a year), 2024-Q4, 2024-11.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlmodel.ext.asyncio.session import AsyncSession

from services.percent import percent_of
from services.statistics.repository.bulletins import OpenRow, list_open

DATAFLOW = "CONGVU:FIGURES(1.0)"
ADDRESS = "/api/v1/public/open-data"

Row: TypeAlias = dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Column:
    """`about`: titles and description in the metadata, Vietnamese and English."""

    name: str
    datatype: str
    vi: str
    en: str
    required: bool = True


COLUMNS = (
    Column("DATAFLOW", "string", "Luồng dữ liệu", "Dataflow (SDMX)"),
    Column("FREQ", "string", "Loại kỳ: A năm, S nửa năm, Q quý, M tháng", "Frequency: A, S, Q, M"),
    Column("INDICATOR", "string", "Mã chỉ tiêu", "Indicator"),
    Column("REF_AREA", "string", "Mã định danh cơ quan", "Agency (its identifier)"),
    Column(
        "SCOPE",
        "string",
        "T: cả các cơ quan cấp dưới, O: riêng cơ quan",
        "T: with all below, O: own",
    ),
    Column("TIME_PERIOD", "string", "Kỳ báo cáo", "Reporting period"),
    Column("OBS_VALUE", "decimal", "Tỷ lệ, phần trăm", "Share, percent", required=False),
    Column("OBS_STATUS", "string", "A: bình thường, M: không có dữ liệu", "A: normal, M: missing"),
    Column("UNIT_MEASURE", "string", "Đơn vị", "Unit"),
    Column("NUMERATOR", "integer", "Tử số", "Numerator"),
    Column("DENOMINATOR", "integer", "Mẫu số", "Denominator"),
    Column("EXCLUDED", "integer", "Bí mật nhà nước bị từ chối", "State secrets refused"),
    Column("TARGET", "decimal", "Mục tiêu, phần trăm", "Target, percent", required=False),
    Column(
        "TARGET_OPERATOR",
        "string",
        "Phép so với mục tiêu",
        "How it is held against the target",
        required=False,
    ),
    Column("TARGET_YEAR", "gYear", "Năm của mục tiêu", "Year of the target", required=False),
    Column("VERSION", "integer", "Lần công bố", "Version of the publication"),
    Column("DEFINITION", "integer", "Phiên bản định nghĩa", "Version of the definition"),
    Column("PUBLISHED", "dateTime", "Lúc công bố", "When it was published"),
    Column(
        "EVIDENCE",
        "string",
        "SHA-256 của danh sách minh chứng",
        "SHA-256 of the evidence list",
        required=False,
    ),
)
KEY = ["INDICATOR", "REF_AREA", "SCOPE", "TIME_PERIOD"]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for the data, as the settings say. `origin`: where the addresses begin."""

    origin: str
    name: str
    contact: str
    licence: str


async def read_rows(session: AsyncSession) -> list[Row]:
    """Every published figure, by indicator, agency and period."""
    return [_row(found) for found in await list_open(session)]


def write_csv(rows: Sequence[Row]) -> bytes:
    """RFC 4180, UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in COLUMNS])
    writer.writeheader()
    writer.writerows(
        {name: "" if value is None else value for name, value in row.items()} for row in rows
    )
    return text.getvalue().encode()


def write_json(rows: Sequence[Row]) -> bytes:
    return _json({"dataflow": DATAFLOW, "figures": list(rows)})


def write_metadata(publisher: Publisher) -> bytes:
    """Metadata of the CSV (W3C, Metadata Vocabulary for Tabular Data)."""
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
            "url": "figures.csv",
            "dc:title": "Chỉ tiêu chuyển đổi số của huyện và các xã",
            "dc:publisher": publisher.name,
            "dc:license": {"@id": publisher.licence},
            "dc:source": "https://www.w3.org/TR/tabular-data-primer/",
            "tableSchema": {
                "columns": [
                    {
                        "name": column.name,
                        "titles": {"und": column.name},
                        "dc:description": f"{column.vi} / {column.en}",
                        "datatype": column.datatype,
                        "required": column.required,
                    }
                    for column in COLUMNS
                ],
                "primaryKey": KEY,
            },
        }
    )


def write_catalogue(publisher: Publisher, rows: Sequence[Row]) -> bytes:
    """A catalogue of one dataset (W3C, DCAT 3), as JSON-LD."""
    base = f"{publisher.origin}{ADDRESS}"
    published = sorted(str(row["PUBLISHED"]) for row in rows)
    office = {"@type": "foaf:Organization", "foaf:name": publisher.name}
    contact = {"@type": "vcard:Organization", "vcard:fn": publisher.name}
    if publisher.contact:
        contact["vcard:hasEmail"] = f"mailto:{publisher.contact}"
    dataset: dict[str, Any] = {
        "@id": f"{base}#figures",
        "@type": "dcat:Dataset",
        "dct:title": [
            {"@language": "vi", "@value": "Chỉ tiêu chuyển đổi số của huyện và các xã"},
            {
                "@language": "en",
                "@value": "Digital-transformation figures of district and communes",
            },
        ],
        "dct:publisher": office,
        "dcat:contactPoint": contact,
        "dct:license": {"@id": publisher.licence},
        "dct:accrualPeriodicity": {
            "@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
        },
        "dcat:distribution": [
            _distribution(
                base, "figures.csv", "text/csv", described_by="figures.csv-metadata.json"
            ),
            _distribution(base, "figures.json", "application/json"),
        ],
    }
    if published:
        dataset["dct:issued"] = {"@type": "xsd:dateTime", "@value": published[0]}
        dataset["dct:modified"] = {"@type": "xsd:dateTime", "@value": published[-1]}
    return _json(
        {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "vcard": "http://www.w3.org/2006/vcard/ns#",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            },
            "@id": base,
            "@type": "dcat:Catalog",
            "dct:title": {"@language": "vi", "@value": f"Dữ liệu mở: {publisher.name}"},
            "dct:publisher": office,
            "dcat:dataset": [dataset],
        }
    )


def _distribution(
    base: str, name: str, media_type: str, *, described_by: str = ""
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": f"{base}/{name}",
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": f"{base}/{name}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
    }
    if described_by:
        found["dct:conformsTo"] = {"@id": f"{base}/{described_by}"}
    return found


def _row(found: OpenRow) -> Row:
    figure, bulletin = found.figure, found.bulletin
    percent = percent_of(figure.numerator, figure.denominator)
    frequency, period = _written(bulletin.period)
    return {
        "DATAFLOW": DATAFLOW,
        "FREQ": frequency,
        "INDICATOR": figure.indicator_code,
        "REF_AREA": found.agency_code,
        "SCOPE": "T" if figure.whole else "O",
        "TIME_PERIOD": period,
        "OBS_VALUE": percent,
        "OBS_STATUS": "M" if percent is None else "A",
        "UNIT_MEASURE": "PT",
        "NUMERATOR": figure.numerator,
        "DENOMINATOR": figure.denominator,
        "EXCLUDED": figure.excluded,
        "TARGET": float(figure.target) if figure.target is not None else None,
        "TARGET_OPERATOR": figure.target_operator,
        "TARGET_YEAR": figure.target_year,
        "VERSION": bulletin.version,
        "DEFINITION": figure.definition_version,
        "PUBLISHED": bulletin.published_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "EVIDENCE": figure.evidence or None,
    }


def _written(period: str) -> tuple[str, str]:
    """The frequency, and the period as SDMX writes it."""
    _, _, part = period.partition("-")
    if not part:
        return "A", period
    if part.startswith("H"):
        return "S", period.replace("H", "S")
    return ("Q" if part.startswith("Q") else "M"), period


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
