"""The API's description, checked against the API itself."""

from __future__ import annotations

import html

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]

PATHS = [
    "/api/v1/search",
    "/api/v1/suggest",
    "/api/v1/practices",
    "/api/v1/practices/{slug}",
    "/api/v1/practices/{slug}/similar",
    "/zdrowie",
]
WRITING = [
    "/api/v1/practices/{number}/draft",
    "/api/v1/practices/{number}/send",
    "/api/v1/practices/{number}/withdraw",
]


@pytest.mark.parametrize("path", PATHS)
@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(client: TestClient[Litestar], path: str, data: st.DataObject) -> None:
    document = client.get("/schema/openapi.json").json()
    operation = schemathesis.openapi.from_dict(document)[path]["GET"]
    case = data.draw(operation.as_strategy())
    answer = client.get(case.formatted_path, params=case.query, follow_redirects=False)
    responses = document["paths"][path]["get"]["responses"]
    assert str(answer.status_code) in responses, answer.text
    content = responses[str(answer.status_code)].get("content")
    if content:
        wanted = content["application/json"]["schema"] | {"components": document["components"]}
        jsonschema_rs.validator_for(wanted).validate(answer.json())


def test_the_description_names_every_route_of_the_api(client: TestClient[Litestar]) -> None:
    described = set(client.get("/schema/openapi.json").json()["paths"])
    assert described == {*PATHS, *WRITING}
    served = {
        route.path.replace(":str", "").replace(":int", "")
        for route in client.app.routes
        if route.path.startswith(("/api/", "/zdrowie"))
    }
    assert served == described


@pytest.mark.parametrize("prefix", ["", "/uk"])
def test_the_page_describes_it_all_in_the_language_of_the_reader(client: Client, prefix: str) -> None:
    page = html.unescape(client.get(f"{prefix}/schema").text)
    document = client.get("/schema/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert f"{path}</code>" in page
            assert operation["summary"] not in page
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code></dt><dd>" in page
                assert parameter.get("description", "?!") not in page
    assert "<dd></dd>" not in page
