"""The API's description, checked against the API itself."""

from __future__ import annotations

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

PATHS = [
    "/api/v1/search",
    "/api/v1/suggest",
    "/api/v1/practices",
    "/api/v1/practices/{slug}",
    "/api/v1/practices/{slug}/similar",
    "/zdrowie",
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
    assert described == set(PATHS)
    served = {
        route.path.replace(":str", "")
        for route in client.app.routes
        if route.path.startswith(("/api/", "/zdrowie"))
    }
    assert served == described
