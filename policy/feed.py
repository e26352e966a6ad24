"""The policies that a person has still to agree to, for their own calendar."""

from django.utils.translation import gettext as _

from policy import duties
from portal import feeds


def due(person):
    """One entry for each policy, on the day by which it is asked for."""
    for duty in duties.duties_of(person):
        yield feeds.Entry(
            key=f"policy-{duty.policy.pk}",
            due=duty.due,
            title=_("To read and agree to: “%(policy)s”") % {"policy": duty.policy},
            url=duties.address(duty.policy),
        )


feeds.register(due)
