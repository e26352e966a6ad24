"""The rules of the house that a reader can check by eye, checked by machine."""

import ast
import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
ROOMS = ("portal", "policy", "ideas", "home")  # bottom up: each may import only those before it

# A file that is longer than the rule, with the reason.
LONGER = {
    "portal/settings.py": (420, "one list that operators read from top to bottom"),
    "tests/access.py": (700, "one table of every address"),
}
# Forms without our one-time key, by the beginning of their path, with the reason. Each carries a
# csrf_token all the same.
KEYLESS = {
    "templates/account/": "allauth's views: signing in or out twice is signing in or out",
    "templates/mfa/": "allauth's views: they refuse what was done already",
    "templates/socialaccount/": "allauth's views: likewise",
    "templates/usersessions/": "allauth's views: likewise",
    "templates/learn/cms/": "Wagtail's views: a question that retires twice retires once",
    "templates/portal/mail_stop.html": "mail programs send it too: stopping twice is stopping",
    "templates/components/footer.html": "choosing light or dark twice is choosing it",
}
# What came with a form goes back into it, the token and the key among it (test_errors, test_pace).
SENT_BACK = "templates/components/send_again.html"


def tracked(*patterns):
    """The files of the repository, whether committed already or new."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(path for path in listed.stdout.splitlines() if (ROOT / path).exists())


PYTHON = [path for path in tracked("*.py") if "/migrations/" not in path]
OURS = [path for path in PYTHON if path.startswith(ROOMS)]
TEMPLATES = tracked("*.html")
LETTERS = {path for path in TEMPLATES if "/email" in path}  # mail programs read no stylesheet


def imports(path):
    """The top-level packages that a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def test_there_is_something_to_check():
    assert len(OURS) > 30
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("path", OURS)
def test_rooms_import_downwards(path):
    """The ideas can be lifted out of the house, and the ground floor knows nobody above it."""
    floor = ROOMS.index(path.partition("/")[0])
    above = {*ROOMS[floor + 1 :], "tests"}
    if path == "portal/urls.py":
        return  # the one list of all addresses; it names rooms only as strings
    assert not above & set(imports(path))


@pytest.mark.parametrize("path", PYTHON)
def test_files_and_functions_stay_short(path):
    """A file over 300 lines is two files, a function over 40 lines is two functions."""
    text = (ROOT / path).read_text()
    limit, _reason = LONGER.get(path, (300, ""))
    assert len(text.splitlines()) <= limit
    long = [
        f"{node.name}: {lines} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (lines := length(node)) > 40
    ]
    assert not long


def length(function):
    """How many lines a function has, its docstring left out."""
    first = function.body[0]
    said = ast.get_docstring(function, clean=False) is not None
    docstring = first.end_lineno - first.lineno + 1 if said else 0
    return function.end_lineno - function.lineno + 1 - docstring


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path not in LETTERS])
def test_templates_carry_no_style_and_no_script(path):
    """The content security policy blocks both, so they would work nowhere but in a test."""
    text = without_comments(path)
    assert not re.search(r"<style\b", text), "a <style> element"
    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert not re.search(
        r"<script\b(?![^>]*\b(src|type=\"(application/json|speculationrules)\"))", text
    )
    markup = re.sub(r"{%.*?%}", "", text)  # {% if one == two %} is no handler of an event
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", markup), "an event handler"
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES)
def test_every_form_that_writes_can_be_sent_twice(path):
    """A repeated or re-sent form gets the first one's answer: it carries the one-time key."""
    for form in re.findall(r"<form\b.*?</form>", without_comments(path), re.DOTALL):
        opening = form.partition(">")[0]
        if path == SENT_BACK or not re.search(r"method=[\"']?post", opening, re.IGNORECASE):
            continue
        assert "{% csrf_token %}" in form, "a form without csrf_token"
        if not path.startswith(tuple(KEYLESS)):
            assert "submission_key" in form, "a form without submission_key"


def without_comments(path):
    """A template's text without what Django leaves out."""
    text = (ROOT / path).read_text()
    text = re.sub(r"{#.*?#}", "", text)
    return re.sub(r"{% comment.*?endcomment %}", "", text, flags=re.DOTALL)


def test_nothing_that_was_made_is_kept():
    """No minified, built or vendored file is committed, and no binary but pictures in docs."""
    made = [
        path
        for path in tracked()
        if path.endswith((".min.js", ".min.css", ".woff", ".woff2", ".ttf", ".mo", ".sqlite3"))
        or (path.endswith((".png", ".jpg")) and not path.startswith("docs/images/"))
    ]
    assert not made


def test_pictures_in_docs_are_small():
    heavy = [path for path in tracked("docs/images/*") if (ROOT / path).stat().st_size > 150_000]
    assert not heavy


def test_nothing_is_left_for_later():
    """A promise in a comment is kept by nobody."""
    later = re.compile(r"\b(TODO|FIXME|XXX)\b")
    found = [
        f"{path}:{number}"
        for path in tracked("*.py", "*.html", "*.css", "*.js", "*.md", "*.toml", "Makefile")
        if path != "tests/test_architecture.py"
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        if later.search(line)
    ]
    assert not found
