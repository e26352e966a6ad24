"""Holidays of the places people work at, from a calendar that loads no other country."""

import subprocess
import sys
from datetime import date

import pytest

from portal import public_holidays

ALONE = """
import sys
from datetime import date
from portal import public_holidays

assert date(2027, 5, 3) in public_holidays.dates("GB-ENG", 2027)
print(sorted(name for name in sys.modules if name.startswith("holidays.countries.")))
"""


@pytest.mark.parametrize(
    ("region", "day"),
    [
        ("GB-ENG", date(2027, 5, 3)),
        ("IM", date(2027, 7, 5)),  # the Isle of Man keeps those of the United Kingdom, and its own
        ("PR", date(2027, 7, 25)),  # as the United States, and the day of the constitution
        ("MO", date(2027, 12, 20)),  # Macau and Hong Kong need the Chinese calendar
        ("DE-BY", date(2027, 1, 6)),
        ("PL", date(2027, 11, 11)),
        ("IE", date(2027, 3, 17)),
        ("IN-MH", date(2027, 5, 1)),
    ],
)
def test_each_place_has_its_days(region, day):
    assert day in public_holidays.dates(region, day.year)
    assert date(2027, 6, 30) not in public_holidays.dates(region, 2027)


@pytest.mark.parametrize("region", ["XX", "GB-XYZ", "Larkfield", "countries"])
def test_a_place_that_nobody_knows_is_refused(region):
    with pytest.raises(NotImplementedError):
        public_holidays.dates(region, 2027)


def test_no_other_country_is_loaded():
    ran = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True)
    assert ran.stdout.strip() == "['holidays.countries.united_kingdom']", ran.stderr
