"""The parts of `make measure-site` that compute: floors, table, page types, grown sites."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import httpx
import pytest
import yaml

from tools import measure_site
from tools.measure import builds, lighthouse, pages, report
from tools.measure.builds import Cost, Size
from tools.measure.lighthouse import Scores
from tools.measure.pages import Search, Weight
from tools.measure.serving import Sent, kind_of, serving

FULL = {"performance": 100.0, "accessibility": 100.0, "best-practices": 100.0, "seo": 100.0}
TIMES = {"fcp": 900.0, "lcp": 1000.0, "tbt": 0.0, "cls": 0.0}
GOOD = report.Row(
    "home", "", Weight({"HTML": 9000, "CSS": 20000, "JS": 3000}, 5), Scores(FULL, TIMES, ())
)


def measured(*rows, **numbers):
    return report.Measured(["About."], "compare/form/", list(rows), **numbers)


def test_a_good_page_misses_no_floor():
    assert list(report.missed(measured(GOOD))) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (replace(GOOD, weight=Weight({"HTML": 92161}, 1)), "home (/): 90.0 KiB; at most 90."),
        (replace(GOOD, weight=Weight({}, 9)), "home (/): 9 requests; at most 8."),
        (replace(GOOD, weight=Weight({}, 1, ("https://a.example/x",))), "https://a.example/x"),
        (replace(GOOD, scores=Scores({**FULL, "performance": 94}, TIMES, ())), "94; at least 95"),
        (replace(GOOD, scores=Scores({**FULL, "seo": 99}, TIMES, ())), "seo 99; at least 100."),
        (replace(GOOD, scores=Scores(FULL, {**TIMES, "cls": 0.001}, ())), "shift 0.001"),
    ],
)
def test_each_floor_of_a_page_is_held(row, said):
    (found,) = report.missed(measured(row))
    assert said in found


def test_at_the_floor_nothing_is_missed():
    at_it = replace(
        GOOD,
        weight=Weight({"HTML": 90 * 1024}, 8),
        scores=Scores({**FULL, "performance": 95}, TIMES, ()),
    )
    macros = (Cost(9, 4, 80), Cost(1, 2, 60))
    assert list(report.missed(measured(at_it, macros=macros, reloads={"page": 2.0}))) == []


def test_slow_builds_and_reloads_are_missed_floors():
    slow = measured(macros=(Cost(1, 4.2, 80), Cost(9, 2, 60)), reloads={"page": 2, "macro": 2.1})
    found = list(report.missed(slow))
    assert found == [
        "save to reload of a macro takes 2.10 s; at most 2 s.",
        "macros make the build 2.10 times as long; at most 2 times.",
    ]


def test_the_report_is_one_table_and_lines():
    text = report.markdown(
        measured(
            replace(GOOD, scores=Scores(FULL, TIMES, ("color-contrast",))),
            search={1: Search(30, 150), 4: Search(90, 600)},
            sizes=[Size(5, 121, Cost(12, 11, 100), 9216, 51200)],
            macros=(Cost(3, 3, 80), Cost(2, 2, 60)),
            reloads={"page": 1.5, "data": 1},
        )
    )
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in table}) == 1
    assert len(table) == 3
    assert "| home | `/` | 8.8 | 19.5 | 2.9 | 0.0 | 31.2 | 5 | 100 |" in table[2]
    assert "failed audits: color-contrast" in text
    assert "processor 4 times slower: 90 ms from the shortcut" in text
    assert "5 × (121 pages): 12.00 s" in text
    assert "`/compare/form/` 9.0 KiB, search index 50.0 KiB" in text
    assert "1.50 times its processor time" in text
    assert text.endswith("All floors are met.\n")


def test_of_each_type_the_heaviest_page_is_taken_and_absent_types_are_left_out(tmp_path):
    for name, size in {
        "index.html": 1, "404.html": 1, "compare/index.html": 9, "compare/a/index.html": 2,
        "compare/b/index.html": 3, "x/index.html": 2, "y/index.html": 1,
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("-" * size)
    assert pages.page_types(tmp_path, ["x", "y"]) == {
        "home": "",
        "framework": "x/",
        "all tasks": "compare/",
        "one task": "compare/b/",
        "not found": "404.html",
    }


def test_bytes_are_added_by_kind():
    sent = [Sent("/", "HTML", 5), Sent("/a.css", "CSS", 3), Sent("/b.css", "CSS", 4)]
    found = pages.weight(sent, ["https://a.example/"])
    assert (found.kinds, found.total, found.requests) == ({"HTML": 5, "CSS": 7}, 12, 4)


def test_kinds():
    assert kind_of("text/html; charset=utf-8") == "HTML"
    assert kind_of("text/javascript") == kind_of("application/javascript") == "JS"
    assert kind_of("image/svg+xml") == "other"


def test_the_server_compresses_text_and_has_a_page_for_what_is_missing(tmp_path):
    (tmp_path / "index.html").write_text("<html>" * 50)
    (tmp_path / "404.html").write_text("no such page")
    (tmp_path / "a.png").write_bytes(b"picture")
    with serving(tmp_path) as served, httpx.Client(base_url=served.url, trust_env=False) as client:
        home, missing, picture = (client.get(path) for path in ("", "no/such/", "a.png"))
    assert home.text == "<html>" * 50
    assert home.headers["content-encoding"] == "gzip"
    assert (missing.status_code, missing.text) == (404, "no such page")
    assert "content-encoding" not in picture.headers
    size = len(gzip.compress(b"<html>" * 50, 6))
    assert served.sent[0] == Sent("/", "HTML", size)
    assert served.sent[2] == Sent("/a.png", "other", 7)


def judged(**changes):
    audits = {
        audit: {"score": 1, "scoreDisplayMode": "numeric", "numericValue": 10}
        for audit in lighthouse.TIMES.values()
    }
    audits["contrast"] = {"score": 0, "scoreDisplayMode": "binary"}
    audits["video"] = {"score": None, "scoreDisplayMode": "notApplicable"}
    audits["hint"] = {"score": 0, "scoreDisplayMode": "binary"}
    weights = [{"id": "contrast", "weight": 7}, {"id": "video", "weight": 1}]
    refs = [*weights, {"id": "hint", "weight": 0}]
    categories = {name: {"score": 0.937, "auditRefs": refs} for name in lighthouse.CATEGORIES}
    return {"audits": audits, "categories": categories, **changes}


def test_scores_are_read_and_only_audits_that_cost_points_are_named():
    scores = lighthouse.read(judged())
    assert scores.categories["seo"] == 94
    assert scores.times == {"fcp": 10, "lcp": 10, "tbt": 10, "cls": 10}
    assert scores.failed == ("contrast",)


def test_a_page_that_could_not_be_judged_is_an_error():
    with pytest.raises(lighthouse.LighthouseError, match="http://a/: no paint"):
        lighthouse.read(judged(requestedUrl="http://a/", runtimeError={"message": "no paint"}))


def test_medians_of_runs():
    runs = [
        Scores({**FULL, "performance": score}, {**TIMES, "tbt": tbt}, failed)
        for score, tbt, failed in [(92, 80, ()), (100, 10, ("a",)), (99, 20, ())]
    ]
    found = lighthouse.combined(runs)
    assert (found.categories["performance"], found.times["tbt"]) == (99, 20)
    assert found.failed == ("a",)
    costs = [Cost(3, 1, 5), Cost(1, 2, 7), Cost(2, 3, 6)]
    assert builds.middle(costs) == Cost(2, 2, 6)


def test_sections_grow_and_stay():
    copies = {}
    nav = [{"Home": "index.md"}, {"A": ["a/index.md", {"B": ["a/b.md", {"Long": "a/c.md"}]}]}]
    assert builds.grown(nav, 3, copies) == [
        {"Home": "index.md"},
        {"A": [
            "a/index.md", "a/index-2.md", "a/index-3.md",
            {"B": ["a/b.md", "a/b-2.md", "a/b-3.md", {"Long": "a/c.md"}, "a/c-2.md", "a/c-3.md"]},
        ]},
    ]  # fmt: skip
    assert copies["a/c-3.md"] == "a/c.md"
    assert len(copies) == 6


def test_copies_have_a_title_and_a_description_of_their_own():
    text = '---\ntitle: "Views: how"\ndescription: What they are.\nhide: [toc]\n---\n\n# Views\n'
    found = builds.retitled(text, 4)
    _, head, body = found.split("---\n")
    assert yaml.safe_load(head) == {
        "title": "Views: how, copy 4", "description": "What they are. Copy 4.", "hide": ["toc"],
    }  # fmt: skip
    assert body == "\n# Views\n"
    with pytest.raises(ValueError, match="no front matter"):
        builds.retitled("# Views\n", 2)


def test_a_program_is_timed_and_its_failure_shows_what_it_printed(tmp_path):
    cost = builds.timed(["-c", "x = bytearray(60_000_000)"], tmp_path)
    assert cost.processor > 0
    assert 57 < cost.mebibytes < 300
    with pytest.raises(builds.BuildError, match="wrong page"):
        builds.timed(["-c", "import sys; sys.exit('wrong page')"], tmp_path)


def test_a_missed_floor_fails_and_the_table_is_kept(monkeypatch, tmp_path, capsys):
    rows = [GOOD]
    monkeypatch.setattr(measure_site, "RESULT", tmp_path / "build/result.md")
    monkeypatch.setattr(
        measure_site, "measure", lambda runs, grown: measured(*rows, reloads={"page": runs})
    )
    assert measure_site.main(["--quick"]) == 0
    assert "1.00 s" in (tmp_path / "build/result.md").read_text()
    assert measure_site.main([]) == 1
    assert "save to reload of a page takes 3.00 s" in capsys.readouterr().out


def test_what_cannot_be_measured_is_said(monkeypatch, capsys):
    def fail(runs, grown):
        raise builds.BuildError("mkdocs build failed")

    monkeypatch.setattr(measure_site, "measure", fail)
    assert measure_site.main([]) == 1
    assert capsys.readouterr().err == "mkdocs build failed\n"


def test_lighthouse_is_installed_once(monkeypatch, tmp_path):
    home = tmp_path / "node_modules/lighthouse"
    home.mkdir(parents=True)
    (home / "package.json").write_text(json.dumps({"version": lighthouse.VERSION}))
    monkeypatch.setattr(lighthouse, "HOME", home)
    monkeypatch.setattr(lighthouse.subprocess, "run", None)
    lighthouse.install()
