from __future__ import annotations

import pytest

from content.project import read
from tests.mistakes import refused

WAY, LAYOUT = "data/diagrams/way.yml", "data/diagrams/layout.yml"
FILES = {
    WAY: """\
title: A call
stations:
  - {id: start, title: Start}
  - {id: check, title: Check}
  - {id: trouble, title: Trouble, aside: true}
  - {id: end, title: End}
lanes:
  alpha:
    version: "1.0"
    steps:
      - {at: start, name: '`run`', by: [you], says: It starts., calls: {a.py: [App.run]}}
      - at: check
        name: Checks
        by: [framework, you]
        says: It looks.
        exits: [{when: a fault, to: trouble}, {when: enough, ends: gone}]
      - {at: trouble, says: It is told., exits: [{when: after that, to: end}]}
      - {at: end, by: [server], says: It ends.}
  beta:
    steps:
      - {at: check, says: It looks., exits: [{when: a fault, to: trouble}]}
      - {at: start, says: It starts., ways: [{name: One, says: a}, {name: Two, says: b}]}
      - {at: trouble, says: It is told., exits: [{when: always, to: end}]}
      - {at: end, says: It ends.}
""",
    LAYOUT: """\
title: A project
places: {start: Entry point, data: Data}
trees:
  alpha:
    - file: shop/
      inside: [{file: app.py, places: [start, data], says: All of it.}]
""",
}


@pytest.fixture
def drawn(root):
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    return root


def test_lanes_keep_their_own_order_and_know_where_exits_lead(drawn):
    lanes = read(drawn).diagrams.lanes["way"].lanes
    assert lanes["alpha"].numbers() == {"start": 1, "check": 2, "trouble": 3, "end": 4}
    assert lanes["beta"].numbers() == {"check": 1, "start": 2, "trouble": 3, "end": 4}
    assert lanes["alpha"].leading_to("trouble") == ["check"]
    assert lanes["alpha"].leading_to("start") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (WAY, "to: trouble}, {", "to: truoble}, {",
         "16: unknown step 'truoble'. Nearest: trouble, start, end."),
        (WAY, "to: trouble}, {", "to: start}, {",
         "16: this exit of 'check' leads to 'start', which is no later step. Later: trouble, end."),
        (WAY, "to: trouble}, {", "to: check}, {",
         "16: this exit of 'check' leads to 'check', which is no later step. Later: trouble, end."),
        (WAY, "a fault, to: trouble}, {", "a fault}, {",
         "16: an exit needs one of 'to' and 'ends', and not both."),
        (WAY, "ends: gone", "ends: gone, to: end",
         "16: an exit needs one of 'to' and 'ends', and not both."),
        (WAY, "{id: check", "{id: start", "2: the id 'start' stands 2 times in one list."),
        (WAY, "at: end, by", "at: trouble, by",
         "18: the lane 'alpha' is at 'trouble' already. Take one out."),
        (WAY, "at: end, by", "at: ends, by",
         "18: unknown station 'ends'. Nearest: end, check, start."),
        (WAY, "      - {at: end, by: [server], says: It ends.}\n", "",
         "8: the lane 'alpha' has no step at 'end'. Add one."),
        (WAY, "[{when: a fault, to: trouble}, {", "[{",
         "8: 'trouble' stands aside, and no exit of 'alpha' leads there."),
        (WAY, "  beta:", "  delta:", "19: unknown framework 'delta'. Known: alpha, beta, gamma."),
        (WAY, "by: [server]", "by: [nobody]",
         "18: lanes → alpha → steps → 3 → by → 0 is 'nobody': Input should be 'server', "
         "'framework' or 'you'."),
        (WAY, "by: [server]", "done: [server]",
         "18: unknown key 'done' (lanes → alpha → steps → 3 → done). Nearest: name, exits, at."),
        (LAYOUT, "  alpha:", "  delta:",
         "4: unknown framework 'delta'. Known: alpha, beta, gamma."),
        (LAYOUT, "[start, data]", "[start, dato]", "4: unknown place 'dato'. Known: data, start."),
        (LAYOUT, "[start, data]", "[start]",
         "4: the tree 'alpha' has no place 'data'. Name its file."),
    ],
)  # fmt: skip
def test_a_fault_is_refused_in_one_sentence(drawn, file, old, new, said):
    assert refused(drawn, file, old, new) == f"{file}, line {said}"


def test_a_lane_with_a_title_belongs_to_no_framework(drawn):
    (drawn / WAY).write_text(FILES[WAY].replace("  beta:\n", "  other:\n    title: Elsewhere\n"))
    assert read(drawn).diagrams.lanes["way"].lanes["other"].title == "Elsewhere"
