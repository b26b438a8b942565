from __future__ import annotations

import pytest

from content.dates import today, written
from content.errors import SiteError
from content.project import read
from macros.defaults import defaults, defaults_count, defaults_made, defaults_projects
from macros.here import Here
from tests.defaults_project import ask, make
from tests.mistakes import edit


@pytest.fixture
def root(tmp_path):
    return make(tmp_path)


def test_answers_that_differ_stand_side_by_side_with_who_gave_them(root):
    shown, _, _ = defaults(read(ask(root)), "host").partition("<details")
    assert "| Request | Alpha | Beta & Co | Why it matters |" in shown
    assert (
        "| **Another host**<br>`GET / HTTP/1.1`<br>`Host: there.example` "
        "| **200** OK<br>by your code | **400** Bad Request<br>by Beta & Co "
        "| It leads away.[^source-start] |"
    ) in shown
    assert "A query" not in shown


def test_answers_that_are_alike_are_folded_and_usual_lines_left_out(root):
    _, _, folded = defaults(read(ask(root)), "host").partition("<details")
    assert "1 request answered alike" in folded
    assert (
        "| **A query**<br>`GET /?name={a*3} HTTP/1.1` "
        "| **200** OK<br>by your code<br>`Hello`<br>no `Location` | It is short. |"
    ) in folded


@pytest.mark.parametrize(("fields", "said"), [("", "waited 10 s"), (',\n"ended": true', "hung up")])
def test_an_answer_that_never_came_is_said_with_what_came_instead(root, fields, said):
    edit(ask(root) / "data/defaults.json", '"status": 400', f'"status": null{fields}')
    assert f"| **no answer**, {said} |" in defaults(read(root), "host")


def test_the_number_the_day_and_the_versions_come_from_the_record(root):
    project = read(ask(root))
    assert defaults_count(project) == "1 of 2 requests"
    assert defaults_made(project) == (
        f"Recorded on {written(today())}: Alpha 1.9 and Beta & Co 3.1 with jinja2 3.1 and "
        "Python 3.13.0.\n{ .mdx-verified }"
    )


def test_the_projects_show_how_they_start_and_what_people_wrote(root):
    shown = defaults_projects(read(root), Here("evidence/defaults.md"))
    assert "Nothing but a page.[^source-start]" in shown
    assert "export KEY=x\n    serve 8000" in shown
    assert "# alpha" in shown
    assert "# beta" in shown


def test_an_unknown_group_is_refused(root):
    with pytest.raises(SiteError, match=r'defaults\("hosts"\): unknown group of requests'):
        defaults(read(ask(root)), "hosts")


def test_a_page_without_its_record_is_refused_with_the_command(root):
    with pytest.raises(SiteError, match=r"there is nothing of 'alpha'\. Run: make defaults"):
        defaults(read(root), "host")


def test_a_request_without_an_answer_is_refused_with_the_command(root):
    ask(root)
    edit(root / "data/defaults.yml", "id: query", "id: queries")
    with pytest.raises(SiteError, match=r"there is no answer to 'queries'\. Run: make defaults"):
        defaults(read(root), "host")
