from __future__ import annotations

from collections import Counter

from content.sizes import size, size_of


def test_generated_lines_count_as_often_as_the_generator_wrote_them(tmp_path):
    (tmp_path / "app.py").write_text("a = 1\na = 1\nb = 2\n")
    (tmp_path / "test_app.py").write_text("assert True\n")
    found = size(tmp_path, ["test_*.py"], Counter({"a = 1": 1}), 7)
    assert (found.written, found.generated, found.test) == (2, 1, 1)
    assert (found.files, found.packages) == (1, 7)


def test_files_that_a_command_wrote_count_as_generated(tmp_path):
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0001.py").write_text("a = 1\nb = 2\n")
    (tmp_path / "app.py").write_text("a = 1\n")
    found = size(tmp_path, [], Counter(), 1, ["migrations/*"])
    assert (found.written, found.generated, found.files) == (1, 2, 2)


def test_an_application_is_counted_with_its_scaffold_and_packages(project):
    found = size_of(project.applications["greet"]["alpha"])
    assert (found.written, found.generated, found.test) == (3, 1, 1)
    assert (found.files, found.packages) == (2, 1)
