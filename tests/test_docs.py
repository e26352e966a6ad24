"""What the documentation says is so."""

import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
DOCS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
# Names that the code reads, and that nobody is meant to set.
INSIDE = {"DJANGO_SETTINGS_MODULE"}


def read(path):
    return (ROOT / path).read_text()


def variables_in_code():
    """Every variable that the settings and gunicorn read, by the literal names in the source."""
    by_us = re.findall(r'\benv\.[a-z_]+\(\s*"([A-Z0-9_]+)"', read("portal/settings.py"))
    single_sign_on = re.findall(r'"(OIDC_[A-Z_]+)"', read("portal/settings.py"))
    in_helpers = re.findall(r'(?:text|words|get)\("([A-Z0-9_]+)"', read("portal/environment.py"))
    by_gunicorn = re.findall(r'environ\.get\("([A-Z0-9_]+)"', read("gunicorn.conf.py"))
    return {*by_us, *single_sign_on, *in_helpers, *by_gunicorn} - INSIDE


def test_every_variable_is_explained_and_none_is_invented():
    explained = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", read("docs/operate.md"), re.MULTILINE))
    assert len(explained) > 25
    assert variables_in_code() == explained


@pytest.mark.parametrize("path", DOCS)
def test_links_lead_somewhere(path):
    here = (ROOT / path).parent
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", read(path)):
        if "://" not in target:
            assert (here / target).exists(), target


@pytest.mark.parametrize("path", DOCS)
def test_files_that_are_named_are_there(path):
    """A path in backquotes that begins with a folder of ours."""
    folders = "|".join(one.name for one in ROOT.iterdir() if one.is_dir())
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", read(path))
    assert [one for one in named if not (ROOT / one).exists() and not one.startswith("var/")] == []


def test_decisions_are_numbered_once_and_listed():
    """The index names each by its title, in order."""
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    titles = [page.read_text().partition("\n")[0].removeprefix("# ") for page in pages]
    assert [int(title.partition(".")[0]) for title in titles] == list(range(1, len(pages) + 1))
    lines = [
        f"{number}. [{title.partition('. ')[2]}]({page.name})"
        for number, (title, page) in enumerate(zip(titles, pages, strict=True), start=1)
    ]
    assert read("docs/decisions/README.md").splitlines()[-len(lines) :] == lines


def test_pictures_are_small_and_shown():
    """Each is in a page, and none makes a clone slow."""
    pages = "".join(read(path) for path in DOCS)
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert 0 < len(pictures) <= 8
    for picture in pictures:
        assert f"images/{picture.name})" in pages, picture.name
        assert picture.stat().st_size <= 200_000, picture.name


def test_every_command_of_make_is_real():
    made = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    typed = r"(?:^ {4}|`)make ([a-z-]+)"
    named = {name for path in DOCS for name in re.findall(typed, read(path), re.MULTILINE)}
    assert "run" in named
    assert named <= made


def test_every_management_command_is_real():
    from django.core.management import get_commands

    named = {name for path in DOCS for name in re.findall(r"manage\.py ([a-z_]+)", read(path))}
    assert named <= set(get_commands())
