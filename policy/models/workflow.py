"""The second pair of eyes: nobody approves their own change, superusers included."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


class SecondPairOfEyesTask(AbstractGroupApprovalTask):
    """One person of the chosen groups approves exactly the revision that was sent to them."""

    class Meta:
        verbose_name = _("second pair of eyes")
        verbose_name_plural = _("second pairs of eyes")

    @classmethod
    def get_description(cls):
        return _("Somebody of the chosen groups who wrote no part of the change approves it")

    def get_actions(self, obj, user):
        """What this person may do: nothing for a writer, only sending back once it changed."""
        state = obj.current_workflow_task_state
        if state is None or not self._may_judge(state, user):
            return []
        actions = super().get_actions(obj, user)
        if state.revision_id != obj.latest_revision_id:
            return [action for action in actions if action[0] == "reject"]
        return actions

    def locked_for_user(self, obj, user):
        """Who sent it takes it back first: what is being read stays as it is."""
        state = obj.current_workflow_task_state
        return super().locked_for_user(obj, user) or (
            state is not None and not self._may_judge(state, user)
        )

    def get_task_states_user_can_moderate(self, user, **kwargs):
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        own = [state.pk for state in states if not self._may_judge(state, user)]
        return states.exclude(pk__in=own)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Perform an action. Raises refusals.OwnChange for a writer of the change, and
        refusals.NotWhatWasSent when another text was saved meanwhile."""
        from policy import publishing

        policy = publishing.locked(task_state.revision.content_object)
        task_state = TaskState.objects.select_for_update().get(pk=task_state.pk).specific
        publishing.check_judge(policy=policy, revision=task_state.revision, judge=user)
        if action_name == "approve":
            publishing.check_sent(policy=policy, revision=task_state.revision)
        super().on_action(task_state, user, action_name, **kwargs)

    def _may_judge(self, state, user):
        from policy import publishing

        return user.pk not in publishing.writers(state.revision.content_object, state.revision)
