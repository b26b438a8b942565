"""The small project, for the tests of this room."""

from tests.small_project import project, root

__all__ = ["project", "root"]
