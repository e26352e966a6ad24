"""One step of a form: done once, refused in words on the page it came from."""

from django.contrib import messages
from django.shortcuts import redirect

from policy.licensing import Refused
from portal import submissions


def act(request, name, *, form, do, said, back, again):
    """Do ``do(**cleaned data)`` once and lead on.

    ``said(result)`` is the sentence on the next page, ``back`` its address or a function of the
    result. ``again(form, status)`` shows the page once more, with what was typed and why not.
    """
    with submissions.once(request, name) as first:
        if first.repeated:
            return redirect(first.answer)
        if not form.is_valid():
            return again(form, 422)
        try:
            done = do(**form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return again(form, refused.status)
        messages.success(request, said(done))
        return first.redirect(back(done) if callable(back) else back)
