"""Package facts, read from an index on this machine."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import re
import tarfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from packaging.tags import sys_tags
from pypi_simple import PyPISimple

from content.model import PackageFacts, Packages
from content.packages import is_stale
from content.project import ROOT
from content.reader import load
from tools.record import packages as facts
from tools.record.metadata import direct, parsed

TODAY = datetime.date(2026, 11, 22)
SIMPLE = "application/vnd.pypi.simple.v1+json"


METADATA = """\
Metadata-Version: 2.4
Name: Web
Version: {version}
Requires-Python: >=3.9
Requires-Dist: safe>=1
Requires-Dist: fast; extra == 'speed'
Requires-Dist: old; python_version < '3'
Project-URL: Documentation, https://web.example/docs/

What it is.
"""


def wheel(text):
    """A wheel that holds one METADATA, and another in a folder that is not its own."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("vendored/other-1.dist-info/METADATA", "Name: other\n")
        archive.writestr("web-2.0.dist-info/METADATA", text)
    return data.getvalue()


CONTENT = wheel(METADATA.format(version="2.0"))


def file(name, uploaded, size=1000, yanked=False, content=CONTENT):
    return {
        "filename": name, "url": f"files/{name}", "size": size, "yanked": yanked,
        "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
        "upload-time": f"{uploaded}T12:00:00Z",
    }  # fmt: skip


FILES = [
    file("web-0.1.tar.gz", "2010-04-16"),
    file("web-1.0.tar.gz", "2024-11-21"),
    file("web-2.0-py3-none-any.whl", "2024-11-22", size=2000),
    file("web-2.0.tar.gz", "2024-11-23", size=9000),
    file("web-2.1-py3-none-any.whl", "2026-01-02", yanked=True),
    file("web-3.0rc1-py3-none-any.whl", "2026-02-03"),
    file("web-unreadable", "2026-02-03"),
]


class Index(ThreadingHTTPServer):
    """Answers what the test put in `answers`: address → status, type and text."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.url = f"http://127.0.0.1:{self.server_port}/simple/"

    def offer(self, name, files=FILES, version="2.0", vulnerabilities=(), content=CONTENT):
        page = {"meta": {"api-version": "1.1"}, "name": name, "files": files, "versions": []}
        # What the page says beside the version is not what the file says.
        info = {"version": version, "requires_python": ">=3.7", "requires_dist": None}
        more = {"info": info, "vulnerabilities": list(vulnerabilities)}
        self.answers[f"/simple/{name}/"] = (200, SIMPLE, json.dumps(page))
        self.answers[f"/pypi/{name}/json"] = (200, "application/json", json.dumps(more))
        for one in files:
            self.answers[f"/simple/{name}/{one['url']}"] = (200, "application/zip", content)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, kind, text = self.server.answers.get(self.path, (404, "text/plain", "no"))
        content = text if isinstance(text, bytes) else text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def index():
    with Index() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "data/features").mkdir(parents=True)
    (tmp_path / "data/frameworks.yml").write_text(
        "environments:\n  - {id: main, title: newest}\n"
        "frameworks:\n"
        "  - {id: web, name: Web, package: web, documentation: 'https://web.example/', "
        "environments: [main], shape: circle, "
        "colour: {light: '#000000', dark: '#ffffff'}}\n"
    )
    (tmp_path / "data/packages.yml").write_text("[extra]\n")
    (tmp_path / "data/features/one.yml").write_text(
        "group: One\norder: 1\nrows:\n  - id: a\n    feature: A\n    cells:\n"
        "      web: {level: third-party, text: t, library: Lib}\n"
    )
    (tmp_path / "data/packages.json").write_text("as it was")
    monkeypatch.setattr(facts, "installs", lambda requirement, index: 3)
    monkeypatch.setattr(facts, "installed_size", lambda requirement, index: 5000)
    return tmp_path


def read(index, name="web"):
    with PyPISimple(index.url) as client:
        return facts.facts(client, name, TODAY)


def test_facts_of_a_package(index):
    index.offer("web", vulnerabilities=[{"id": "A", "withdrawn": None}, {"withdrawn": "2026"}])
    found = read(index)
    assert (found.name, found.latest) == ("Web", "2.0")
    assert found.first == datetime.date(2010, 4, 16)
    assert found.date == datetime.date(2024, 11, 22)
    # 0.1, 1.0 and 2.0 are final; 2.1 was withdrawn, and 3.0 is a candidate.
    assert (found.releases, found.releases_24_months) == (3, 1)
    assert found.dependencies == 1
    assert found.download_size == 2000
    assert found.vulnerabilities == 1
    assert found.requires_python == ">=3.9"
    assert found.documentation == "https://web.example/docs/"
    assert found.file == "web-2.0-py3-none-any.whl"
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert not is_stale(Packages(checked=TODAY, packages={}), found)


def test_an_address_in_the_index_is_no_documentation(index):
    text = METADATA.format(version="2.0").replace(
        "Documentation, https://web.example/docs/", f"Homepage, {index.url}web/"
    )
    files = [file("web-2.0-py3-none-any.whl", "2024-11-22", content=wheel(text))]
    index.offer("web", files=files, content=wheel(text))
    assert read(index).documentation is None


def test_everything_that_is_named_is_read_and_written(index, project):
    for name in ("web", "lib", "extra"):
        text = METADATA.format(version="2.0").replace("Name: Web", f"Name: {name}")
        made = [file(f"{name}-2.0-py3-none-any.whl", "2024-11-22", content=wheel(text))]
        index.offer(name, files=made, content=wheel(text))
    assert facts.main(["--index", index.url], project) == 0
    written = load(project / "data/packages.json", Packages, project)
    assert set(written.packages) == {"web", "lib", "extra"}
    assert written.packages["web"].installed_size == 5000
    assert written.packages["lib"].installed_size is None
    assert {one.installs for one in written.packages.values()} == {3}


@pytest.mark.parametrize(
    ("address", "answer", "said"),
    [
        ("/simple/lib/", (404, "text/plain", "no"), "Lib: the index has no such package"),
        ("/pypi/lib/json", (404, "text/plain", "no"), "Lib: the index has no such package"),
        ("/pypi/lib/json", (503, "text/plain", "no"), "Lib: the index refused: 503"),
        ("/simple/lib/", (200, SIMPLE, "{"), "Lib: malformed answer"),
        ("/simple/lib/", (200, "image/png", "x"), "Lib: malformed answer"),
        ("/pypi/lib/json", (200, "application/json", "<p>"), "Lib: malformed answer"),
        ("/pypi/lib/json", (200, "application/json", "{}"), "Lib: malformed answer"),
    ],
)
def test_a_failure_names_the_package_and_changes_nothing(
    index, project, capsys, address, answer, said
):
    for name in ("web", "lib", "extra"):
        index.offer(name)
    index.answers[address] = answer
    assert facts.main(["--index", index.url], project) == 1
    printed = capsys.readouterr().err
    assert said in printed
    assert "data/packages.json is unchanged" in printed
    assert (project / "data/packages.json").read_text() == "as it was"
    assert not list(project.glob("data/*.partial"))


NO_NAME = wheel("Version: 2.0\n\n")
OTHER = wheel(METADATA.format(version="1.9"))
WHEEL = "web-2.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("files", "more", "said"),
    [
        ([file("web-1.0rc1.tar.gz", "2026-01-01")], {}, "web: the index lists no final release"),
        ([{**FILES[2], "upload-time": None}], {}, "the index gives no date"),
        (FILES, {"version": "1.0"}, "2.0 in its list of files, 1.0 in its JSON page"),
        (FILES, {"content": wheel("Name: Web\n")}, "web: a file does not fit the index's hash"),
        ([{**FILES[2], "hashes": {}}], {}, "web: a file does not fit the index's hash"),
        ([file(WHEEL, "2026-01-01", content=b"PK")], {"content": b"PK"},
         f"web: {WHEEL}: there is no METADATA in it"),
        ([file(WHEEL, "2026-01-01", content=NO_NAME)], {"content": NO_NAME},
         f"web: {WHEEL}: its METADATA states no name or no version"),
        ([file(WHEEL, "2026-01-01", content=OTHER)], {"content": OTHER},
         f"{WHEEL}: its METADATA says version 1.9"),
    ],
)  # fmt: skip
def test_facts_that_make_no_sense_are_refused(index, files, more, said):
    index.offer("web", files=files, **more)
    with pytest.raises(facts.FactsError, match=said):
        read(index)


def test_metadata_that_the_index_offers_beside_the_file_is_held_to_its_hash(index):
    text = METADATA.format(version="2.0").replace("safe>=1", "safe>=1, <2\nRequires-Dist: new")
    right = {"sha256": hashlib.sha256(text.encode()).hexdigest()}
    for digests, fits in ((right, True), ({"sha256": "0" * 64}, False)):
        index.offer("web", files=[{**FILES[2], "core-metadata": digests}])
        address = f"/simple/web/files/{WHEEL}.metadata"
        index.answers[address] = (200, "text/plain", text)
        if fits:
            assert read(index).dependencies == 2
            continue
        with pytest.raises(facts.FactsError, match="does not fit the index's hash"):
            read(index)


def test_of_several_wheels_the_one_for_this_machine_is_read(index):
    best = next(iter(sys_tags()))
    names = [f"web-2.0-cp39-cp39-{best.platform}.whl", "web-2.0.tar.gz", f"web-2.0-{best}.whl"]
    index.offer("web", files=[file(name, "2024-11-22") for name in names])
    assert read(index).file == f"web-2.0-{best}.whl"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([], []),
        (["Safe_One>=1", "safe-one[more]<3"], ["safe-one"]),
        (["a; extra == 'x'", "b; python_version < '3.11'", "c; sys_platform == 'win32'"], []),
        (["a; sys_platform != 'win32'", "b ; python_version >= '3.9'"], ["a", "b"]),
    ],
)
def test_direct_requirements_are_those_of_every_install(lines, names):
    head = "Metadata-Version: 2.1\nName: x\nVersion: 1\n"
    text = head + "".join(f"Requires-Dist: {line}\n" for line in lines)
    assert direct(parsed(text, "x-1.tar.gz")) == names


def test_of_a_source_archive_the_requirements_are_those_of_what_is_built(tmp_path, index):
    files = {
        "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'made'\n"
        "backend-path = ['.']\n",
        "made.py": "import zipfile\n"
        "def build_wheel(folder, *_, **__):\n"
        "    with zipfile.ZipFile(f'{folder}/web-2.0-py3-none-any.whl', 'w') as made:\n"
        f"        made.writestr('web-2.0.dist-info/METADATA', {METADATA.format(version='2.0')!r})\n"
        "    return 'web-2.0-py3-none-any.whl'\n",
        "PKG-INFO": "Metadata-Version: 1.0\nName: Web\nVersion: 2.0\n",
    }
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"web-2.0/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    content = data.getvalue()
    index.offer("web", [file("web-2.0.tar.gz", "2024-11-22", content=content)], content=content)
    assert (read(index).dependencies, read(index).file) == (1, "web-2.0.tar.gz")


def test_every_record_of_this_project_names_the_file_that_it_was_read_from():
    packages = load(ROOT / "data/packages.json", Packages, ROOT).packages
    assert packages
    for one in packages.values():
        assert one.latest in one.file
        assert len(one.sha256) == 64


@pytest.mark.parametrize(
    ("file", "said"),
    [("web-1.9.tar.gz", "'web-1.9.tar.gz' is no file of Web 2.0."),
     ("other-2.0-py3-none-any.whl", "is no file of Web 2.0."),
     ("web.txt", "'web.txt' is no name of a wheel or a source archive.")],
)  # fmt: skip
def test_a_record_with_the_file_of_another_package_is_refused(index, file, said):
    index.offer("web")
    known = read(index).model_dump()
    with pytest.raises(ValueError, match=re.escape(said)):
        PackageFacts.model_validate({**known, "file": file})


def test_no_network_is_said(project, capsys):
    with Index() as closed:
        address = closed.url
    assert facts.main(["--index", address], project) == 1
    assert "no network: the package index does not answer" in capsys.readouterr().err
    assert (project / "data/packages.json").read_text() == "as it was"


def test_a_broken_list_is_said(project, capsys):
    (project / "data/packages.yml").write_text("[1\n")
    assert facts.main([], project) == 1
    assert "data/packages.yml, line 2: not valid YAML" in capsys.readouterr().err
