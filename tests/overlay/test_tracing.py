"""OpenTelemetry by httpx's own instrumentation: a span for each try."""

import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor, SyncOpenTelemetryTransport
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from fivetran_connections import Fivetran
from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer


@pytest.fixture
def spans() -> InMemorySpanExporter:
    """Collect spans."""
    return InMemorySpanExporter()


@pytest.fixture
def provider(spans: InMemorySpanExporter) -> TracerProvider:
    """Return a tracer provider for the spans."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return provider


def flaky() -> tuple[FivetranMock, str]:
    """Return a mock with one connection, whose first read fails."""
    mock = FivetranMock()
    (connection_id,) = mock.seed(
        connections=[{"group_id": "g", "service": "pinterest_ads", "config": {"schema": "pin_eu"}}]
    )
    mock.add_fault({"operation": "get_connection", "nth": 1, "status": 503})
    return mock, connection_id


def named(span: ReadableSpan) -> tuple[str, object]:
    """Return the name and the status of a span."""
    attributes = span.attributes or {}
    return span.name, attributes.get("http.status_code") or attributes.get("http.response.status_code")


TRIES = [("GET", 503), ("GET", 200)]


def test_each_try_has_a_span(spans, provider):
    """With httpx instrumented, a call with one retry has two spans."""
    mock, connection_id = flaky()
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    try:
        with MockServer(mock) as server:
            options = {"api_key": mock.api_key, "api_secret": mock.api_secret, "base_url": server.url}
            with Fivetran(**options, sleep=mock.clock.sleep, monotonic=mock.clock.monotonic) as fivetran:
                fivetran.connections.get(connection_id)
    finally:
        instrumentor.uninstrument()

    assert TRIES == [named(span) for span in spans.get_finished_spans()]


def test_the_mocks_transport_is_traced(spans, provider):
    """The instrumentation's transport around the mock's produces the same spans."""
    mock, connection_id = flaky()

    with mock.client(transport=SyncOpenTelemetryTransport(mock.transport(), provider)) as fivetran:
        fivetran.connections.get(connection_id)

    assert TRIES == [named(span) for span in spans.get_finished_spans()]


def test_no_span_holds_a_secret(spans, provider):
    """Neither the key pair nor a secret of the body is in a span."""
    mock = FivetranMock(credentials={"hush-key": "hush-secret"})
    auth = {"refresh_token": "hush-token", "client_access": {"client_id": "hush-id", "client_secret": "hush-hush"}}
    config = {"schema": "pin_eu", "sync_mode": "AllAdvertisers"}

    with mock.client(transport=SyncOpenTelemetryTransport(mock.transport(), provider)) as fivetran:
        fivetran.connections.create({"group_id": "g", "service": "pinterest_ads", "config": config, "auth": auth})

    shown = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "POST" in shown
    assert "hush" not in shown
