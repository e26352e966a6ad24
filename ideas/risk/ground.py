"""What every service of an assessment stands on: the locked idea, who asks, what may change."""

import hashlib

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience, rounds
from ideas.compact import Party, State
from ideas.models import Assessment, Idea
from ideas.risk import criteria, hats
from ideas.seats import Refused, authors_of, kept_from
from portal import notices, trail

LONGEST = 3000  # characters of one text
WAITS = gettext_lazy("A question is waiting for its answer. After that you can change this.")
AGREED = gettext_lazy("This is agreed, and stays as it is. Ask for the idea to be weighed again.")
OVER = gettext_lazy("Nobody is working on this idea now, so there is nothing to add.")


class Stale(Refused):
    """Somebody else changed it first."""

    status = 409


class Ground:
    """The idea under a lock, its assessment and method, and the hats of who is asking."""

    def __init__(self, assessment_id, by):
        """Raises Refused for whom the idea isn't open."""
        found = Assessment.objects.select_related("criteria").get(pk=assessment_id)
        ideas = Idea.objects.select_for_update(of=("self",)).select_related("author")
        self.idea = ideas.get(pk=found.idea_id)
        self.assessment = Assessment.objects.select_related("criteria").get(pk=assessment_id)
        self.assessment.idea = self.idea
        self.method = criteria.method_of(self.assessment.criteria)
        self.assessor = self.idea.seated(Party.ASSESSOR)
        self.authors = frozenset(authors_of(self.idea))
        self.by = by
        consulted = set(self.assessment.consultations.values_list("person_id", flat=True))
        self.hats = hats.of(self.idea, by, consulted)
        self.need("propose")

    def may(self, verb):
        return hats.may(self.hats, verb)

    def need(self, verb):
        """Raise Refused unless one of their hats lets them."""
        if not self.may(verb):
            raise Refused(hats.OTHERWISE[verb], 403)

    def need_open(self):
        """Raise Refused unless what people sign may change now."""
        if hats.is_worked_on(self.idea):
            return
        if not hats.is_alive(self.idea):
            raise Refused(OVER)
        raise Refused(WAITS if self.idea.state == State.CLARIFYING else AGREED)

    def need_alive(self):
        """Raise Refused unless people work on the idea, or try it."""
        if not hats.is_alive(self.idea):
            raise Refused(OVER)

    def record(self, kind, **data):
        trail.record(kind, actor=self.by, subject=self.idea, **data)

    def changed(self, why):
        """What is signed says something else now."""
        rounds.changed(self.idea, why, by=self.by)

    def tell(self, people, kind, *, key, **data):
        """Tell people, each with the name of ``by`` that they may know."""
        people = {person for person in people if person} - {self.by}
        inside = audience.parties(self.idea)
        deputies = notices.KINDS[kind].group == notices.Group.TURN  # read it too, and know nobody
        for knows in (True, False):
            told = [person for person in people if (person.pk in inside) is knows]
            names = audience.Names(self.idea, knows and not deputies)
            notices.tell(
                told,
                kind,
                key=key,
                url=page_of(self.idea),
                actor=names.face(self.by),
                who=names.of(self.by),
                title=self.idea.told_as,
                besides={kept_from(self.idea)},
                **data,
            )

    def seated(self, *parties):
        """Who sits in these seats."""
        return [self.idea.seated(party) for party in parties]

    def answerers(self):
        """Who answers what is proposed: the author is told first."""
        return self.seated(Party.AUTHOR, Party.ASSESSOR)


def page_of(idea):
    """The address of its assessment."""
    return reverse("ideas:assessment", args=[idea.slug])


def words(text, missing="", longest=LONGEST):
    """The text, tidied. Raises Refused with ``missing`` for none, and when it is too long."""
    text = (text or "").strip()
    if missing and not text:
        raise Refused(missing)
    if len(text) > longest:
        raise Refused(
            _("That is longer than %(n)s characters. Say the heart of it.") % {"n": longest}
        )
    return text


def one_of(value, choices):
    """The value, if the form offers it. Raises Refused."""
    if value not in choices:
        raise Refused(_("Choose one of the answers on the page."))
    return value


def mark_of(row, names):
    """A short mark of what somebody saw, to be sent back with the form."""
    facts = trail.canonical({name: getattr(row, name) for name in names})
    return hashlib.sha256(facts.encode()).hexdigest()[:12]


def refuse_stale(row, names, mark):
    """Raise Stale when the row is no longer what the form showed. No mark: nothing was shown."""
    if mark and mark != mark_of(row, names):
        raise Stale(_("Somebody changed this while you were writing. Here is how it stands now."))


def answered(row, by, words_of_it):
    """Keep the answer that a proposal got. The caller saves."""
    row.answer, row.answered_by, row.answered_at = words_of_it, by, timezone.now()
