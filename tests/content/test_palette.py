"""Colours of frameworks stand out from what they are on."""

from __future__ import annotations

import re
import shutil

import pytest

from content.errors import SiteError
from content.palette import BACKGROUNDS, FRAMEWORKS, NEEDED, TOKENS, contrast, faint_colours, tokens
from content.project import ROOT, read
from tests.mistakes import edit


@pytest.fixture
def folder(tmp_path):
    for name in (FRAMEWORKS, TOKENS):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54),
     ("#123456", "#123456", 1)],
)  # fmt: skip
def test_the_ratio_is_that_of_the_guidelines(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_the_colours_of_the_registry_stand_out():
    assert list(faint_colours(ROOT)) == []


@pytest.mark.parametrize(("scheme", "faint"), [("light", "#e0e0ff"), ("dark", "#333344")])
def test_a_faint_colour_is_named_with_its_line_and_ratio(folder, scheme, faint):
    last = read(ROOT).frameworks[-1].colour
    line = edit(folder / FRAMEWORKS, getattr(last, scheme), faint)
    (said,) = faint_colours(folder)
    worst = min(contrast(faint, getattr(tokens(ROOT)[name], scheme)) for name in BACKGROUNDS)
    assert said.startswith(
        f"{FRAMEWORKS}, line {line}: {faint} has a contrast of {int(worst * 100) / 100}"
    )
    assert f"{NEEDED} is needed" in said


def test_another_background_is_held_against_the_colours(folder):
    edit(
        folder / TOKENS,
        f"--surface: light-dark({tokens(ROOT)['surface'].light}",
        "--surface: light-dark(#777777",
    )
    assert len(list(faint_colours(folder))) == len(read(ROOT).frameworks)


def test_a_background_that_is_gone_is_said(folder):
    edit(folder / TOKENS, "--paper:", "--papyrus:")
    with pytest.raises(SiteError, match=f"{TOKENS}: '--paper"):
        tokens(folder)


def test_the_icon_has_colours_of_the_registry_and_of_the_pages():
    text = (ROOT / "overrides/assets/images/favicon.svg").read_text(encoding="utf-8")
    known = {
        colour
        for palette in [*(one.colour for one in read(ROOT).frameworks), *tokens(ROOT).values()]
        for colour in (palette.light, palette.dark)
    }
    used = set(re.findall(r"#[0-9a-f]{6}", text))
    assert used
    assert used <= known
