from __future__ import annotations

import pytest

from content.dates import today, written
from content.errors import SiteError
from content.project import read
from macros.here import Here
from macros.screens import screens
from tests.screens_project import make, photograph

HERE = Here("compare/greet.md")
IMAGE = (
    "![A greeting in \\[brackets\\].](../screens/start-empty-alpha.webp)"
    '{ width="480" height="200" loading=lazy }'
)


@pytest.fixture
def root(tmp_path):
    return make(tmp_path)


def test_each_framework_has_a_column_with_its_picture_or_the_reason_why_not(root):
    shown = screens(read(photograph(root)), HERE, "start")
    alpha, beta, gamma = shown.split("=== ")[1:]
    assert f"{IMAGE}\n\n    With another word." in alpha
    assert "*Not here yet.*\n" in beta
    assert "*Not here yet.* Nobody wrote it." in gamma


def test_the_day_the_version_and_the_browser_stand_below(root):
    shown = screens(read(photograph(root)), HERE, "start")
    assert f"Photographed on {written(today())}: Alpha 1.9 in Chromium 1." in shown


def test_one_framework_stands_alone(root):
    shown = screens(read(photograph(root)), HERE, "start", "alpha")
    assert IMAGE in shown
    assert "===" not in shown


def test_what_looks_different_in_the_dark_has_a_second_picture(root):
    shown = screens(read(photograph(root, dark=True)), HERE, "start")
    assert "start-empty-alpha.webp" in shown
    assert "(../screens/start-empty-alpha-dark.webp)" in shown
    assert "loading=lazy .mdx-dark }" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("other",), r'screens\("other"\): unknown set of screens \'other\'\. Known: start\.'),
        (("start", "alfa"), r"unknown framework 'alfa'"),
        (("start",), r"there is no picture of start, empty, alpha\. Run: make screens"),
    ],
)
def test_what_is_not_there_is_named(root, arguments, said):
    with pytest.raises(SiteError, match=said):
        screens(read(root), HERE, *arguments)
