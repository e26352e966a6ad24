"""The compact in words and as a picture, read from the table: docs/compact.md is made of it."""

from itertools import combinations

from ideas import guards, step_forms
from ideas.compact import BY_VERB, SEALING, STAGES, State, moves_from, onward

ANSWERS = {"deed": "the text that was read", "name": "their own name, typed"}
INTRODUCTION = """\
# The compact

Written by `manage.py compact_doc` from `ideas/compact`: change the table there, then run it.

Every idea is at one of the stages below. While it is under way one person holds it, with a date.
Buttons, forms, permissions, notices, due dates, the desk and the tests read the same table, and
`ideas.services.perform` is the only way to move an idea.
"""
RULES = """\
## What holds everywhere

- Technology decides the route. Without any there is no seal of IT; with it an IT champion must
  sign. An answer that changes puts the step back, and the seals lapse.
- Everybody signs one text, by its SHA-256. Other words, another assessment, mitigation, condition,
  person at the table or promise begin another round: earlier seals stay on record, with the reason
  why they lapsed, and stop counting. Once it is tried, only weighing it again begins a round.
- A seal goes on a text that was in front of whoever signs. The HERO may sign as soon as it is
  written down; the trial begins when every seal that is needed is on.
- Whoever wrote an idea sits in no other seat of it. Nobody signs twice. From Medium upward, and
  wherever there is a tripwire or technology, the person who weighs it is not the one who backs it.
  Whoever counts the result neither wrote nor backed it. Superusers are bound too. The database
  refuses it as well, but for what depends on the level of a risk.
- A question back stops the clock of whoever asked, and goes back to them.
- Nothing is declined, parked or put away by a timer. What is late goes one level up.
"""


def document():
    """The whole page, as Markdown."""
    parts = [INTRODUCTION, _stages(), _picture(), RULES, "## Every move\n"]
    parts += [_moves(state) for state in State if moves_from(state)]
    return "\n".join(parts)


def _stages():
    rows = [
        (
            f"`{state}`",
            state.label,
            stage.holder.label if stage.holder else "nobody",
            f"{stage.days} working days" if stage.days else "",
            "everybody" if stage.public else "the people involved",
        )
        for state, stage in STAGES.items()
    ]
    head = ("State", "Shown as", "Who has it", "Promised within", "Who sees it")
    note = (
        "Confidential ideas are for the people involved at every stage. Weighing takes three days "
        "in the fast lane (no tripwire, no technology), and one for what people do already. Who "
        "parks an idea names the day.\n"
    )
    return f"## Where an idea can be\n\n{_table(head, rows)}\n{note}"


def _picture():
    """A state diagram for whoever reads Markdown with pictures; words for everybody else follow."""
    arrows = {}
    for state in State:
        for move in moves_from(state):
            for after in _leads_to(move, state):
                if after != state:
                    arrows.setdefault((state, after), []).append(move.verb)
    lines = [f'    state "{state.label}" as {state}' for state in State]
    lines += ["    [*] --> draft"]
    lines += [
        f"    {one} --> {other}: {', '.join(verbs)}" for (one, other), verbs in arrows.items()
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def _leads_to(move, state):
    """The states that a move may lead to, in the order of the table."""
    if move.target:
        return [move.target]
    if move.back:
        return list(BY_VERB["ask"].sources)
    if not move.onward:
        return [state]
    signer, after = move.by[0], set()
    for technology in (False, True):
        for signed in _signed(state, technology):
            if move.renews:
                after.add(onward({signer}, technology=technology))
            elif move.signs != (signer in signed):  # nobody signs twice; a reply is by who has
                after.add(onward({signer, *signed}, technology=technology))
    return [one for one in State if one in after]


def _signed(state, technology):
    """Who may have signed already at a stage: whoever comes before, and any of those after. Back
    with the sponsor by a question of the HERO, all but the HERO have."""
    route = [one for one in SEALING if technology or not STAGES[one].technology]
    if state not in route:
        return
    place = route.index(state)
    before, after = (
        [STAGES[one].holder for one in part] for part in (route[:place], route[place + 1 :])
    )
    for number in range(len(after) + 1):
        for some in combinations(after, number):
            yield {*before, *some}
    if place == 0:
        yield {STAGES[one].holder for one in route[:-1]}


def _moves(state):
    rows = [
        (
            f"`{move.verb}`",
            str(move.label),
            _who(move, state),
            ", ".join(str(one.label) for one in _leads_to(move, state)),
            "; ".join(_answer(move, name) for name in move.asks),
            " ".join(_need(name) for name in move.needs),
        )
        for move in moves_from(state)
    ]
    head = ("Move", "Button", "Who", "Leads to", "Costs", "Needs")
    return f"### {state.label} (`{state}`)\n\n{_table(head, rows)}"


def _who(move, state):
    parties = move.by or (STAGES[state].holder,)
    return ", ".join([str(party.label) for party in parties] + ["the clock"] * move.timer)


def _answer(move, name):
    label = step_forms.LABELS.get((move.verb, name), step_forms.LABELS.get(name))
    return ANSWERS.get(name) or str(label)


def _need(name):
    """What a guard says of itself, in its first line."""
    return getattr(guards, name).__doc__.strip().splitlines()[0]


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, cells)) + " |" for cells in lines) + "\n"
