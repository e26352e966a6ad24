"""The public holidays of a country ("IE") or a part of one ("GB-ENG").

``holidays`` loads a country when it is asked for, but the package in which the countries lie begins
by loading all 250 of them: 8 MB in every worker. So here that package stands without having begun.
"""

import sys
from importlib.util import find_spec, module_from_spec

import holidays

COUNTRIES = "holidays.countries"
if COUNTRIES not in sys.modules:
    sys.modules[COUNTRIES] = module_from_spec(find_spec(COUNTRIES))


def dates(region, years=None):
    """{date: name} of these years. Raises NotImplementedError for a place that nobody knows."""
    country, _dash, part = region.partition("-")
    return holidays.country_holidays(country, subdiv=part or None, years=years)
