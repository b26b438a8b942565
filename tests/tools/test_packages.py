"""Package facts, read from an index on this machine."""

from __future__ import annotations

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pypi_simple import PyPISimple

from content.model import Packages
from content.packages import is_stale
from content.reader import load
from tools.record import packages as facts

TODAY = datetime.date(2026, 11, 22)
SIMPLE = "application/vnd.pypi.simple.v1+json"


def file(name, uploaded, size=1000, yanked=False):
    return {
        "filename": name, "url": f"files/{name}", "hashes": {}, "size": size, "yanked": yanked,
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
INFO = {
    "name": "Web", "version": "2.0", "requires_python": ">=3.9", "home_page": None,
    "requires_dist": ["safe>=1", "fast; extra == 'speed'", "old; python_version < '3'"],
    "project_urls": {"Documentation": "https://web.example/docs/"},
}  # fmt: skip


class Index(ThreadingHTTPServer):
    """Answers what the test put in `answers`: address → status, type and text."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.url = f"http://127.0.0.1:{self.server_port}/simple/"

    def offer(self, name, files=FILES, info=INFO, vulnerabilities=()):
        page = {"meta": {"api-version": "1.1"}, "name": name, "files": files, "versions": []}
        more = {"info": {**INFO, **info}, "vulnerabilities": list(vulnerabilities)}
        self.answers[f"/simple/{name}/"] = (200, SIMPLE, json.dumps(page))
        self.answers[f"/pypi/{name}/json"] = (200, "application/json", json.dumps(more))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, kind, text = self.server.answers.get(self.path, (404, "text/plain", "no"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

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
    assert found.documentation == "https://web.example/docs/"
    assert not is_stale(Packages(checked=TODAY, packages={}), found)


def test_an_address_in_the_index_is_no_documentation(index):
    index.offer("web", info={"project_urls": {"Homepage": f"{index.url}web/"}})
    assert read(index).documentation is None


def test_everything_that_is_named_is_read_and_written(index, project):
    for name in ("web", "lib", "extra"):
        index.offer(name, info={"name": name})
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


@pytest.mark.parametrize(
    ("files", "info", "said"),
    [
        ([file("web-1.0rc1.tar.gz", "2026-01-01")], {}, "web: the index lists no final release"),
        ([{**FILES[1], "upload-time": None}], {"version": "1.0"}, "the index gives no date"),
        (FILES, {"version": "1.0"}, "2.0 in its list of files, 1.0 in its JSON page"),
    ],
)
def test_facts_that_make_no_sense_are_refused(index, files, info, said):
    index.offer("web", files=files, info=info)
    with pytest.raises(facts.FactsError, match=said):
        read(index)


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
