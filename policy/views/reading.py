"""Reading policies: the list, a policy, an edition as it was frozen, and what changed."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Length
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policy import differences, editions
from policy.context import doors, owed, reader
from policy.models import Agreement, Edition, PolicyIndexPage, PolicyPage
from portal.models import User

ON_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str


def index_context(request, index):
    """What the list of policies needs: a page of those that are published, by title."""
    published = listed().order_by("title", "pk")
    page = Paginator(published, ON_A_PAGE).get_page(request.GET.get("page"))
    for policy in page:
        policy.address = policy.get_url(request)
        policy.minutes = editions.minutes_for(policy.characters)
    return {"policies": page, "owed": owed(request), "hide_duties": True, "doors": doors(request)}


def listed():
    """Published policies with what a list shows of them; one query."""
    newest = Edition.objects.filter(policy=OuterRef("pk")).order_by("-number", "-correction")
    return (
        PolicyPage.objects.live()
        .annotate(
            newest_number=Subquery(newest.values("number")[:1]),
            newest_in_force=Subquery(newest.values("in_force")[:1]),
            characters=Coalesce(Sum(Length("section_texts__text")), 0),
        )
        .filter(newest_number__isnull=False)
        .select_related("owner_person")
        .defer("body", "changes", "check_question")
    )


def policy_context(request, policy):
    """What a policy's page needs. Readers get the frozen edition, never a draft.

    Raises Http404 while nothing is published.
    """
    edition = editions.live(policy)
    if edition is None:
        raise Http404
    own = {"earlier": earlier(edition, request.user), "hide_duties": True}  # it is the duty
    return shown(request, policy, edition) | reader(request, policy, edition) | own


def preview_context(request, policy):
    """The same page from a draft, for the preview in the CMS: nothing to agree to yet."""
    return shown(request, policy, editions.drafted(policy)) | {"preview": True}


def shown(request, policy, edition):
    """What the page and its preview share."""
    request.zero_owner = policy.owner_person
    changes = {}
    for change in edition.changes:
        changes.setdefault(change["anchor"], []).append(change)
    return {
        "policy": policy,
        "edition": edition,
        "sections": with_people(edition, policy.owner_person, changes),
        "minutes": editions.minutes(edition),
        "crumbs": crumbs(request),
    }


def with_people(edition, owner, changes):
    """The sections with whoever answers for each today: the person named, or else the owner."""
    names = {one["username"] for section in edition.sections for one in section["people"]}
    present = {
        person.username: person for person in User.objects.present().filter(username__in=names)
    }
    return [
        section
        | {
            "changes": changes.get(section["anchor"], []),
            "people": [
                one | {"person": present.get(one["username"], owner)} for one in section["people"]
            ],
        }
        for section in edition.sections
    ]


def earlier(edition, person):
    """Editions before this one that the person may open: all for who writes or owns the policy."""
    before = edition.policy.editions.exclude(pk=edition.pk)
    if not editions.keeps(edition.policy, person):
        before = before.filter(agreements__person=person)
    return before.defer("sections", "changes", "check_question")


def last_agreement(policy, person):
    """The newest agreement of this person, with its edition, or None."""
    return (
        Agreement.objects.filter(policy=policy, person=person)
        .select_related("edition")
        .order_by("-number")
        .first()
    )


def crumbs(request, policy=None):
    """The way back up."""
    index = PolicyIndexPage.objects.first()
    links = [Crumb(_("Policies"), index.get_url(request))] if index else []
    if policy is not None:
        links.append(Crumb(policy.title, policy.get_url(request)))
    return links


@require_safe
def edition(request, pk):
    """/policies/editions/<pk>/: the text as it was frozen, for those who may read it."""
    frozen = get_object_or_404(Edition.objects.select_related("policy__owner_person"), pk=pk)
    if not editions.may_read(frozen, request.user):
        raise Http404
    policy = frozen.policy
    request.zero_owner = policy.owner_person
    current = editions.live(policy)
    context = {
        "edition": frozen,
        "policy": policy,
        "current": current,
        "agreement": frozen.agreements.filter(person=request.user).first(),
        "crumbs": crumbs(request, policy if current else None),
    }
    return render(request, "policy/edition.html", context)


@require_safe
def compare(request, slug):
    """/policies/<slug>/compare/?since=<edition>: what changed since an edition.

    Without ``since`` it is the one the reader agreed to last; without that, the policy's page.
    """
    policy = get_object_or_404(PolicyPage.objects.live().select_related("owner_person"), slug=slug)
    new = editions.live(policy)
    if new is None:
        raise Http404
    old = older(request, policy)
    if old is None:
        return redirect(policy.get_url(request))
    request.zero_owner = policy.owner_person
    found = differences.between(old, new)
    context = {
        "policy": policy,
        "old": old,
        "new": new,
        "explained": [item for item in found if item.explained],
        "others": [item for item in found if not item.explained and item.kind != differences.SAME],
        "renumbered": [
            item for item in found if not item.explained and item.kind == differences.SAME
        ],
        "crumbs": crumbs(request, policy),
        "hide_duties": True,
    }
    return render(request, "policy/compare.html", context)


def older(request, policy):
    """The edition to compare with, or None. Raises Http404 for one that is not theirs to read."""
    wanted = request.GET.get("since", "")
    if not wanted:
        agreed = last_agreement(policy, request.user)
        return agreed.edition if agreed else None
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    old = get_object_or_404(Edition.objects.select_related("policy"), pk=wanted, policy=policy)
    if not editions.may_read(old, request.user):
        raise Http404
    return old
