# --8<-- [start:build]
"""Copies assets/ to static/, each file under a name that holds a hash of its content."""

import hashlib
import json
import re
import shutil
from pathlib import Path
from urllib.parse import quote, unquote

HOME = Path(__file__).resolve().parent
ASSETS, STATIC, NAMES = HOME / "assets", HOME / "static", HOME / "names.json"
ADDRESS = "/static/"  # of the folder, as app.py sends it

# Where a file names others: url(…), @import "…", and its source map. Names in quotes end with the
# quote. Comments and other strings are found too, without a name, so that nothing in them is.
REFERENCES = {
    ".css": re.compile(
        r"""(?P<before>(?:url\(|@import(?=\s*["'])|/\*\#\ sourceMappingURL=)\s*(?P<quote>["'])?)
        (?P<name>.*?)(?P<after>(?(quote)(?P=quote)|(?=[\s)])))
        |/\*(?s:.*?)\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""",
        re.IGNORECASE | re.VERBOSE,
    ),
    ".js": re.compile(r"^(?P<before>//# sourceMappingURL=)(?P<name>\S+)(?P<after>)", re.MULTILINE),
}
# "https:", "data:", only a query or a mark, or from the root of the site on, but not in the folder
ELSEWHERE = re.compile(rf"[a-z]+:|[?#]|$|(?!{ADDRESS})/", re.IGNORECASE)


def build():
    names: dict[Path, Path] = {}
    begun: set[Path] = set()

    def renamed(source):
        """Write a file, after those that it names, and tell its new name."""
        place = source.relative_to(ASSETS)  # an error, if the file lies elsewhere
        if place not in names:
            content = source.read_bytes()
            if place in begun:
                raise ValueError(f"{place} names itself, directly or by way of others")
            begun.add(place)
            if pattern := REFERENCES.get(source.suffix):
                text = pattern.sub(lambda found: replaced(source, found), content.decode())
                content = text.encode()
            digest = hashlib.sha256(content).hexdigest()[:12]
            names[place] = place.with_name(f"{source.stem}.{digest}{source.suffix}")
            target = STATIC / names[place]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            shutil.copystat(source, target)
        return names[place].name

    def replaced(source, found):
        reference = found["name"]
        if reference is None or ELSEWHERE.match(reference):
            return found[0]
        path = re.split("[?#]", reference)[0]
        folder = ASSETS if path.startswith(ADDRESS) else source.parent
        new = renamed((folder / unquote(path.removeprefix(ADDRESS))).resolve())
        renewed = path[: path.rfind("/") + 1] + quote(new) + reference[len(path) :]
        return found["before"] + renewed + found["after"]

    for path in ASSETS.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(ASSETS).parts)
        if path.is_file() and not hidden and not path.name.endswith("~"):
            renamed(path)
    found = {old.as_posix(): new.as_posix() for old, new in sorted(names.items())}
    NAMES.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    build()
# --8<-- [end:build]
