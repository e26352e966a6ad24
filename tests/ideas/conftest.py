"""Ideas at any stage, made through the services."""

import pytest

from ideas import expected, rulebook, services
from ideas.models import Idea
from tests.ideas import sealing


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps of the company of one test is not the company of the next."""
    expected.forget()
    rulebook.forget()


@pytest.fixture
def draft(amina):
    """A draft of Amina's that is complete enough to send."""
    return Idea.objects.create(
        author=amina,
        token="draft-amina001",
        title="A kettle for the queue",
        moment="A pensioner stood in our queue for forty minutes without a seat or a cup of tea.",
        help="A kettle and three chairs by the returns desk.",
        technology=False,
    )


@pytest.fixture
def shared(draft, amina):
    """Amina's idea, shared: Marcus, her manager, weighs it."""
    services.perform(draft, "submit", by=amina)
    return Idea.objects.get(pk=draft.pk)


@pytest.fixture
def idea(shared, marcus, priya, joy):
    """Amina's idea, weighed by Marcus; Priya is asked to back it, and nobody has signed yet."""
    return sealing.weighed(shared, sponsor=priya)


@pytest.fixture
def technical(draft, amina, marcus, priya, tomasz, joy):
    """The same with technology in it: Tomasz fits it in."""
    draft.technology = True
    draft.save()
    services.perform(draft, "submit", by=amina)
    return sealing.weighed(Idea.objects.get(), sponsor=priya, champion=tomasz)
