"""Ideas as the tests of ideas make them."""

from tests.ideas.conftest import draft, idea, shared  # noqa: F401
