from __future__ import annotations

from content.project import read
from content.sizes import size_of

ALPHA = "snippets/greet/alpha"


def sized(root):
    return size_of(read(root).applications["greet"]["alpha"])


def test_an_application_is_counted_with_its_scaffold_and_packages(root):
    found = sized(root)
    assert (found.written, found.generated, found.test) == (3, 1, 1)
    assert (found.files, found.packages) == (2, 1)


def test_what_an_older_release_lacks_is_not_counted(root):
    before = sized(root)
    (root / ALPHA / "lts.py").write_text("a = 1\n")
    assert sized(root) == before


def test_a_generated_line_counts_once_in_the_file_that_has_it(root):
    with (root / ALPHA / "app.py").open("a") as file:
        file.write("import alpha\n")
    (root / ALPHA / "more.py").write_text("import alpha\n")
    found = sized(root)
    assert (found.written, found.generated) == (5, 1)


def test_files_that_a_command_wrote_count_as_generated(root):
    (root / ALPHA / "migrations").mkdir()
    (root / ALPHA / "migrations/0001.py").write_text("a = 1\n\n# a comment\nb = 2\n")
    with (root / ALPHA / "implementation.yml").open("a") as file:
        file.write('generated_files: ["migrations/*"]\n')
    found = sized(root)
    assert (found.written, found.generated, found.files) == (3, 3, 3)
