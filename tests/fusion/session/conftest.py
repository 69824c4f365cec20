"""A session with scripted devices, stopped in the end."""

from collections.abc import Iterator

import pytest
from scripted_session import Harness


@pytest.fixture
def harness() -> Iterator[Harness]:
    made = Harness()
    yield made
    made.session.stop()
