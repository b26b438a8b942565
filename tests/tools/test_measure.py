"""The parts of `make measure-site` that compute: floors, table, page types, medians."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from content.navigation import entries
from content.project import ROOT, read
from tools.measure import budgets, lighthouse, pages, reloads, report
from tools.measure.lighthouse import Scores
from tools.measure.pages import Search, Weight

FULL = {"performance": 100.0, "accessibility": 100.0, "best-practices": 100.0, "seo": 100.0}
TIMES = {"fcp": 900.0, "lcp": 1000.0, "tbt": 0.0, "cls": 0.0}
MOST = budgets.MOST_KIB * 1024
AT_THE_FLOOR = report.Row(
    "home",
    "",
    Weight({"HTML": MOST - 1024, "CSS": 1024}, budgets.MOST_REQUESTS),
    Scores({**FULL, "performance": budgets.LEAST["performance"]}, TIMES, ()),
)
SEARCHES = {1: Search(30, 800, budgets.MOST_SEARCH), 4: Search(90, 2400, 900)}


def test_at_the_floor_nothing_is_missed():
    assert list(report.missed([AT_THE_FLOOR], SEARCHES)) == []
    assert report.markdown(["About."], [AT_THE_FLOOR], SEARCHES).endswith("All floors are met.\n")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weight": Weight({"HTML": MOST, "JS": 1}, 1)}, f"KiB; at most {budgets.MOST_KIB}."),
        ({"weight": Weight({}, 8)}, "8 requests; at most 7."),
        ({"weight": Weight({}, 1, ("https://a.example/x",))}, "host for https://a.example/x."),
        ({"scores": Scores({**FULL, "performance": 97}, TIMES, ())}, "97; at least 98."),
        ({"scores": Scores({**FULL, "seo": 99}, TIMES, ())}, "seo 99; at least 100."),
        ({"scores": Scores(FULL, {**TIMES, "cls": 0.001}, ())}, "layout shift 0.001; it must be 0"),
    ],
)
def test_each_floor_of_a_page_is_held(changes, said):
    (found,) = report.missed([replace(AT_THE_FLOOR, **changes)], SEARCHES)
    assert found.startswith("home (/): ")
    assert said in found


def test_a_slow_search_is_missed_at_full_speed_only():
    (found,) = report.missed([], {**SEARCHES, 1: Search(30, 1, 301)})
    assert found == "search: 301 ms from key to result; at most 300."


def test_the_report_is_one_table_and_lines():
    row = report.Row(
        "guide", "guides/a/", Weight({"HTML": 9000, "CSS": 20000, "JS": 3000}, 9),
        Scores(FULL, TIMES, ("color-contrast",)),
    )  # fmt: skip
    text = report.markdown(["About."], [row], SEARCHES)
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert [line.count("|") for line in table] == [len(report.HEADS) + 1] * 3
    assert "| guide | `/guides/a/` | 8.8 | 19.5 | 2.9 | 0.0 | 31.2 | 9 | 100 |" in table[2]
    assert "guide: Lighthouse's failed audits: color-contrast" in text
    assert "processor 4 times slower: 90 ms from the shortcut" in text
    assert text.endswith("Floors missed:\n- guide (/guides/a/): 9 requests; at most 7.\n")


def test_of_each_type_the_page_with_the_most_html_is_taken(tmp_path):
    types = {
        "index.md": "home", "a/index.md": "guide", "a/b.md": "guide", "index/c.md": "guide",
    }  # fmt: skip
    for path, size in {"": 1, "a/": 2, "a/b/": 4, "index/c/": 3}.items():
        (tmp_path / path).mkdir(parents=True, exist_ok=True)
        (tmp_path / path / "index.html").write_text("-" * size)
    project = SimpleNamespace(
        page_types=dict.fromkeys(["guide", "unused", "home"]),
        pages={name: SimpleNamespace(meta=SimpleNamespace(type=kind))
               for name, kind in types.items()},
    )  # fmt: skip
    chosen = pages.one_of_each(project, tmp_path)
    assert list(chosen.items()) == [("guide", "a/b/"), ("home", ""), ("not found", "404.html")]


def judged(**changes):
    audits = {
        audit: {"score": 1, "scoreDisplayMode": "numeric", "numericValue": 10}
        for audit in lighthouse.TIMES.values()
    }
    audits["contrast"] = {"score": 0, "scoreDisplayMode": "binary"}
    audits["video"] = {"score": None, "scoreDisplayMode": "notApplicable"}
    audits["hint"] = {"score": 0, "scoreDisplayMode": "binary"}
    weights = {"contrast": 7, "video": 1, "hint": 0}
    refs = [{"id": name, "weight": weight} for name, weight in weights.items()]
    categories = {name: {"score": 0.937, "auditRefs": refs} for name in lighthouse.CATEGORIES}
    return {"audits": audits, "categories": categories, **changes}


def test_scores_are_read_and_only_audits_that_cost_points_are_named():
    scores = lighthouse.read(judged())
    assert scores.categories == dict.fromkeys(FULL, 94)
    assert scores.times == dict.fromkeys(TIMES, 10)
    assert scores.failed == ("contrast",)


def test_a_page_that_could_not_be_judged_is_an_error():
    with pytest.raises(lighthouse.LighthouseError, match="http://a/: no paint"):
        lighthouse.read(judged(requestedUrl="http://a/", runtimeError={"message": "no paint"}))


def test_medians_of_runs():
    found = lighthouse.combined(
        [
            Scores({**FULL, "performance": score}, {**TIMES, "tbt": tbt}, failed)
            for score, tbt, failed in [(92, 80, ()), (100, 10, ("a",)), (99, 20, ())]
        ]
    )
    assert (found.categories["performance"], found.times["tbt"]) == (99, 20)
    assert found.failed == ("a",)


def test_a_copy_of_the_project_has_as_many_pages_as_asked_for_all_in_the_page_tree(tmp_path):
    wanted = len(read(ROOT).pages) + 3
    copy = reloads.copied(tmp_path / "project", wanted)
    names = set(read(copy).pages)
    assert len(names) == wanted
    assert names == {entry.page for entry in entries(copy)}
