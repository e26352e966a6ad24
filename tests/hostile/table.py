"""Who may send what to an idea, and when: written down by people, and not read from the code.

A line says: what is sent (tests.hostile.posts), where the idea must be, who may, what others hear
who see the idea, and what the right people hear at another time. Whoever does not see the idea
hears 404. ``all`` is everybody who sees it, ``colleagues`` all but those whose idea it is. The
last column names the places where the page is not there at all.
"""

from tests.hostile.world import FAMILY, OUTSIDE, PLACES, RELATIONS, SEATS

TABLE = """
edit      writing      author,co-author                        403  403      -
autosave  draft        author,co-author                        403  403,409  -
attach    writing      author,co-author                        403  403      -
invite    open         author,writer                           403  422      -
write_for -            writer                                  403  422      -
confirm   all          author                                  403  -        -
join      all          co-author,invited                       403  -        -
comment   sent         all                                     -    422      -
apart     sent         all                                     -    422      -
reword    sent         author                                  404  -        -
support   supported    colleagues                              422  422      -
follow    supported    all                                     -    422      -
risk      alive        all                                     -    422      draft
worth     weighed      author,co-author,assessor               403  422      draft
advise    weighed      consultant                              403  422      draft
plan      trial        author,sponsor                          403  403      untried
result    launched     author                                  403  403      untried
figure    launched     author                                  403  403      untried
cheer     celebrated   colleagues                              422  -        uncelebrated
boots     celebrated   author,co-author,assessor,sponsor,champion  403  -    uncelebrated
take      celebrated   colleagues                              422  -        uncelebrated
"""
OPEN = ("draft", "clarifying", "assessing")
SEALING = ("sponsorship", "sign_off", "countersign")
TRIED = ("trial", "launched", "measuring", "celebrated", "learned")
WHEN = {
    "-": (),
    "all": PLACES,
    "open": OPEN,
    "writing": (*OPEN, *SEALING),
    "weighed": ("clarifying", "assessing", *SEALING),
    "alive": ("clarifying", "assessing", *SEALING, "trial", "launched", "measuring", "parked"),
    "sent": tuple(place for place in PLACES if place != "draft"),
    "supported": tuple(place for place in PLACES if place not in ("draft", "withdrawn")),
    "untried": tuple(place for place in PLACES if place not in TRIED),
    "uncelebrated": tuple(place for place in PLACES if place != "celebrated"),
}
GROUPS = {"all": set(RELATIONS), "colleagues": set(RELATIONS) - set(FAMILY)}
# Nobody is asked about, behind or cheering for their own, whatever else they are to it.
NOT_FOR_OWN = {"support", "cheer", "take", "advise"}
# Whose word counts at once adds nothing to what is agreed; others may propose it.
DECIDERS = {"author", "assessor"}
# Only its own people arrange whose it is: for others the page of that is not there.
OF_THE_FAMILY = {"invite", "write_for", "confirm", "join"}
DONE = {200, 302}


# Who has a seat by then.
FIRST, ALL = ("assessor", "verifier"), SEATS
SEATED = dict.fromkeys(PLACES, ALL) | {
    "draft": (),
    **dict.fromkeys(("clarifying", "assessing", "withdrawn"), FIRST),
}


def sees(who, place, *, confidential=False):
    """Whether the idea is there for somebody with these relations."""
    inside = set(who) & {*FAMILY, *SEATED[place]}
    asked = "consultant" in who and place != "draft"
    public = place not in ("draft", "withdrawn") and not confidential
    return bool(inside) or asked or public


def rows():
    """{what: (places, who, codes for others, codes at another time, places where it is not)}."""
    found = {}
    for line in filter(None, TABLE.split("\n")):
        name, when, who, others, late, away = line.split()
        found[name] = (
            WHEN.get(when, (when,)),
            GROUPS.get(who) or set(who.split(",")),
            _codes(others),
            _codes(late),
            WHEN.get(away, (away,)),
        )
    return found


def _codes(text):
    return {int(code) for code in text.split(",") if code != "-"}


ROWS = rows()


def expected(name, who, place, *, confidential=False):
    """The codes that are right for somebody with these relations: a set."""
    when, allowed, others, late, away = ROWS[name]
    if not sees(who, place, confidential=confidential) or place in away:
        return {404}
    if name in OF_THE_FAMILY and not set(who) & set(FAMILY):
        return {404}
    own = name in NOT_FOR_OWN and set(who) & set(FAMILY)
    if own or not set(who) & allowed:
        return others
    if name == "risk" and set(who) & DECIDERS:
        when = WHEN["weighed"]
    return DONE if place in when else late


OUTSIDERS = ("consultant", *OUTSIDE)
