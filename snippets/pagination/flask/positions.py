# --8<-- [start:position]
import re

# No more digits than fit into the columns.
POSITION = re.compile(r"([0-9]{1,4})-([0-9]{1,18})")


def read_position(text):
    """The year and the number of the book at which a page ended."""
    match = POSITION.fullmatch(text)
    return match and tuple(map(int, match.groups()))


# --8<-- [end:position]
