# --8<-- [start:build]
"""Copies assets/ to static/, each file under a name that holds a hash of its content."""

import hashlib
import json
import re
import shutil
from pathlib import Path, PurePosixPath

HOME = Path(__file__).resolve().parent
ASSETS, STATIC, NAMES = HOME / "assets", HOME / "static", HOME / "names.json"
ADDRESS = "/static/"  # of the folder, as app.py sends it

# Where a file names others: url(…), @import "…", and its source map.
REFERENCES = {
    ".css": re.compile(
        r"""(url\(\s*["']?|@import\s*["']|/\*# sourceMappingURL=)([^\s"'()#?*]+)""", re.IGNORECASE
    ),
    ".js": re.compile(r"^(//# sourceMappingURL=)(\S+)", re.MULTILINE),
}
# "https:", "data:", or from the root of the site on, but not in the folder
ELSEWHERE = re.compile(rf"[a-z]+:|(?!{ADDRESS})/", re.IGNORECASE)


def build():
    names: dict[Path, Path] = {}

    def renamed(source):
        """Write a file, after those that it names, and tell its new name."""
        place = source.relative_to(ASSETS)  # an error, if the file lies elsewhere
        if place not in names:
            content = source.read_bytes()
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
        before, reference = found.groups()
        if ELSEWHERE.match(reference):
            return found[0]
        folder = ASSETS if reference.startswith(ADDRESS) else source.parent
        new = renamed((folder / reference.removeprefix(ADDRESS)).resolve())
        return before + str(PurePosixPath(reference).with_name(new))

    for path in ASSETS.rglob("*"):
        if path.is_file():
            renamed(path)
    found = {old.as_posix(): new.as_posix() for old, new in sorted(names.items())}
    NAMES.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    build()
# --8<-- [end:build]
