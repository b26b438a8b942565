from __future__ import annotations

import pytest

from content.errors import SiteError
from content.project import ROOT, read
from macros.decisions import decisions, read_decisions

RECORD = """
- team: A team
  date: 2022-01-02
  chose: Flask
  weighed: This and that.
  title: ADR 1
  url: https://example.org/adr
  checked: 2026-11-22
"""


def written(folder, text):
    (folder / "data").mkdir()
    (folder / "data/decisions.yml").write_text(text, encoding="utf-8")
    return folder


def test_the_newest_record_comes_first(tmp_path):
    later = RECORD.replace("2022", "2023").replace("A team", "Another")
    records = read_decisions(written(tmp_path, RECORD + later))
    assert [record.team for record in records] == ["Another", "A team"]


def test_a_team_that_began_anew():
    assert "a new project" in decisions(read(ROOT))


def test_an_unknown_key_is_named_with_its_line(tmp_path):
    with pytest.raises(SiteError, match=r"data/decisions\.yml, line 4: unknown key 'choose'"):
        read_decisions(written(tmp_path, RECORD.replace("chose", "choose")))


def test_there_are_records_of_both_directions():
    moves = {(record.before, record.chose) for record in read_decisions(ROOT)}
    assert len(moves) >= 6
    assert any(
        (before or "").startswith("Flask") and chose.startswith("Django") for before, chose in moves
    )
    assert any(
        (before or "").startswith("Django") and chose.startswith("Flask") for before, chose in moves
    )
