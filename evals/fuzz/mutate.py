"""Damages a file as disks, networks and attackers do: bytes flipped, parts cut, doubled or put in."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_INSERTIONS = (
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\r",
        b"\n\n\n\n",
        b'"',
        b"'",
        b"\\u0000",
        b"\\ud800",
    ),
    *(
        b"<",
        b">",
        b"&",
        b"&x;",
        b"&#0;",
        b"&#xD800;",
        b"]]>",
        b"<!--",
        b"<![CDATA[",
        b"<!DOCTYPE x [",
        b"<?",
        b"</p>",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"1e999",
        b"9" * 400,
        b"-1",
        b"\x7f\xff\xff\xff",
        b"\xff\xff\xff\xff",
    ),
    *(
        "\u202e\u200b\u2028\u0085\U000e0041".encode(),
        "o\u0300".encode() * 40,
        b"date 2031-05-02\n",
        b"NaN",
    ),
)
_MOST_CHANGES = 8


def mutate(data: bytes, random: Random) -> bytes:
    """Damage `data` in one to eight places, and at times pack it."""
    changed = bytearray(data)
    for _ in range(random.randint(1, _MOST_CHANGES)):
        start = random.randint(0, len(changed))
        end = min(len(changed), start + random.choice((1, 4, 64, 1000)))
        kind = random.random()
        if kind < 0.4 and start < len(changed):  # noqa: PLR2004 -- shares of the kinds of damage
            changed[start] ^= 1 << random.randrange(8)
        elif kind < 0.6:  # noqa: PLR2004
            changed[start:start] = random.choice(_INSERTIONS)
        elif kind < 0.75:  # noqa: PLR2004
            changed[start:end] = changed[start:end] * random.choice((2, 50))
        elif kind < 0.85:  # noqa: PLR2004
            changed[start:end] = random.randbytes(end - start)
        elif kind < 0.95:  # noqa: PLR2004
            del changed[start:end]
        else:
            del changed[start:]
    return _packed(bytes(changed), random)


def _packed(data: bytes, random: Random) -> bytes:
    """Leave most as they are; pack some, and damage the packing of some of these."""
    if random.random() < 0.9:  # noqa: PLR2004
        return data
    packed = bytearray(gzip.compress(data, mtime=0))
    if random.random() < 0.5:  # noqa: PLR2004
        packed[random.randrange(len(packed))] ^= 1 << random.randrange(8)
    return bytes(packed)
