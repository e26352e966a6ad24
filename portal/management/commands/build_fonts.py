"""Cut the three faces of design.md section 2 down to what we write, as WOFF2.

Writes text-400, text-700, voice-800 and a fonts.css that names them into settings.FONTS_DIR, which
STATICFILES_DIRS serves as portal/fonts/. Nothing of it is committed; without it the system's own
faces serve. Run it before collectstatic.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from fontTools import __version__ as fonttools_version
from fontTools import subset

FACES = (
    # file, package, the face inside it, family, weight
    (
        "text-400",
        "fontpkg_atkinson_hyperlegible",
        "AtkinsonHyperlegible-Regular.ttf",
        "Atkinson Hyperlegible",
        400,
    ),
    (
        "text-700",
        "fontpkg_atkinson_hyperlegible",
        "AtkinsonHyperlegible-Bold.ttf",
        "Atkinson Hyperlegible",
        700,
    ),
    ("voice-800", "fontpkg_alegreya_sans", "AlegreyaSans-ExtraBold.ttf", "Alegreya Sans", 800),
)
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "lnum", "tnum", "pnum"]
UNICODES = (
    "0020-007E,00A0-017F,0218-021B,1E80-1E85,1EF2-1EF3,2010-2015,2018-201E,2020-2022,2026,2030,"
    "2039,203A,20AC,2190-2193,2212,2713"
)
RULE = """@font-face {{
  font-family: "{family}";
  src: url("{file}.woff2") format("woff2");
  font-weight: {weight};
  font-display: swap;
}}
"""


def find_face(package, name):
    """The path of an installed face; CommandError with what to install when it is missing."""
    spec = find_spec(package)
    if spec and spec.submodule_search_locations:
        for root in spec.submodule_search_locations:
            for found in Path(root).rglob(name):
                return found
    raise CommandError(f"{name} is not installed. Run: pip install {package.replace('_', '-')}")


def cut(source, target):
    """Write the subset of `source` as WOFF2 to `target`, whole or not at all."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(UNICODES))
    cutter.subset(font)
    unfinished = target.with_suffix(".part")
    subset.save_font(font, str(unfinished), options)
    unfinished.replace(target)


class Command(BaseCommand):
    help = "Build the web fonts from the installed font packages into settings.FONTS_DIR."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="build again although up to date")

    def handle(self, *args, force=False, **options):
        folder = Path(settings.FONTS_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        sources = [find_face(package, name) for _, package, name, _, _ in FACES]
        stamp = self.stamp(sources)
        sheet = folder / "fonts.css"
        if not force and self.is_current(folder, sheet, stamp):
            self.stdout.write("Fonts are up to date.")
            return
        for face, source in zip(FACES, sources, strict=True):
            cut(source, folder / f"{face[0]}.woff2")
        # The sheet comes last: it is what makes the page ask for the faces.
        rules = [RULE.format(file=f, family=family, weight=w) for f, _, _, family, w in FACES]
        sheet.write_text(f"/* {stamp} */\n" + "".join(rules))
        self.report(folder)

    def stamp(self, sources):
        """What the result depends on: the faces, the characters, the features, the tool."""
        digest = hashlib.sha256(f"{fonttools_version} {UNICODES} {FEATURES} {RULE}".encode())
        for source in sources:
            digest.update(source.read_bytes())
        return digest.hexdigest()

    def is_current(self, folder, sheet, stamp):
        """Whether an earlier run left exactly this."""
        faces = all((folder / f"{face[0]}.woff2").exists() for face in FACES)
        return faces and sheet.exists() and stamp in sheet.read_text()

    def report(self, folder):
        """Print the size of each face and of all."""
        total = 0
        for face in FACES:
            size = (folder / f"{face[0]}.woff2").stat().st_size
            total += size
            self.stdout.write(f"{face[0]}.woff2  {size:>7,} bytes")
        self.stdout.write(f"together         {total:>7,} bytes")
