"""`make live`: makes in `build/live` what pages fetch to run applications, as far as it changed."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from content.errors import SiteError, listed
from content.live import MADE as FOLDER
from content.live import PROGRAMS, Fetched, Manifest, Runnable, sign_in, strangers
from content.model import Live
from content.project import ROOT, Application, Project, read
from content.requirements import brought_by, requirements
from content.sections import files, without_marks
from content.verified import contract_modules
from tools.ending import ends_well
from tools.live import kit, licences
from tools.live.checks import NODE, length
from tools.live.library import NOTED, parted
from tools.live.native import wheel
from tools.live.packing import digest, package, zipped
from tools.live.trim import left_out
from tools.narrowed import for_application
from tools.running import environment

CACHE = ".cache/live"
PACKAGES = "/lib/site"  # where boot.js unpacks them
LIBRARY = "/lib/python314.zip"  # where Pyodide puts it
REST = "stdlib-rest.zip"  # fetched when something of it is imported
PYODIDE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]
MODULES = ["pyodide", "@noble/hashes"]
NOBLE = ["pbkdf2", "scrypt", "legacy", "sha2", "hmac", "utils", "_md", "_u64"]
BROWSER = ["worker.js", "boot.js", "hashes.js", "kept.js", "seal.js", "frame.htm"]
UTC = ["tzdata/__init__.py", "tzdata/zoneinfo/__init__.py", "tzdata/zoneinfo/UTC"]
EXPORT = re.compile(r"export (?P<name>\w+)=(?P<value>.*)")


@ends_well
def main(root: Path = ROOT) -> int:
    """Make what is not made yet."""
    project = read(root)
    made = Made(root, project.live)
    for task in project.tasks:
        if task in project.live.without:
            continue
        if missing := lacking(project, task):
            print(f"live: {task} is left out: no {listed(missing)} on this machine")
        else:
            made.task(project, task)
    made.publish()
    return 0


class Made:
    """What is made, file by file; `publish` puts it in place at once."""

    def __init__(self, root: Path, live: Live) -> None:
        self.root = root
        self.live = live
        self.left_out = left_out(live.left_out)
        self.cache = root / CACHE
        self.cache.mkdir(parents=True, exist_ok=True)
        self.npm = root / "node_modules"
        self.version = json.loads((self.npm / "pyodide/package.json").read_text())["version"]
        self.python = json.loads((self.npm / "pyodide/pyodide-lock.json").read_text())["info"]
        self.manifests: dict[str, Manifest] = {}
        self.files: dict[str, Path] = {}  # by their address below `live/`
        self.fetched: dict[str, Fetched] = {}  # so too; weighed once all is compiled
        self.words: dict[str, set[str]] = {}  # the programs that applications start with
        self.packed: dict[str, Fetched] = {}  # packages
        self.todo: list[dict[str, str]] = []
        self.recipe = Path(__file__).with_name("compiled.py").read_text("utf-8")
        self.ours = self.compiled("live", self.own(), PACKAGES)
        self.kit = [
            self.compiled("check", zipped(kit.ours(root)), PACKAGES),
            *map(self.package, kit.PACKAGES),
        ]

    def compiled(self, name: str, data: bytes, folder: str) -> Fetched:
        """A zip of Python, which is compiled if it is new."""
        address = f"packages/{name}-{digest(self.version, self.recipe, folder, data)}.zip"
        kept = self.cache / Path(address).name
        if not kept.is_file() and address not in self.files:
            source = self.cache / f"{kept.name}.source"
            source.write_bytes(data)
            self.todo.append({"from": str(source), "to": str(kept), "folder": folder})
        return self.file(address, kept)

    def file(self, address: str, path: Path) -> Fetched:
        """What is published at an address."""
        self.files[address] = path
        return self.fetched.setdefault(address, Fetched(file=address))

    def task(self, project: Project, task: str) -> None:
        """All that a page needs for one task."""
        apps = {}
        for framework, application in project.applications[task].items():
            start, env, secrets = lines(application)
            self.words[f"{task}-{framework}"] = {line.split()[0] for line in start}
            apps[framework] = Runnable(
                title=application.framework.name,
                version=metadata.version(application.framework.package),
                zips=[self.ours, *self.packages(application)],
                app=self.application(application, start),
                before=start[:-1],
                start=start[-1:],
                env=env,
                secrets=secrets,
                texts=list(kit.texts(application)),
                case=kit.case(project, application),
                faults=kit.faults(project, application),
                check=length(self.root, task, framework),
            )
        self.manifests[task] = Manifest(
            apps=apps,
            samples=project.tasks[task].samples,
            kit=self.kit,
            contract=self.contract(project, task),
            modules=contract_modules(project, task),
            promises=[
                one.model_dump(exclude_defaults=True) for one in project.tasks[task].contract
            ],
            sign_in=sign_in(
                [] if task in project.live.no_form else project.live.accounts.get(task, [])
            ),
            strangers=strangers(project.live, task),
            first=project.live.first.get(task, ""),
        )

    def contract(self, project: Project, task: str) -> Fetched:
        """The tests that hold a task to its promises."""
        held = zipped(kit.modules(project, task))
        address = f"contracts/{task}-{digest(held)}.zip"
        kept = self.cache / Path(address).name
        kept.write_bytes(held)
        return self.file(address, kept)

    def packages(self, application: Application) -> Iterator[Fetched]:
        """What an application requires."""
        for name in sorted(brought_by(tuple(requirements(application.folder / "requirements.in")))):
            if name not in self.live.never:
                yield self.package(name)

    def package(self, name: str) -> Fetched:
        """An installed package."""
        if name not in self.packed:
            version = metadata.version(name)
            if native(name) and name not in self.live.pure_too:
                held = wheel(self.root, self.cache, name, version, self.left_out)
            else:
                held = package(name, self.left_out)
            self.packed[name] = self.compiled(f"{name}-{version}", zipped(held), PACKAGES)
        return self.packed[name]

    def own(self) -> bytes:
        """The part of the runtime that is written here, in Python, and the one zone all need."""
        folder = self.root / "live/python"
        ours = {f"live/python/{p.name}": p.read_bytes() for p in folder.glob("*.py")}
        return zipped({**ours, **{name: zone(name) for name in UTC}})

    def application(self, application: Application, start: list[str]) -> Fetched:
        """An application's files, with the database that its lines before the last one made."""
        inside = {
            file.relative_to(application.folder).as_posix(): without_marks(file.read_text("utf-8"))
            for file in files(application.folder)
        }
        name = f"{application.task}-{application.framework.id}"
        address = f"apps/{name}-{digest(*inside, *inside.values(), *start)}.zip"
        kept = self.cache / Path(address).name
        if not kept.is_file():
            with tempfile.TemporaryDirectory() as held:
                folder = Path(held)
                for path, text in inside.items():
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_text(text, encoding="utf-8")
                prepare(folder, application)
                kept.write_bytes(zipped({
                    path.relative_to(folder).as_posix(): path.read_bytes()
                    for path in folder.rglob("*")
                    if path.is_file() and "__pycache__" not in path.parts
                }))  # fmt: skip
        return self.file(address, kept)

    def publish(self) -> None:
        """Compile what is new, then put all in place."""
        runtime = self.runtime()
        if self.todo:
            print(f"live: compiles {len(self.todo)} packages", flush=True)
            lines = "".join(f"{json.dumps(one)}\n" for one in self.todo)
            script = str(Path(__file__).with_name("compile.js"))
            done = subprocess.run([NODE, script], input=lines, text=True, cwd=self.root)
            if done.returncode:
                raise SiteError("Pyodide did not compile the packages; what it said is above.")
        target = self.root / FOLDER
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for address, path in {**self.files, **runtime}.items():
            (partial / address).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, partial / address)
        for name in BROWSER:
            shutil.copyfile(self.root / "live" / name, partial / name)
        at_first = [Fetched(file=address) for address in runtime if not address.endswith(REST)]
        for one in (*self.fetched.values(), *at_first):
            weigh(one, partial / one.file)
        for task, manifest in self.manifests.items():
            manifest.python = self.python["python"]
            manifest.base, manifest.runtime = f"{at_first[0].file.split('/')[0]}/", at_first
            (partial / f"{task}.json").write_text(manifest.model_dump_json(), encoding="utf-8")
        texts = licences.written(
            self.npm, sorted({*self.packed, "tzdata"}), MODULES, self.live.licences
        )
        (partial / "licences.txt").write_text(texts, encoding="utf-8")
        self.programs(partial / PROGRAMS)
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
        total = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
        print(f"live: {len(self.manifests)} tasks, {total / 1e6:.1f} MB in {FOLDER}")

    def programs(self, folder: Path) -> None:
        """What stands in the place of Python where the contracts ask the runtime."""
        for task, manifest in self.manifests.items():
            for framework in manifest.apps:
                (place := folder / f"{task}-{framework}").mkdir(parents=True)
                for name in {"python", *self.words[place.name]}:
                    words = [NODE, str(self.root / "live/node.js"), task, framework, name]
                    (place / name).write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
                    (place / name).chmod(0o755)

    def runtime(self) -> dict[str, Path]:
        """Python itself, in a folder that is named by what is in it."""
        noted = json.loads((self.root / NOTED).read_text("utf-8"))
        parts = parted((self.npm / "pyodide/python_stdlib.zip").read_bytes(), noted)
        stdlib, rest = (self.compiled("stdlib", part, LIBRARY).file for part in parts)
        inside = {name: self.npm / "pyodide" / name for name in PYODIDE}
        for name, address in (("stdlib.zip", stdlib), (REST, rest)):
            inside[name] = self.files.pop(address)
            del self.fetched[address]
        inside |= {f"noble/{name}.js": self.npm / f"@noble/hashes/{name}.js" for name in NOBLE}
        lock = self.cache / "lock.json"
        lock.write_text(json.dumps({"info": self.python, "packages": {}}))
        inside["pyodide-lock.json"] = lock
        name = digest(self.version, stdlib, rest, *(inside[one].read_bytes() for one in PYODIDE))
        return {f"rt-{name}/{one}": path for one, path in inside.items()}


def lacking(project: Project, task: str) -> list[str]:
    """The programs that a task's applications need before they start, and that are not here."""
    needed = {name for one in project.applications[task].values() for name in one.meta.programs}
    return sorted(name for name in needed if not shutil.which(name))


def weigh(fetched: Fetched, path: Path) -> None:
    """Note of a file what pages are told beforehand; hosts compress what is no zip."""
    data = path.read_bytes()
    fetched.bytes = len(data)
    fetched.sent = len(data if path.suffix == ".zip" else gzip.compress(data, 6))
    fetched.sha256 = hashlib.sha256(data).hexdigest()


def zone(name: str) -> bytes:
    """A file of tzdata: there is no operating system that would know the zone UTC."""
    return Path(str(metadata.distribution("tzdata").locate_file(name))).read_bytes()


def native(name: str) -> bool:
    """Whether a package cannot do without compiled code."""
    found = [str(path) for path in metadata.distribution(name).files or []]
    return any(one.endswith(".so") for one in found)


def lines(application: Application) -> tuple[list[str], dict[str, str], list[str]]:
    """The lines that start an application, its settings, and which of these must be secret."""
    start, env, secrets = [], {}, []
    for line in application.meta.start:
        said = line.split("  #")[0]
        if found := EXPORT.fullmatch(said):
            name, value = found["name"], found["value"].strip("\"'")
            if "$(" in value:
                secrets.append(name)
            else:
                env[name] = value
        else:
            start.append(said.replace("{port}", "8000"))
    return start, env, secrets


def prepare(folder: Path, application: Application) -> None:
    """Run the lines before the last one, as a reader would: they make the tables."""
    script = "\n".join(application.meta.start[:-1])
    done = subprocess.run(
        ["sh", "-ec", script],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment(for_application(Path(sys.executable), application)),
        check=False,
    )
    if done.returncode:
        raise SiteError(f"{folder.name}: these lines failed: {script}\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
