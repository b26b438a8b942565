from __future__ import annotations

import re

import pytest

from content.errors import SiteError
from content.project import ROOT, read
from macros.responses import FOLDER, answers


def test_an_answer_has_a_tab_for_each_framework():
    project = read(ROOT)
    text = answers(project, "curl-get")
    for framework in project.frameworks:
        assert f">{framework.name}</span>" in text
    assert "HTTP/1.1 200 OK" in text


def test_an_unknown_answer_lists_the_known():
    with pytest.raises(SiteError, match=r"curl-gte.*Known:.* curl-get,"):
        answers(read(ROOT), "curl-gte")


def test_the_guide_shows_every_record():
    page = (ROOT / "docs/guides/send-requests.md").read_text(encoding="utf-8")
    shown = re.findall(r'answers\("([a-z-]+)"\)', page)
    for framework in read(ROOT).frameworks:
        recorded = {path.stem for path in (ROOT / FOLDER / framework.id).iterdir()}
        assert recorded == set(shown)
