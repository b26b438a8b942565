"""Makes one mistake in a file of a project, and says what is said of it."""

from __future__ import annotations

import pytest

from content.errors import SiteError
from content.project import read


def edit(path, old, new):
    """Replace the first place of a text; returns its line."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def refused(root, file, old, new):
    """The message with which a project is refused after an edit."""
    edit(root / file, old, new)
    with pytest.raises(SiteError) as error:
        read(root)
    return str(error.value)
