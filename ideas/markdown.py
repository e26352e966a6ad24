"""What people write in the conversation, as safe markup. Preview and page use the same function.

Raw HTML is off in the parser, and nh3 lets only a few plain elements through after it: no
pictures, no styles, links that pass nothing on.
"""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}
# Headings would break the outline of the page; pictures would be fetched from anywhere.
OFF = ["image", "heading", "lheading", "html_block", "html_inline", "hr", "reference"]

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).disable(OFF)


def render(text):
    """Markup of a comment, safe to show as it is."""
    return mark_safe(
        nh3.clean(
            _parser.render(text),
            tags=TAGS,
            attributes={"a": {"href"}, "*": set()},
            url_schemes=SCHEMES,
            link_rel="nofollow noopener noreferrer",
        )
    )
