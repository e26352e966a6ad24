"""Who may open each address of ours. An address that is missing here fails the suite.

Add a row when you add a URL: the name that `reverse` takes (without one the path), and who gets
in by GET::

    "portal:zero": everybody(),
    "portal:me": signed_in(),
    "portal:me_ring": signed_in(ok=POST_ONLY),
    "ideas:edit": only(FRONTLINE, refused=404, given=an_idea_of_aminas),
    "people_import": only(ADA),

``ok`` is what those who may get (200, a redirect 302, or POST_ONLY), ``refused`` what other
people who are signed in get. Who is not signed in and not allowed is sent to the sign-in page.
``given`` is called with the cast (a dict of visitor to person; ANONYMOUS is None) in a test
database and returns the URL's arguments, as a dict.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.policy import speaking_given as speaking
from tests.policy.learning import given

ANONYMOUS = "anonymous"
FRONTLINE = "frontline"
MANAGER = "manager"
CHAMPION = "champion"
EDITOR = "editor"
SPONSOR = "sponsor"
ADA = "administrator"  # a superuser: the rules bind her all the same
STAFF = (FRONTLINE, MANAGER, CHAMPION, EDITOR, SPONSOR, ADA)
VISITORS = (ANONYMOUS, *STAFF)
LOOKS_AFTER = (MANAGER, EDITOR, SPONSOR, ADA)  # other people's licence to speak

POST_ONLY = 405


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the table: who gets in, with which answer, and what the others get."""

    allowed: tuple[str, ...]
    ok: int = 200
    refused: int = 403
    given: Callable[[dict], dict] | None = None
    led_back: tuple[str, ...] = ()  # to where they came from: Wagtail's own way to refuse

    def answer(self, visitor):
        """The status code that a GET by this visitor must give."""
        if visitor in self.allowed:
            return self.ok
        return 302 if visitor == ANONYMOUS or visitor in self.led_back else self.refused


def everybody(**more):
    """Whoever comes, signed in or not."""
    return Access(VISITORS, **more)


def signed_in(**more):
    """Everybody who is signed in."""
    return Access(STAFF, **more)


def cms(*visitors, **more):
    """Screens of the CMS: Wagtail leads editors back from what is not theirs, others stay out."""
    return Access(visitors, led_back=(EDITOR, ADA), **more)


def only(*visitors, **more):
    """These and nobody else."""
    return Access(visitors, **more)


def a_call_of_the_frontline(cast):
    """What a frontline person asked the desk. The roster is empty, so administrators answer."""
    from portal.models import ZeroCall

    return {"pk": ZeroCall.objects.create(author=cast[FRONTLINE], wish="write", body="Hello?").pk}


def what_got_in_the_way(cast):
    """Of a page that everybody may open; an administrator looks after it."""
    from django.utils import timezone

    from portal.models import FrictionTask

    now = timezone.now()
    return {"pk": FrictionTask.objects.create(place="/me/", owner=cast[ADA], due_at=now).pk}


def a_notice_of_the_frontline(cast):
    from portal.models import Notice

    return {"pk": Notice.objects.create(person=cast[FRONTLINE], kind="test", key="test").pk}


def a_calendar_of_the_frontline(cast):
    from portal import feeds

    return {"secret": feeds.make(cast[FRONTLINE])}


def a_mail_of_the_frontline(cast):
    from portal.people import own_mail

    return {"token": own_mail.token(cast[FRONTLINE], "rest")}


def a_webhook(cast):
    from portal.models import Webhook

    return {"pk": Webhook.objects.get_or_create(name="#ideas", shape="slack")[0].pk}


def a_department(cast):
    from portal.models import Department

    return {"pk": Department.objects.get_or_create(name="Shops")[0].pk}


def a_group(cast):
    from django.contrib.auth.models import Group

    return {"pk": Group.objects.get_or_create(name="Choir")[0].pk}


def a_site(cast):
    from portal.models import Site

    return {"pk": Site.objects.get_or_create(name="Leeds")[0].pk}


def a_policy(cast):
    """The editor wrote it and owns it, the administrator published it."""
    from policy.models import PolicyPage
    from tests.policy.making import published

    known = PolicyPage.objects.filter(slug="speaking-online").first()
    return {"slug": (known or published(cast[EDITOR], by=cast[ADA])).slug}


def an_edition(cast):
    from policy.models import Edition

    return {"pk": Edition.objects.get(policy__slug=a_policy(cast)["slug"]).pk}


def a_policy_question_of_the_frontline(cast):
    from policy import asking
    from policy.models import PolicyPage

    policy = PolicyPage.objects.get(**a_policy(cast))
    question = asking.ask(
        person=cast[FRONTLINE], policy=policy, edition=policy.editions.get(), text="May I?"
    )
    return {"pk": question.pk}


def a_shift(cast):
    """Somebody at the desk on Mondays."""
    from datetime import time

    from portal.models import DutyShift

    made = DutyShift.objects.create(person=cast[MANAGER], weekday=1, starts=time(8), ends=time(18))
    return {"pk": made.pk}


def a_specialist(cast):
    """A manager who is asked about contracts."""
    from ideas.models import Specialist

    return {"pk": Specialist.objects.create(tripwire="T8", person=cast[MANAGER]).pk}


def a_lead(cast):
    """A manager who backs ideas about returns."""
    from ideas.models import Lead

    made = Lead.objects.create(category="returns", party="sponsor", person=cast[MANAGER])
    return {"pk": made.pk}


def a_draft_of_the_frontline(cast):
    from ideas import drafts

    return {"slug": drafts.start(by=cast[FRONTLINE], title="A kettle for the queue").slug}


def a_shared_idea_of_the_frontline(cast):
    """Shared with everybody, and with the manager to weigh."""
    from ideas import services
    from ideas.models import Idea

    draft = Idea.objects.create(
        author=cast[FRONTLINE], token="draft-shared001", title="A bench", moment="A", help="B"
    )
    services.perform(draft, "submit", by=cast[FRONTLINE])
    return {"slug": Idea.objects.get(pk=draft.pk).reference}


def a_comment_of_the_frontline(cast):
    """For everybody to read, and nobody but its author has a reason to open it alone."""
    from ideas import talk
    from ideas.models import Idea

    given = a_shared_idea_of_the_frontline(cast)
    idea = Idea.objects.get(reference=given["slug"])
    said = talk.say(idea=idea, by=cast[FRONTLINE], text="By the lifts.", for_whom="everyone")
    return given | {"pk": said.pk}


def a_compact_of_the_frontline(cast):
    """Weighed by the manager, and the executive sponsor is asked to seal it."""
    from ideas.models import Idea
    from tests.ideas import sealing

    given = a_shared_idea_of_the_frontline(cast)
    idea = Idea.objects.get(reference=given["slug"])
    sealing.weighed(idea, sponsor=cast[SPONSOR])
    return given


def a_step(cast, verb):
    return a_shared_idea_of_the_frontline(cast) | {"verb": verb}


def an_idea_being_tried(cast):
    from django.utils import timezone

    from ideas.models import Idea

    slug = a_shared_idea_of_the_frontline(cast)
    Idea.objects.filter(reference=slug["slug"]).update(
        state="trial", holder=cast[FRONTLINE], due_at=timezone.now()
    )
    return slug


def a_story_of_the_frontline(cast):
    from ideas.models import Idea

    slug = a_shared_idea_of_the_frontline(cast)
    Idea.objects.filter(reference=slug["slug"]).update(state="celebrated", holder=None, due_at=None)
    return {"reference": slug["slug"]}


def an_idea_of_the_frontline(cast):
    """A draft of the frontline person's: nobody else sees it."""
    from ideas.models import Idea

    idea, _made = Idea.objects.get_or_create(
        token="draft-access0001", defaults={"author": cast[FRONTLINE], "title": "A kettle"}
    )
    return {"slug": idea.slug}


NO_FILM = {"block": "00000000-0000-0000-0000-000000000001"}

ACCESS = {
    # ideas, and what happens around them
    "ideas:list": signed_in(),
    "ideas:idea": signed_in(given=a_shared_idea_of_the_frontline),
    "ideas:history": signed_in(given=a_shared_idea_of_the_frontline),
    "ideas:comment": signed_in(ok=POST_ONLY, given=a_shared_idea_of_the_frontline),
    "ideas:comment_edit": only(FRONTLINE, refused=404, given=a_comment_of_the_frontline),
    "ideas:support": signed_in(ok=POST_ONLY, given=a_shared_idea_of_the_frontline),
    "ideas:follow": signed_in(ok=POST_ONLY, given=a_shared_idea_of_the_frontline),
    "ideas:merge": signed_in(given=a_shared_idea_of_the_frontline),
    "ideas:merge_answer": signed_in(
        ok=POST_ONLY, given=lambda cast: a_shared_idea_of_the_frontline(cast) | {"pk": 1}
    ),
    "ideas:assessment": signed_in(given=a_shared_idea_of_the_frontline),
    "ideas:risk": signed_in(
        given=lambda cast: a_shared_idea_of_the_frontline(cast) | {"number": 0}
    ),
    "ideas:risk_new": signed_in(given=a_shared_idea_of_the_frontline),
    "ideas:trial": signed_in(given=an_idea_being_tried),
    "ideas:trial_result": signed_in(ok=POST_ONLY, given=an_idea_being_tried),
    "ideas:trial_figure": signed_in(ok=POST_ONLY, given=an_idea_being_tried),
    "ideas:trial_figure_remove": signed_in(
        ok=POST_ONLY, given=lambda cast: an_idea_being_tried(cast) | {"pk": 1}
    ),
    "ideas:trial_condition": signed_in(
        ok=POST_ONLY, given=lambda cast: an_idea_being_tried(cast) | {"pk": 1}
    ),
    "ideas:step": only(FRONTLINE, given=lambda cast: a_step(cast, "withdraw")),
    "ideas:compact": only(FRONTLINE, MANAGER, SPONSOR, given=a_compact_of_the_frontline),
    "ideas:compact_json": only(FRONTLINE, MANAGER, SPONSOR, given=a_compact_of_the_frontline),
    "ideas:compact_pdf": only(
        *(FRONTLINE, MANAGER, SPONSOR), ok=503, given=a_compact_of_the_frontline
    ),
    "ideas:compact_check": signed_in(),
    # ideas, writing them
    "ideas:new": signed_in(),
    "ideas:edit": only(FRONTLINE, refused=404, given=a_draft_of_the_frontline),
    "ideas:people": only(FRONTLINE, refused=404, given=a_draft_of_the_frontline),
    "ideas:autosave": signed_in(ok=POST_ONLY, given=lambda cast: {"slug": "draft-aaaaaaaaaa"}),
    "ideas:near": signed_in(),
    # files of ideas
    "ideas:attach": only(FRONTLINE, refused=404, given=an_idea_of_the_frontline),
    "ideas:attachment": signed_in(
        ok=404, given=lambda cast: an_idea_of_the_frontline(cast) | {"key": NO_FILM["block"]}
    ),
    "ideas:detach": signed_in(
        ok=POST_ONLY, given=lambda cast: an_idea_of_the_frontline(cast) | {"key": NO_FILM["block"]}
    ),
    # learning
    "policy:reading": signed_in(),
    "policy:certificate": signed_in(given=given.a_certificate_of_the_frontline),
    "policy:results": only(EDITOR, given=given.a_course),
    "policy:test": signed_in(given=given.a_course),
    "policy:attempt": only(FRONTLINE, refused=404, given=given.a_test_of_the_frontline),
    "policy:learn_step": signed_in(ok=POST_ONLY, given=given.a_lesson),
    "policy:learn_write": signed_in(ok=POST_ONLY, given=given.words_of_a_lesson),
    "policy:film": signed_in(ok=404, given=given.a_film),
    "policy:captions": signed_in(ok=404, given=given.a_film),
    "question_bank:add": cms(EDITOR, ADA),
    "question_bank:edit": cms(EDITOR, ADA, given=given.a_question_of_the_bank),
    "question_bank:delete": cms(EDITOR, ADA, given=given.a_question_of_the_bank),
    # the licence to speak, and ambassadors
    "policy:licence": signed_in(),
    "policy:licence_wish": signed_in(ok=POST_ONLY),
    "policy:licence_ask_again": signed_in(ok=POST_ONLY),
    "policy:licence_appeal": only(SPONSOR, refused=404, given=speaking.an_appeal_of_the_frontline),
    "policy:licence_end": signed_in(ok=POST_ONLY, given=lambda cast: {"pk": 1}),
    "policy:licence_people": only(*LOOKS_AFTER, refused=404),
    "policy:licence_person": only(*LOOKS_AFTER, refused=404, given=speaking.of_the_frontline),
    "policy:licence_sponsor": signed_in(ok=POST_ONLY, given=speaking.of_the_frontline),
    "policy:licence_revoke": signed_in(ok=POST_ONLY, given=speaking.of_the_frontline),
    "policy:licence_lift": signed_in(ok=POST_ONLY, given=speaking.of_the_frontline),
    "policy:training_cover": only(MANAGER, EDITOR, ADA),
    "policy:training_people": only(MANAGER, EDITOR, ADA, given=speaking.a_course_by_slug),
    "policy:ambassadors": signed_in(),
    "policy:may_i": signed_in(),
    "policy:ambassador_me": signed_in(),
    "policy:ambassador_leave": signed_in(ok=POST_ONLY),
    "policy:ambassador_ask": signed_in(ok=404, given=lambda cast: {"pk": 1}),
    "policy:ambassador_question": only(
        FRONTLINE, MANAGER, refused=404, given=speaking.a_question_to_an_ambassador
    ),
    "topics:delete": cms(EDITOR, ADA, given=speaking.a_topic),
    "channels:delete": cms(EDITOR, ADA, given=speaking.a_channel),
    "policy_training_report": cms(EDITOR, ADA),
    "policy_training_report_results": cms(EDITOR, ADA),
    # policies, for readers
    "policy:due": signed_in(),
    "policy:edition": signed_in(given=an_edition),
    "policy:compare": signed_in(ok=302, given=a_policy),
    "policy:agree": signed_in(ok=POST_ONLY, given=a_policy),
    "policy:ask": signed_in(ok=POST_ONLY, given=a_policy),
    "policy:questions": signed_in(),
    "policy:question": only(
        FRONTLINE, EDITOR, refused=404, given=a_policy_question_of_the_frontline
    ),
    "policy:cover": only(MANAGER, EDITOR, ADA),
    "policy:cover_people": only(MANAGER, EDITOR, ADA, given=a_policy),
    "policy:remind": signed_in(ok=POST_ONLY, given=a_policy),
    "policy_cover_report": cms(EDITOR, ADA),
    "policy_cover_report_results": cms(EDITOR, ADA),
    # the ground floor
    "healthz": everybody(),
    "readyz": everybody(),
    "metrics": everybody(ok=404),  # without METRICS_TOKEN there is none
    "account_login": Access((ANONYMOUS,), refused=302),
    "account_demo": everybody(ok=404, given=lambda cast: {"username": "amina.yusuf"}),
    "account_email": signed_in(),
    "account_signup": Access((ANONYMOUS,), ok=403, refused=302),
    "account_email_verification_sent": Access((ANONYMOUS,), ok=403, refused=302),
    "account_confirm_email": Access(
        (ANONYMOUS,), ok=403, refused=302, given=lambda cast: {"key": "x"}
    ),
    "account_confirm_login_code": Access((ANONYMOUS,), ok=403, refused=302),
    "socialaccount_signup": Access((ANONYMOUS,), ok=403, refused=302),
    "account_work": everybody(ok=404),
    "account_work_callback": everybody(ok=404),
    "account_oidc": everybody(ok=404, given=lambda cast: {"rest": "work/"}),
    "mfa_activate_totp": signed_in(ok=302),  # asks for the password once more
    "mfa_login_webauthn": Access(VISITORS, ok=302),
    "wagtail_serve": signed_in(given=lambda cast: {"path": ""}),
    "portal:gallery": signed_in(),
    "portal:picture": signed_in(ok=404, given=lambda cast: {"name": "none.jpg"}),
    "portal:me": signed_in(),
    "portal:me_drop_absence": signed_in(ok=POST_ONLY, given=lambda cast: {"pk": 1}),
    "portal:mail_stop": everybody(given=a_mail_of_the_frontline),
    "portal:calendar": signed_in(),
    "portal:calendar_end": signed_in(ok=POST_ONLY),
    "portal:calendar_file": everybody(given=a_calendar_of_the_frontline),
    "portal:theme": everybody(ok=POST_ONLY),
    "portal:person": signed_in(given=lambda cast: {"username": cast[MANAGER].username}),
    "people_import": cms(ADA),
    "people_import_example": cms(ADA),
    "people_leave": cms(ADA, given=lambda cast: {"pk": cast[MANAGER].pk}),
    "people_return": cms(ADA, given=lambda cast: {"pk": cast[MANAGER].pk}),
    "wagtailusers_users:index": cms(ADA),
    "wagtailusers_users:index_results": cms(ADA),
    "wagtailusers_users:add": cms(ADA),
    "wagtailusers_users:edit": cms(ADA, given=lambda cast: {"pk": cast[MANAGER].pk}),
    "wagtailusers_groups:delete": cms(ADA, given=a_group),
    "departments:delete": cms(ADA, given=a_department),
    "places:delete": cms(ADA, given=a_site),
    "portal:notices": signed_in(),
    "portal:notices_read": signed_in(ok=POST_ONLY),
    "portal:notice": only(FRONTLINE, ok=302, refused=404, given=a_notice_of_the_frontline),
    "portal:friction": signed_in(),
    "portal:friction_task": signed_in(given=what_got_in_the_way),
    "portal:zero": everybody(),
    "portal:zero_message": everybody(ok=POST_ONLY),
    "portal:zero_ring": everybody(ok=POST_ONLY),
    "portal:zero_sent": everybody(ok=404, given=lambda cast: {"token": "forged"}),
    "portal:zero_calls": signed_in(),
    "portal:zero_call": only(FRONTLINE, ADA, refused=404, given=a_call_of_the_frontline),
    "webhooks:add": cms(ADA),
    "webhooks:edit": cms(ADA, given=a_webhook),
    "webhooks:delete": cms(ADA, given=a_webhook),
    "clockwork": cms(ADA),
    "clockwork_mail": cms(ADA, ok=POST_ONLY),
    "clockwork_job": cms(ADA, ok=POST_ONLY, given=lambda cast: {"name": "mail"}),
    "clockwork_webhook": cms(ADA, ok=POST_ONLY, given=a_webhook),
    "clockwork_trial": cms(ADA, ok=POST_ONLY, given=a_webhook),
    "roster:add": cms(ADA),
    "roster:edit": cms(ADA, given=a_shift),
    "roster:delete": cms(ADA, given=a_shift),
    "criteria:index": cms(ADA),
    "criteria:edition": cms(ADA, given=lambda cast: {"number": 1}),
    "promises:index": cms(ADA),
    "specialists:index": cms(ADA),
    "specialists:index_results": cms(ADA),
    "specialists:add": cms(ADA),
    "specialists:edit": cms(ADA, given=a_specialist),
    "specialists:delete": cms(ADA, given=a_specialist),
    "leads:index": cms(ADA),
    "leads:index_results": cms(ADA),
    "leads:add": cms(ADA),
    "leads:edit": cms(ADA, given=a_lead),
    "leads:delete": cms(ADA, given=a_lead),
    "home:home": signed_in(),
    "home:heroes": signed_in(),
    "home:hero": signed_in(given=a_story_of_the_frontline),
    "home:hero_cheer": signed_in(ok=POST_ONLY, given=a_story_of_the_frontline),
    "home:hero_thank": signed_in(ok=POST_ONLY, given=a_story_of_the_frontline),
    "home:hero_own": signed_in(ok=POST_ONLY, given=a_story_of_the_frontline),
    "home:hero_take": signed_in(ok=POST_ONLY, given=a_story_of_the_frontline),
    "home:insights": signed_in(),
    "home:insights_table": signed_in(given=lambda cast: {"key": "pipeline"}),
    "home:search": signed_in(),
    "home:desk": signed_in(),
    "home:board": only(CHAMPION),
    "home:desk_full": signed_in(ok=POST_ONLY),
    "home:take_over": signed_in(ok=POST_ONLY),
    "home:pick_up": signed_in(ok=POST_ONLY),
}

# Addresses that come with a library, and why that is in order. A view of ours that is hooked in
# below one of these needs a row above like any other.
TREES = {
    "accounts/": "allauth: its views decide; sign-up is closed by our adapter",
    "cms/": "Wagtail's admin: test_access.py walks all of it with people who must stay out",
    "documents/": "Wagtail's documents: its view asks whether the collection is private",
    "_util/": "Wagtail's own sign-in, which leads to ours, and pages behind a password",
}
