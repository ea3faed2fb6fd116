"""The description of the API: OpenAPI 3.1, and every operation says what it needs and answers."""

from typing import Any

from tests.office import Office


async def description(office: Office) -> dict[str, Any]:
    answer = await office.client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


async def test_it_is_openapi_3_1_and_names_each_operation_once(office: Office) -> None:
    told = await description(office)
    assert told["openapi"].startswith("3.1")
    ids = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))
    assert all(path.startswith("/api/v1/") for path in told["paths"])


async def test_no_reference_leads_nowhere(office: Office) -> None:
    told = await description(office)
    schemas = told["components"]["schemas"]
    for name in references(told):
        assert name.startswith("#/components/schemas/"), name
        assert name.rsplit("/", maxsplit=1)[1] in schemas, name


async def test_every_operation_tells_how_it_says_no(office: Office) -> None:
    told = await description(office)
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            said = {
                kind
                for status, answer in operation["responses"].items()
                if not status.startswith("2")
                for kind in answer.get("content", {})
            }
            assert said == {"application/problem+json"}, (method, path, said)


async def test_an_unknown_address_or_method_is_a_problem_too(office: Office) -> None:
    """The pages take every address that is left; those of the API are not among them."""
    for method, path, status in [
        ("GET", "/api/v1/nothing", 404),
        ("PATCH", "/api/v1/desk", 405),
        ("DELETE", "/api/v1/documents", 405),
        ("GET", "/api/v1/documents/not-an-id", 401),
    ]:
        answer = await office.client.request(method, path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


async def test_each_text_that_comes_in_has_a_longest_length(office: Office) -> None:
    """What has no bound fills a row, a page or a memory."""
    told = await description(office)
    bodies = set()
    for path in told["paths"].values():
        for one in path.values():
            bodies |= set(references(one.get("requestBody", {})))
    unbounded = []
    for reference in bodies:
        name = reference.rsplit("/", maxsplit=1)[1]
        for field, schema in told["components"]["schemas"][name]["properties"].items():
            kinds = schema.get("anyOf", [schema])
            unbounded += [
                f"{name}.{field}"
                for kind in kinds
                if kind.get("type") == "string" and not {"maxLength", "format", "enum"} & set(kind)
            ]
    assert unbounded == []


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in references(value)]
    if isinstance(part, list):
        return [found for value in part for found in references(value)]
    return []
