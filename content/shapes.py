"""The shapes that tell frameworks apart: one table for all that draws them."""

from __future__ import annotations

# Corners in a box of one by one, from the top left. A shape without corners is round.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "circle": (),
    "square": ((0, 0), (1, 0), (1, 1), (0, 1)),
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "hexagon": ((0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5)),
    "star": ((0.5, 0), (0.62, 0.36), (1, 0.36), (0.69, 0.59), (0.81, 0.95), (0.5, 0.73),
             (0.19, 0.95), (0.31, 0.59), (0, 0.36), (0.38, 0.36)),
}  # fmt: skip


def clip_path(shape: str) -> str:
    """The shape as a value of the CSS property `clip-path`."""
    corners = ",".join(f"{x:.0%} {y:.0%}" for x, y in SHAPES[shape])
    return f"polygon({corners})" if corners else "circle()"


def corners_at(shape: str, left: float, top: float, size: float) -> list[tuple[float, float]]:
    """The corners of the shape in a square box of a picture; none: the box holds a circle."""
    return [(left + x * size, top + y * size) for x, y in SHAPES[shape]]
