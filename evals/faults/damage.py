"""Ways in which a disk spoils a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One way: its kind, and the bytes that it leaves of a file; None: the file is gone."""

    kind: str
    spoil: Callable[[bytes], bytes | None]

    def to(self, file: Path) -> None:
        """Spoil a file. The spoiled one is put in its place: cutting a mapped file short would kill its readers."""
        left = self.spoil(file.read_bytes())
        file.unlink()
        if left is not None:
            file.write_bytes(left)


def ways(size: int, *, flips: int, chosen: random.Random) -> list[Damage]:
    """List ways to spoil a file of `size` bytes: so many single bits, and cut, lengthened, zeroed, gone."""
    bits = sorted({chosen.randrange(8 * size) for _ in range(flips)}) if size else []
    cut = chosen.randrange(size) if size else 0
    found = [Damage(kind="flip", spoil=_flip(bit)) for bit in bits]
    found.append(Damage(kind="extend", spoil=lambda whole: whole + b"\0"))
    found.append(Damage(kind="delete", spoil=lambda _: None))
    if size:
        found.append(Damage(kind="truncate", spoil=lambda whole: whole[:cut]))
        found.append(Damage(kind="zero", spoil=lambda whole: bytes(len(whole))))
        found.append(Damage(kind="zero page", spoil=_zero_page(cut)))
    return found


def _flip(bit: int) -> Callable[[bytes], bytes]:
    at, mask = bit // 8, 1 << bit % 8
    return lambda whole: whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :]


def _zero_page(at: int) -> Callable[[bytes], bytes]:
    """Zero up to 512 bytes from `at`, and set the first of them so that something does change."""

    def spoil(whole: bytes) -> bytes:
        lost = whole[at : at + 512]
        return whole[:at] + bytes([lost[0] ^ 0xFF]) + bytes(len(lost) - 1) + whole[at + 512 :]

    return spoil
