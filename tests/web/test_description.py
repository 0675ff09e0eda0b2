"""The API's description, checked against the API itself."""

from __future__ import annotations

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from litestar import Litestar
from litestar.testing import TestClient


@pytest.fixture
def described(client: TestClient[Litestar]) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_dict(client.get("/schema/openapi.json").json())


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case, client: TestClient[Litestar]) -> None:
    answer = client.request(case.method, case.formatted_path, params=case.query, follow_redirects=False)
    responses = case.operation.definition.raw["responses"]
    assert str(answer.status_code) in responses, answer.text
    content = responses[str(answer.status_code)].get("content")
    if content:
        wanted = content["application/json"]["schema"] | {
            "components": case.operation.schema.raw_schema["components"]
        }
        jsonschema_rs.validator_for(wanted).validate(answer.json())
