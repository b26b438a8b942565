"""What pages print of libraries that were tried beside a framework."""

from __future__ import annotations

import dataclasses

import pytest

from content.dates import written
from content.errors import SiteError
from content.project import read
from macros.features import features
from macros.here import Here
from macros.tried import tried, tried_legend
from tests.tried_project import TODAY, make, write

DAY = written(TODAY)
HERE = Here("beta/features.md", start="beta/features/")


@pytest.fixture
def root(tmp_path):
    return make(tmp_path)


def printed(root, **fields):
    write(root, **fields)
    return tried(read(root), "beta", "Lib")


def test_a_library_that_works_gets_a_mark_with_its_meaning_and_its_extras(root):
    words = f"works with Beta &amp; Co 3.1.6 and 3.0, tried as lib[more] on {DAY}"
    assert printed(root) == (
        f' <span class="mdx-tried" title="{words}"><span aria-hidden="true">✓</span>'
        f'<span class="site-hidden">{words}</span></span>'
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"installed": "1", "requires": "Jinja2<3", "said": "Because."},
         "it requires `Jinja2<3`; told to keep Beta & Co 3.1.6 an installer takes 1, "
         "and no more of it was tried"),
        ({"installed": "1", "said": "Because.", "failed": "check"},
         "`Because.`; told to keep Beta & Co 3.1.6 an installer takes 1, and `check` fails"),
        ({"installed": None, "said": "It's `x`."}, "it cannot be installed, `It's 'x'.`"),
        ({"failed": "check", "said": "E: no"}, "`check` fails, `E: no`"),
    ],
)  # fmt: skip
def test_words_say_where_a_library_does_not_work_and_where_it_does(root, fields, said):
    assert printed(root, **fields) == (
        f"; **not with Beta & Co 3.1.6**: {said}; works with Beta & Co 3.0"
    )


def test_what_is_not_on_record_was_not_tried(root):
    assert tried(read(root), "beta", "lib") == "; not tried"


def test_an_old_record_of_one_environment_is_no_record(root):
    assert printed(root, version="3.1.5") == (
        "; works with Beta & Co 3.0; not tried with Beta & Co, newest"
    )


def test_the_legend_says_once_what_the_mark_means(root):
    assert tried_legend(read(root), "beta") == "No library was tried beside Beta & Co yet."
    write(root)
    legend = tried_legend(read(root), "beta")
    assert (
        "✓ The release named was installed beside Beta & Co 3.1.6 and 3.0 in a new environment "
        f"with Python 3.13.0: it can be imported, and it runs. Tried on {DAY}."
    ) in legend
    assert features(read(root), HERE, "beta").count(legend) == 1


def test_a_feature_that_a_library_brings_says_whether_it_works(root):
    write(root)
    lines = features(read(root), HERE, "beta").splitlines()
    (row,) = [line for line in lines if "</span>A |" in line]
    assert f"(2, 1 November 2026){tried(read(root), 'beta', 'lib')} |" in row


def test_a_framework_without_a_trial_only_imports(root):
    write(root)
    project = read(root)
    plain = [one.model_copy(update={"trial": None}) for one in project.frameworks]
    legend = tried_legend(dataclasses.replace(project, frameworks=plain), "beta")
    assert "it can be imported. Tried on" in legend


@pytest.mark.parametrize(
    ("name", "library", "said"),
    [("bet", "lib", 'tried("bet", "lib"): unknown framework'),
     ("beta", "libb", "unknown library 'libb'. Known: lib.")],
)  # fmt: skip
def test_unknown_names_are_explained(root, name, library, said):
    with pytest.raises(SiteError) as error:
        tried(read(root), name, library)
    assert said in str(error.value)
