"""/insights/: the same page for everyone, and each table for a spreadsheet."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.insights.page import FINDINGS, counted
from home.insights.scope import ScopeForm
from portal import exports


@require_safe
def insights(request):
    """How we are doing, as it was counted a while ago at most."""
    form = ScopeForm(request.GET)
    told = counted(form.scope())
    chosen = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "findings": told.findings,
        "numbers": told.numbers,
        "counted_at": told.at,
        "query": f"{urlencode(chosen)}&" if chosen else "",
    }
    return render(request, "home/insights.html", context)


@require_safe
def table(request, key):
    """The table behind one finding, as CSV or XLSX (?format=xlsx)."""
    if key not in FINDINGS:
        raise Http404
    finding = FINDINGS[key](ScopeForm(request.GET).scope())
    form = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    return exports.answer(form, key, list(finding.columns), finding.rows)
