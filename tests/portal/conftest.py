"""Fixtures of the ground floor."""

import pytest

from tests.portal.receiver import listening, says


@pytest.fixture
def receiver(settings):
    """One that operators allowed by name and port."""
    with listening(says(200)) as server:
        server.address = f"http://127.0.0.1:{server.server_port}/hook?key=1"
        settings.WEBHOOK_PRIVATE_HOSTS = [f"127.0.0.1:{server.server_port}"]
        yield server
