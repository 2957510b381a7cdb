"""Text as it comes in, from a form, a file's name or a machine: what nobody sees does not stay in it.

Characters that turn the direction of writing make `exe.png` of `gnp.exe`; invisible ones make two names of one. People
paste them without knowing (a telephone number out of an address book carries them), so they are taken out, not refused.
"""

from __future__ import annotations

import re
import unicodedata

from steun.core.kernel.text.folding import LOOKALIKES

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Nobody types these: refused."""
JOINERS = "\u200c\u200d"
"""They mean something between letters of some scripts and inside an emoji, and nothing beside a Latin letter."""
BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Shown as nothing though Unicode counts them as letters, marks or signs."""
LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
DASHES = dict.fromkeys(map(ord, LOOKALIKES["-"]), "-")
"""Hyphens and dashes that a telephone or a word processor puts where a hyphen was typed."""


def is_seen(text: str, at: int) -> bool:
    """Does the character at this place show, or join two that do?"""
    sign = text[at]
    if sign in JOINERS:
        return 0 < at < len(text) - 1 and text[at - 1] > "\u02ff" and text[at + 1] > "\u02ff"
    return sign not in BLANKS and unicodedata.category(sign) != "Cf"


def without_unseen(text: str) -> str:
    """The text without marks of direction and other characters that do not show.

    >>> without_unseen("Anna\\u202egnp.exe"), without_unseen("\\u200e06-123\\u00ad")
    ('Annagnp.exe', '06-123')
    """
    if text.isascii():
        return text
    return "".join(sign for at, sign in enumerate(text) if is_seen(text, at))


def clean(text: str) -> str:
    """What is kept of a text: composed letters, line ends as one character, nothing unseen, no space around.

    Raises ValueError("control-character") for what no keyboard makes.
    """
    if CONTROL.search(text):
        raise ValueError("control-character")
    plain = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text))
    return without_unseen(plain).strip()


def telephone(text: str) -> str:
    """A telephone number with plain hyphens, spaces and digits, whatever it was copied from.

    >>> telephone("06\\u201312345678"), telephone("06\\u00a01234\\u20115678")
    ('06-12345678', '06 1234-5678')
    """
    folded = unicodedata.normalize("NFKC", without_unseen(text).translate(DASHES)).translate(DASHES)
    return " ".join(folded.split())
