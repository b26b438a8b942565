"""Pictures show what the applications look like today."""

from __future__ import annotations

from content.project import ROOT, read
from content.screens import problems


def test_every_screen_has_a_picture_of_the_code_as_it_is():
    assert list(problems(read(ROOT))) == []
