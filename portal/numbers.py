"""Whole numbers that come with a request."""


def whole(text, *, digits=9):
    """The number that these characters spell, or None: for words, for signs, and for more digits
    than anything of ours has, with which ``int`` itself gives up."""
    if text.isascii() and text.isdecimal() and len(text) <= digits:
        return int(text)
    return None
