"""Bodies of a few bytes that unpack to 200 MB of zeros, in every encoding that HTTP has a name for."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Iterator
from functools import cache

BOMB_BYTES = 200_000_000
_MEGABYTE = b"\0" * 1_000_000
# The most that one run of Brotli and one block of Zstandard may stand for.
_BROTLI_RUN, _ZSTD_BLOCK = 16_000_000, 131_072


@cache
def bomb(kind: str) -> bytes:
    """
    gzip, deflate, br, zstd: one layer. members: a hundred gzip files in a row.
    "a, b": `b` around `a`, as Content-Encoding has it.
    """
    inner, _, outer = kind.rpartition(", ")
    if inner:
        return packed(bomb(inner), outer)
    if kind in ("br", "zstd"):
        return _brotli(BOMB_BYTES) if kind == "br" else _zstd(BOMB_BYTES)
    packer = zlib.compressobj(9, wbits=15 if kind == "deflate" else 31)
    total = BOMB_BYTES // (100 if kind == "members" else 1)
    body = b"".join(packer.compress(_MEGABYTE) for _ in range(total // len(_MEGABYTE))) + packer.flush()
    return body * 100 if kind == "members" else body


def packed(body: bytes, encoding: str) -> bytes:
    """Any body in an encoding; Brotli and Zstandard as they carry what they cannot make smaller."""
    match encoding:
        case "br":
            return _bytes_of([(0, 1), *_stored(body), (1, 1), (1, 1)])
        case "zstd":
            parts = [body[start : start + _ZSTD_BLOCK] for start in range(0, len(body), _ZSTD_BLOCK)]
            blocks = (_block(part, len(part), 0, part is parts[-1]) for part in parts)
            return _ZSTD_HEAD + b"".join(blocks)
        case "deflate":
            return zlib.compress(body, 9)
    return gzip.compress(body, 9)


# A frame with a window of 128 KiB, and nothing said of its length (RFC 8878, 3.1.1).
_ZSTD_HEAD = b"\x28\xb5\x2f\xfd" + b"\x00\x38"


def _zstd(size: int) -> bytes:
    """Blocks of one byte that is repeated: 4 bytes for 128 KiB."""
    sizes = [_ZSTD_BLOCK] * (size // _ZSTD_BLOCK) + [size % _ZSTD_BLOCK]
    return _ZSTD_HEAD + b"".join(_block(b"\0", length, 1, n == len(sizes) - 1) for n, length in enumerate(sizes))


def _block(content: bytes, size: int, kind: int, is_last: bool) -> bytes:
    return struct.pack("<I", size << 3 | kind << 1 | is_last)[:3] + content


def _brotli(size: int) -> bytes:
    """Four zeros, and then copies of them, 13 bytes for 16 MB (RFC 7932, 9)."""
    bits = [(0, 1), *_stored(b"\0" * 4)]
    for length in [_BROTLI_RUN] * (size // _BROTLI_RUN) + [size % _BROTLI_RUN - 4]:
        bits += _copied(length)
    return _bytes_of([*bits, (1, 1), (1, 1)])


def _copied(length: int) -> Iterator[tuple[int, int]]:
    """A part that is one copy from four bytes before; each of its three alphabets has one symbol, of no bits."""
    yield from ((0, 1), (2, 2), (length - 1, 24), (0, 1))
    # One block type of each kind, no direct distances, one tree of each kind.
    yield from ((0, 1), (0, 1), (0, 1), (0, 6), (0, 2), (0, 1), (0, 1))
    # The literal 0; "insert none, copy 2,118 or more"; the last distance, which is 4 at the beginning.
    for symbol, width in ((0, 8), (391, 10), (0, 6)):
        yield from ((1, 2), (0, 2), (symbol, width))
    yield (length - 2118, 24)


def _stored(body: bytes) -> Iterator[tuple[int, int]]:
    """The body as it is, in parts that are not the last; the bytes begin at a whole byte."""
    for start in range(0, len(body), 65_536):
        part = body[start : start + 65_536]
        yield from ((0, 1), (0, 2), (len(part) - 1, 16), (1, 1), (0, 0))
        yield (int.from_bytes(part, "little"), 8 * len(part))


def _bytes_of(bits: list[tuple[int, int]]) -> bytes:
    """Numbers in so many bits each, the lowest first; a width of 0 goes on to the next whole byte."""
    whole = bytearray()
    value = width = 0
    for number, size in bits:
        value |= number << width
        width += size or -width % 8
        kept = width // 8
        whole += (value & ((1 << 8 * kept) - 1)).to_bytes(kept, "little")
        value, width = value >> 8 * kept, width % 8
    return bytes(whole) + (bytes([value]) if width else b"")
