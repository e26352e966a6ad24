"""manage.py check_promises: every idea that is not finished is in somebody's hands, by a date."""

import pytest
from django.core.management import CommandError, call_command

from ideas import clockwork, promise_check, services
from ideas.models import Idea, IdeaSeat
from portal.models import Notice, User
from tests.ideas.clocked import DAY, MONDAY, at, share


@pytest.fixture
def idea(amina):
    with at(MONDAY):
        return share(amina)


def check():
    return [str(problem) for problem in promise_check.problems()]


def test_every_idea_in_hand_has_a_holder_who_may_act(idea, capsys):
    assert check() == []
    call_command("check_promises")
    assert "1 ideas under way" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda idea: User.objects.filter(pk=idea.holder_id).update(is_active=False), "has left"),
        (lambda idea: idea.holder.groups.clear(), "can’t take this seat"),
        (lambda idea: IdeaSeat.objects.all().delete(), "does not sit in the seat"),
        (lambda idea: Idea.objects.update(holder=idea.author), "does not sit in the seat"),
    ],
)
def test_what_is_off_is_named_and_told_once(idea, ada, broken, says, capsys):
    broken(idea)
    (problem,) = check()
    assert problem.startswith(idea.reference)
    assert says in problem
    with pytest.raises(CommandError, match="1 ideas"):
        call_command("check_promises")
    assert says in capsys.readouterr().out
    for day in range(3):
        assert clockwork.check_promises(MONDAY + day * DAY) == 1
    assert [one.person for one in Notice.objects.filter(kind="idea.nobody_has_it")] == [ada]


def test_what_is_finished_needs_nobody(idea, amina):
    services.perform(Idea.objects.get(), "withdraw", by=amina, answers={"reason": "It moved."})
    IdeaSeat.objects.all().delete()
    assert check() == []
