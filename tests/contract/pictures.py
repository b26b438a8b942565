"""Pictures to send, real ones and false ones, made as bytes."""

from __future__ import annotations

import io
import os
import struct
import zlib

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = 12  # bytes of the chunk that ends a PNG


def chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG: length, kind, data, check sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def noise(width: int = 32, height: int = 32) -> Image.Image:
    """A picture that is like no other and cannot be compressed."""
    return Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def png() -> bytes:
    return encoded(noise(), "PNG")


def jpeg() -> bytes:
    return encoded(noise(), "JPEG")


def jpeg_of_two() -> bytes:
    """A JPEG that holds a second picture, as telephones write them."""
    return encoded(noise(), "MPO", save_all=True, append_images=[noise()])


def gif() -> bytes:
    return encoded(noise().convert("P"), "GIF")


def png_of(size: int) -> bytes:
    """A PNG of exactly this many bytes, nearly all of them pixels."""
    width = 2000
    file = encoded(noise(width, (size - 2**18) // (3 * width)), "PNG", compress_level=0)
    padding = bytes(size - len(file) - len(chunk(b"fiLl", b"")))
    return file[:-END] + chunk(b"fiLl", padding) + file[-END:]


def bomb(side: int) -> bytes:
    """A small PNG, valid to the last byte, that unpacks to a square of black pixels."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
