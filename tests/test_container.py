"""The image and the compose file stay true to the rest of the repository. Nothing is built here."""

import re

import pytest
import yaml
from django.conf import settings

from tests.test_docs import read, variables_in_code

ROOT = settings.BASE_DIR
IMAGE = read("Containerfile")
FINAL = IMAGE.rpartition("\nFROM ")[2]
COMPOSE = yaml.safe_load(read("compose.yaml"))
SERVICES = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("hero-compact:")}
# What the image and Python read, beside the variables of the portal.
THEIRS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "SHA256"}


def stages(word):
    """What stands after this word at the beginnings of lines."""
    return re.findall(rf"^{word} (.+)$", IMAGE, re.MULTILINE)


def test_the_image_copies_only_what_is_there_and_what_may_come():
    allowed = set(re.findall(r"^!(.+)$", read(".dockerignore"), re.MULTILINE))
    assert ".dockerignore" not in allowed
    assert read(".dockerignore").splitlines()[1] == "*", "everything else stays out"
    copied = set()
    for line in stages("COPY"):
        if not line.startswith("--from="):
            *sources, _target = line.split()
            copied |= set(sources)
    assert copied == allowed
    for source in copied:
        assert (ROOT / source).exists(), source


def test_every_room_comes_along():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms <= set(re.findall(r"^!(.+)$", read(".dockerignore"), re.MULTILINE))


def test_the_image_installs_by_hash_and_leaves_its_tools_behind():
    installs = re.findall(r"pip install (.+?)(?: \\|;|$)", IMAGE, re.MULTILINE)
    assert installs
    for line in installs:
        assert "--require-hashes" in line
        assert "--only-binary :all:" in line
    for tool in ("gcc", "build-essential", "python3-venv", "python3-pip", "python3-dev", "curl"):
        assert tool not in FINAL, tool
    assert "uninstall -q -y pip" in IMAGE


def test_the_image_runs_as_nobody_in_particular_and_stops_gently():
    assert stages("USER") == ["10001:10001"]
    assert FINAL.index("\nUSER") < FINAL.index("\nCMD")
    assert stages("STOPSIGNAL") == ["SIGTERM"]
    assert '"portal.healthy"' in stages("HEALTHCHECK")[0]
    assert not re.search(r"^(ENV|ARG).*(KEY|PASSWORD|SECRET|TOKEN)", IMAGE, re.MULTILINE)


def test_no_image_is_whatever_is_newest():
    bases = [re.search(r"^ARG BASE=(.+)$", IMAGE, re.MULTILINE)[1]]
    bases += [one["image"] for one in SERVICES.values()]
    for base in bases:
        _name, _colon, tag = (
            base.partition("/")[2].rpartition(":") if "/" in base else ("", "", base)
        )
        assert tag
        assert "latest" not in tag


def test_every_variable_is_one_that_the_portal_reads():
    known = variables_in_code() | THEIRS
    written = re.search(r"^ENV .*?\n[A-Z]", FINAL, re.MULTILINE | re.DOTALL)[0]
    in_image = set(re.findall(r"\b([A-Z0-9_]+)=", written))
    in_compose = {
        name.removesuffix("_FILE") for one in OURS.values() for name in one["environment"]
    }
    assert "STATIC_DIR" in in_image
    assert in_image <= known
    assert in_compose <= known


def test_what_an_operator_may_set_is_explained():
    """${NAME} in the compose file and ARG in the Containerfile."""
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", read("compose.yaml"))) | {"EXTRAS", "BASE"}
    guide = read("docs/operate.md")
    assert "PUBLISH" in asked
    for name in asked - variables_in_code():
        assert name in guide, name


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_can_do_little(name):
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


def test_only_the_portal_can_be_reached_and_only_from_this_machine():
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["portal"]
    assert SERVICES["portal"]["ports"] == ["${PUBLISH:-127.0.0.1:8000}:8000"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["database"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_secrets_are_files_and_none_has_a_default():
    """`make secrets` writes each of them, and git never sees them."""
    recipe = re.search(r"^secrets:.*?\n\n", read("Makefile"), re.MULTILINE | re.DOTALL)[0]
    for name, one in COMPOSE["secrets"].items():
        assert one == {"file": f"secrets/{name}"}
        assert name in recipe
    used = {secret for one in SERVICES.values() for secret in one.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert "secrets/" in read(".gitignore").splitlines()
    for service in SERVICES.values():
        for variable, value in service.get("environment", {}).items():
            hidden = re.search(r"KEY|PASSWORD|SECRET|TOKEN|_URL", variable)
            assert not hidden or variable.endswith("_FILE"), (variable, value)


def test_the_portal_waits_for_what_it_needs():
    assert SERVICES["prepare"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("portal", "clockwork"):
        needs = SERVICES[name]["depends_on"]["prepare"]["condition"]
        assert needs == "service_completed_successfully"
