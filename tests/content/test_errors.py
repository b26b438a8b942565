from __future__ import annotations

from content.errors import right, unknown


def test_few_right_values_are_all_said():
    assert right("x", ["b", "a"]) == "Known: a, b."
    assert right("x", []) == "Known: none yet."


def test_of_many_the_three_nearest_are_said_best_first():
    names = ["crud", "form", "hello", "hello-single", "json-api", "template"]
    assert right("helo", names) == "Nearest: hello, hello-single, template."
    assert right("JSON_API", names).startswith("Nearest: json-api, ")


def test_an_unknown_name_comes_with_its_place():
    assert str(unknown("a.yml, line 3", "task", "frm", ["form"])) == (
        "a.yml, line 3: unknown task 'frm'. Known: form."
    )
