"""The pages that are measured, who looks at them, and what each may cost."""

from dataclasses import dataclass

AMINA, MARCUS, TOMASZ, FARIDA, SAM = (
    "amina.yusuf",
    "marcus.bell",
    "tomasz.wrobel",
    "farida.haddad",
    "sam.whitlock",
)
MOST_QUERIES = 12
MOST_GROWTH = 1.2
WORDS = "a+bell+at+the+returns+desk+for+whoever+is+waiting"


@dataclass(frozen=True, slots=True)
class Page:
    """What people call it, who looks, where, and how often the bare page it may cost."""

    name: str
    who: str
    path: str
    aim: float | None = None


BARE = Page("a bare page", AMINA, "/bench/bare/")
DOOR = Page("a bare page behind all our middleware", AMINA, "/bench/door/")
PAGES = (
    Page("Today, of somebody with ideas", AMINA, "/", 6),
    Page("Today, of a manager", MARCUS, "/", 6),
    Page("Today, of an IT champion", TOMASZ, "/", 6),
    Page("Today, of an executive", FARIDA, "/", 6),
    Page("The desk, of a manager", MARCUS, "/desk/", 6),
    Page("The desk, of an IT champion", TOMASZ, "/desk/", 6),
    Page("All ideas", AMINA, "/ideas/", 6),
    Page("All ideas, those with most support", MARCUS, "/ideas/?sort=support", 6),
    Page("All ideas, filtered by a word", SAM, "/ideas/?q=bell&state=celebrated", 6),
    Page("An idea on trial, to a stranger", SAM, "/ideas/HERO-2026-0005/", 5),
    Page("An idea on trial, to its author", "{author}", "/ideas/HERO-2026-0005/", 5),
    Page("An idea being weighed, to who weighs it", "{assessor}", "/ideas/HERO-2026-0014/", 5),
    Page("A celebrated idea", AMINA, "/ideas/HERO-2026-0001/", 5),
    Page("A policy, agreed to", MARCUS, "/policies/speaking-online/", 4),
    Page("A policy, to agree to", AMINA, "/policies/speaking-online/", 4),
    Page("All policies", AMINA, "/policies/", 6),
    Page("Search, for words", AMINA, f"/search/?q={WORDS}", 8),
    Page("Search, for a person", SAM, "/search/?q=marcus+bell", 8),
    Page("Similar ideas, while writing", AMINA, f"/ideas/near/?q={WORDS}", 8),
    Page("Writing an idea", AMINA, "/ideas/new/"),
    Page("The assessment", "{assessor}", "/ideas/HERO-2026-0014/assessment/"),
    Page("The compact of an idea", AMINA, "/ideas/HERO-2026-0001/compact/"),
    Page("The trial of an idea", "{author}", "/ideas/HERO-2026-0005/trial/"),
    Page("The history of an idea", AMINA, "/ideas/HERO-2026-0001/history/"),
    Page("The workbench, of an IT champion", TOMASZ, "/desk/board/"),
    Page("The heroes", AMINA, "/heroes/"),
    Page("A hero's story", AMINA, "/heroes/HERO-2026-0001/"),
    Page("Insights", FARIDA, "/insights/"),
    Page("Notices", AMINA, "/notices/"),
    Page("Learning", AMINA, "/learn/"),
    Page("The challenges", AMINA, "/challenges/"),
    Page("Your settings", AMINA, "/me/"),
)
PEOPLE = {
    "{author}": ("HERO-2026-0005", "author_id"),
    "{assessor}": ("HERO-2026-0014", "holder_id"),
}


def people(connection):
    """{what stands for a person: their username}."""
    return {
        name: connection.execute(
            f"SELECT username FROM portal_user p JOIN ideas_idea i ON i.{column} = p.id "
            "WHERE reference = %s",
            [reference],
        ).fetchone()[0]
        for name, (reference, column) in PEOPLE.items()
    }
