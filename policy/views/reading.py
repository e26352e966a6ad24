"""Reading policies: the list, a policy, an edition as it was frozen, and what changed."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import CharField
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policy import differences, duties, editions, listing
from policy.context import doors, owed, reader
from policy.models import Agreement, Edition, PolicyPage
from portal.models import User
from portal.prepared import OneOf, Rows

ON_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str


def index_context(request, index):
    """What the list of policies needs: a page of those that are published, by title."""
    page = Paginator(listing.published(), ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = listing.entries(page.object_list)
    return {"policies": page, "owed": owed(request), "hide_duties": True, "doors": doors(request)}


def policy_context(request, policy):
    """What a policy's page needs. Readers get the frozen edition, never a draft.

    Raises Http404 while nothing is published.
    """
    edition = editions.live(policy)
    if edition is None:
        raise Http404
    told = reader(request, policy, edition)
    told["hide_duties"] = True  # it is the duty
    if editions.keeps(policy, request.user):
        told["earlier"] = earlier(edition)
    return shown(request, policy, edition, editions.minutes_for(policy.characters or 0)) | told


def preview_context(request, policy):
    """The same page from a draft, for the preview in the CMS: nothing to agree to yet."""
    draft = editions.drafted(policy)
    return shown(request, policy, draft, editions.minutes(draft)) | {"preview": True}


def shown(request, policy, edition, minutes):
    """What the page and its preview share."""
    request.zero_owner = policy.owner_person
    changes = {}
    for change in edition.changes:
        changes.setdefault(change["anchor"], []).append(change)
    return {
        "policy": policy,
        "edition": edition,
        "sections": with_people(edition, policy.owner_person, changes),
        "minutes": minutes,
        "crumbs": crumbs(),
    }


def with_people(edition, owner, changes):
    """The sections with whoever answers for each today: the person named, or else the owner."""
    names = {one["username"] for section in edition.sections for one in section["people"]}
    people = {person.username: person for person in _people.ask(names=names)} if names else {}
    return [
        section
        | {
            "changes": changes.get(section["anchor"], []),
            "people": [
                one | {"person": people.get(one["username"], owner)} for one in section["people"]
            ],
        }
        for section in edition.sections
    ]


_people = Rows(lambda: User.objects.present().filter(OneOf("username", "names", CharField())))


def earlier(edition):
    """All editions before this one: for who writes or owns the policy. Others may open those that
    they agreed to."""
    before = Edition.objects.filter(policy=edition.policy_id).exclude(pk=edition.pk)
    return before.defer("sections", "changes", "check_question")


def last_agreement(policy, person):
    """The newest agreement of this person, with its edition, or None."""
    return (
        Agreement.objects.filter(policy=policy, person=person)
        .select_related("edition")
        .order_by("-number")
        .first()
    )


def crumbs(policy=None):
    """The way back up."""
    links = [Crumb(_("Policies"), duties.above())]
    if policy is not None:
        links.append(Crumb(policy.title, duties.address(policy)))
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
        "crumbs": crumbs(policy if current else None),
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
        return redirect(duties.address(policy))
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
        "crumbs": crumbs(policy),
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
