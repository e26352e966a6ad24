"""What verify_history re-computes here: every edition's digest, and what people agreed to."""

from django.db.models import F
from django.utils.translation import gettext as _

from policy import editions
from policy.models import Agreement, Edition
from portal import history
from portal.models import Event

CHUNK = 200


def verify():
    """Yield a Problem for each edition whose text is not what its digest says or whose digest the
    trail does not know, and for each agreement that is not to its edition's text."""
    told = set(
        Event.objects.filter(kind="policy.published").values_list("subject_id", "data__digest")
    )
    for edition in Edition.objects.order_by("pk").iterator(chunk_size=CHUNK):
        known = (str(edition.policy_id), edition.digest) in told
        if not known or editions.digest_of(edition) != edition.digest:
            yield history.Problem(
                subject="policy.edition",
                sequence=edition.pk,
                sentence=_("The text of “%(edition)s” is not the one that was published.")
                % {"edition": edition},
            )
    wrong = (
        Agreement.objects.exclude(digest=F("edition__digest"))
        | Agreement.objects.exclude(number=F("edition__number"))
        | Agreement.objects.exclude(policy=F("edition__policy"))
    )
    for agreement in wrong.select_related("edition").order_by("pk").iterator(chunk_size=CHUNK):
        yield history.Problem(
            subject="policy.agreement",
            sequence=agreement.pk,
            sentence=_("An agreement to “%(edition)s” names another text.")
            % {"edition": agreement.edition},
        )


history.register_verifier("policy.editions", verify)
