"""`mkdocs serve` shows the new result after an edit to a page, a macro, data or a snippet."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.project_copy import copy_project
from tools.measure.reloads import EDITS, EPOCH, live, reload_time

pytestmark = pytest.mark.xdist_group("serve")
SOON = 10.0  # a loaded machine; `make measure-site` holds a quiet one to two seconds


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = copy_project(tmp_path_factory.mktemp("served"))
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        with live(folder) as url:
            yield folder, url


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.kind)
def test_an_edit_shows(served, edit):
    folder, url = served
    assert reload_time(folder, edit, url) < SOON


def test_an_edit_of_a_macro_makes_one_build(served):
    """Not a second one, for the bytecode that Python writes into a watched folder."""
    folder, url = served
    macro = next(edit for edit in EDITS if edit.kind == "macro")
    reload_time(folder, macro, url)
    shown = httpx.get(url, trust_env=False).text
    time.sleep(3)
    assert EPOCH.search(httpx.get(url, trust_env=False).text)[1] == EPOCH.search(shown)[1]
