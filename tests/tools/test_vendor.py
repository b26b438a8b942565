"""The copies of npm packages that readers' browsers get."""

from __future__ import annotations

import pytest

from content.project import ROOT
from tools.setup.vendor import COPIED, FOLDER, copy_of


@pytest.mark.parametrize("name", COPIED)
def test_a_copy_is_what_the_lock_names_with_its_licence(name):
    kept = (ROOT / FOLDER / f"{name}.js").read_text("utf-8")
    assert kept == copy_of(name), "Run: make lock"
    assert "Permission is hereby granted" in kept


def test_every_copy_has_its_package():
    assert {path.stem for path in (ROOT / FOLDER).iterdir()} == set(COPIED)
