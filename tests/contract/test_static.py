"""The contract of `static`."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from tests.contract import nginx
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server, copy_of
from tests.contract.pages import answer_to, assert_head_is_get, assert_refused, document
from tests.contract.test_every_task import assert_shows_nothing
from tests.contract.workplace import Database, Workplace

HOME, ROBOTS = "/", "/robots.txt"
YEAR = 365 * 24 * 60 * 60
TYPES = {
    "css": "text/css;charset=utf-8",
    "js": "text/javascript;charset=utf-8",
    "svg": "image/svg+xml",
    "map": "application/json",
}
HASHED = re.compile(r"(?P<name>/static/[\w./-]+)\.(?P<hash>[0-9a-f]{8,64})\.(?P<kind>[a-z]+)")
# What a style sheet or a script says about other files.
NAMED = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s*["']([^"']+)|sourceMappingURL=(\S+)""")
# The ways up that servers and libraries have fallen for.
UP = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "%252e%252e%252f", "....//")


def page_names(client: httpx.Client) -> dict[str, str]:
    """What the page names: the address of each kind of file."""
    response = client.get(HOME)
    assert response.status_code == 200
    soup = document(response)
    style, script, picture = soup.find("link", rel="stylesheet"), soup.script, soup.img
    assert style and script and picture
    return {"css": str(style["href"]), "js": str(script["src"]), "svg": str(picture["src"])}


def named_in(client: httpx.Client, address: str) -> list[str]:
    """The addresses that a style sheet or a script names."""
    found = NAMED.finditer(got(client, address).text)
    return [urljoin(address, next(filter(None, one.groups()))) for one in found]


def every(client: httpx.Client) -> dict[str, str]:
    """Each file that the page needs, named there or in another: name without hash → address."""
    waiting, found = list(page_names(client).values()), {}
    while waiting:
        address = waiting.pop()
        name = plain(address)
        if name not in found:
            found[name] = address
            waiting += named_in(client, address)
    return found


def plain(address: str) -> str:
    """An address without its hash."""
    parts = HASHED.fullmatch(address)
    assert parts, f"{address} holds no hash below /static/"
    return f"{parts['name']}.{parts['kind']}"


def kind_of(address: str) -> str:
    return address.rpartition(".")[2]


def got(client: httpx.Client, address: str, **headers: str) -> httpx.Response:
    """A file, as it is stored if no header asks for another form."""
    answer = client.get(address, headers={"Accept-Encoding": "identity", **headers})
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer


def caching(answer: httpx.Response) -> dict[str, str]:
    """What an answer says about being kept."""
    said = answer.headers.get("cache-control", "").lower().replace(" ", "").split(",")
    return {name: value for name, _, value in (one.partition("=") for one in said if one)}


def ages(answer: httpx.Response) -> list[int]:
    """How long an answer may be kept, by anybody and by shared caches, as far as it says so."""
    said = caching(answer)
    return [int(said[name]) for name in ("max-age", "s-maxage") if name in said]


def assert_kept_for_ever(answer: httpx.Response) -> None:
    assert min(ages(answer), default=0) >= YEAR
    assert {"public", "immutable"} <= set(caching(answer))


def asked_as_typed(address: str, target: str) -> tuple[int, bytes]:
    """The status and the rest of an answer; HTTP clients tidy such targets up."""
    host, _, port = address.removeprefix("http://").partition(":")
    request = f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    answer = answer_to(address, request.encode("ascii"))
    line, _, rest = answer.partition(b"\r\n")
    return int(line.split()[1]), rest


@contextlib.contextmanager
def changed(server: Server, name: str, *replaced: tuple[bytes, bytes]) -> Iterator[None]:
    """Change a source, build and start again; afterwards all is as before."""
    path = server.folder / name
    before = path.read_bytes()
    try:
        text = before + b"\n<!-- /* changed */ -->\n"
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        path.write_bytes(text)
        server.restart()
        yield
    finally:
        path.write_bytes(before)
        server.restart()


def targets(folder: Path, beside: str) -> list[str]:
    """Addresses that try to reach a file beside the folder, or upset the server."""
    found = [f"{start}{up * deep}{beside}" for start in ("/static/", "/static/css/", "/", "/static")
             for up in UP for deep in (1, 2, 3)]  # fmt: skip
    absolute = [
        f"{start}{folder}/{beside}" for start in ("/static/", "/static//", "/static/file://")
    ]
    return [*found, *absolute, f"/{beside}", f"/static/{beside}"]


def assert_stays_inside(server: Server, address: str, refused: set[int]) -> None:
    """Check that nothing from beside the folder is given out, and how each attempt is answered."""
    beside = secrets.token_hex(8)
    secret = f"secret {beside}"
    for name, needle in ((f"{beside}.txt", secret), ("requirements.in", "whitenoise")):
        path = server.folder / name
        if not path.exists():
            path.write_text(secret)
        for target in targets(server.folder, name):
            status, answer = asked_as_typed(address, target)
            assert needle.encode() not in answer, f"{target} gives out {name}"
            assert status in refused, f"{target}: {status}"


@pytest.mark.contract("names-files")
def test_each_file_that_the_page_names_is_there(client: httpx.Client) -> None:
    for kind, address in page_names(client).items():
        assert address.startswith("/static/")
        assert kind_of(address) == kind


@pytest.mark.contract("names-files")
def test_each_file_has_the_right_type(client: httpx.Client) -> None:
    found = every(client)
    assert {kind_of(address) for address in found.values()} == set(TYPES)
    for address in found.values():
        said = got(client, address).headers["content-type"].lower()
        assert said.replace(" ", "").replace('"', "") == TYPES[kind_of(address)]


@pytest.mark.contract("hashed")
def test_each_content_has_a_hash_of_its_own(client: httpx.Client) -> None:
    before = every(client)
    hashes = [found["hash"] for one in before.values() if (found := HASHED.fullmatch(one))]
    assert len(set(hashes)) == len(before) > 4


@pytest.mark.contract("rewritten")
def test_files_name_other_files_by_their_hashed_names(client: httpx.Client) -> None:
    page = page_names(client)
    kinds = {kind: {kind_of(one) for one in named_in(client, page[kind])} for kind in ("css", "js")}
    assert kinds == {"css": {"css", "svg"}, "js": {"map"}}
    for address in every(client).values():
        assert got(client, address).content


@pytest.mark.contract("rewritten")
def test_names_from_the_root_and_names_without_a_blank_are_rewritten_too(
    client: httpx.Client, server: Server, case: Case
) -> None:
    before = every(client)
    edits = ((b"../img/", b"/static/img/"), (b'@import "', b'@import"'))
    with changed(server, case.application.meta.names["style"], *edits):
        assert set(every(client)) == set(before)


@pytest.mark.contract("renamed")
def test_what_changes_gets_a_new_address_and_what_does_not_keeps_its_own(
    client: httpx.Client, server: Server, case: Case
) -> None:
    before = every(client)
    sheet = plain(page_names(client)["css"])
    background = next(one for one in map(plain, named_in(client, before[sheet])) if "svg" in one)
    with changed(server, case.application.meta.names["background"]):
        after = every(client)
        assert {name for name in before if before[name] != after[name]} == {sheet, background}
        assert b"changed" in got(client, after[background]).content
    assert every(client) == before


@pytest.mark.contract("old-address")
def test_an_old_address_still_gives_the_old_file(
    client: httpx.Client, server: Server, case: Case
) -> None:
    address = page_names(client)["css"]
    before = got(client, address).content
    with changed(server, case.application.meta.names["style"]):
        assert page_names(client)["css"] != address
        old = got(client, address)
        assert old.content == before
        assert_kept_for_ever(old)


@pytest.mark.contract("cached")
def test_a_file_with_a_hash_is_kept_for_ever(client: httpx.Client) -> None:
    for address in every(client).values():
        assert_kept_for_ever(got(client, address))


@pytest.mark.contract("cached")
def test_a_file_whose_name_stays_is_kept_a_minute_at_most(client: httpx.Client) -> None:
    answer = got(client, ROBOTS)
    assert max(ages(answer), default=YEAR) <= 60  # who says nothing leaves it to the cache
    assert "immutable" not in caching(answer)


@pytest.mark.contract("cached")
def test_the_page_is_asked_for_anew_each_time(client: httpx.Client) -> None:
    said = caching(client.get(HOME))
    assert "no-cache" in said
    assert "immutable" not in said


@pytest.mark.contract("cached")
@each("path", ["/static/no-such.css", "/static/css/site.css"])
def test_an_error_is_kept_a_minute_at_most(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert max(ages(answer), default=0) <= 60
    assert "immutable" not in caching(answer)


def assert_compressed(
    client: httpx.Client, address: str, accepted: str, expected: str, **headers: str
) -> None:
    """Check that a file comes in this form, smaller, and with the same content."""
    as_is = got(client, address, **headers)
    answer = got(client, address, **headers, **{"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding", "") == expected, f"{address} for {accepted!r}"
    assert answer.content == as_is.content
    assert answer.headers["content-type"] == as_is.headers["content-type"]
    for one in (as_is, answer):
        assert "accept-encoding" in one.headers.get("vary", "").lower()
    if expected:
        assert answer.num_bytes_downloaded < len(as_is.content)


@pytest.mark.contract("compressed")
@each(
    ("accepted", "expected"),
    [("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("deflate", ""), ("", "")],
)
def test_text_is_compressed_for_whoever_accepts_it(
    client: httpx.Client, accepted: str, expected: str
) -> None:
    for address in page_names(client).values():
        assert_compressed(client, address, accepted, expected)


@pytest.mark.contract("nosniff")
def test_nothing_is_taken_for_another_type(client: httpx.Client) -> None:
    for path in (HOME, ROBOTS, "/static/no-such.css", *every(client).values()):
        assert client.get(path).headers.get("x-content-type-options") == "nosniff", path
    stranger = client.get(HOME, headers={"Host": f"{secrets.token_hex(8)}.example"})
    for error in (stranger, client.post(HOME)):
        assert error.status_code in {400, 403, 405}
        assert error.headers.get("x-content-type-options") == "nosniff"


@pytest.mark.contract("head-and-methods")
def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    for path in (HOME, ROBOTS, *page_names(client).values()):
        assert_head_is_get(client, path)


@pytest.mark.contract("head-and-methods")
@each("method", ["POST", "PUT", "DELETE"])
def test_a_file_cannot_be_changed(client: httpx.Client, method: str) -> None:
    address = page_names(client)["css"]
    before = got(client, address).content
    assert_refused(client.request(method, address, content=b"x"), "GET", "HEAD")
    assert got(client, address).content == before


@pytest.mark.contract("not-modified")
def test_whoever_has_the_file_gets_no_second_one(client: httpx.Client) -> None:
    for address in every(client).values():
        first = got(client, address)
        for asks, of in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
            answer = client.get(address, headers={asks: first.headers[of]})
            assert (answer.status_code, answer.content) == (304, b""), f"{address} by {of}"
            assert_kept_for_ever(answer)


@pytest.mark.contract("not-modified")
@each(
    ("asks", "value"),
    [
        ("If-None-Match", '"another"'),
        ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("If-Modified-Since", "yesterday"),
    ],
)
def test_whoever_has_another_file_gets_this_one(
    client: httpx.Client, asks: str, value: str
) -> None:
    address = page_names(client)["css"]
    assert got(client, address, **{asks: value}).content == got(client, address).content


@pytest.mark.contract("ranges")
def test_a_part_of_a_file_can_be_asked_for(client: httpx.Client) -> None:
    address = page_names(client)["css"]
    whole = got(client, address).content
    size = len(whole)
    for asked, first, last in (
        ("10-19", 10, 19),
        ("10-", 10, size - 1),
        ("-10", size - 10, size - 1),
        (f"10-{size + 100}", 10, size - 1),
    ):
        headers = {"Accept-Encoding": "identity", "Range": f"bytes={asked}"}
        answer = client.get(address, headers=headers)
        assert answer.status_code == 206, asked
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert answer.content == whole[first : last + 1]


@pytest.mark.contract("ranges")
@each("beyond", [0, 1])
def test_a_part_that_is_not_there_is_refused(client: httpx.Client, beyond: int) -> None:
    address = page_names(client)["css"]
    size = len(got(client, address).content)
    headers = {"Accept-Encoding": "identity", "Range": f"bytes={size + beyond}-"}
    answer = client.get(address, headers=headers)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{size}"


@pytest.mark.contract("ranges")
@each("asked", ["bytes=a-b", "lines=1-2", "bytes", "bytes=1-2,4-5"])
def test_nonsense_and_several_parts_give_the_whole_file(client: httpx.Client, asked: str) -> None:
    address = page_names(client)["css"]
    assert got(client, address, Range=asked).content == got(client, address).content


@pytest.mark.contract("stays-inside")
def test_nothing_from_beside_the_folder_is_given_out(client: httpx.Client, server: Server) -> None:
    assert_stays_inside(server, server.url, {404})


def assert_null_bytes_name_nothing(client: httpx.Client, address: str, refused: int) -> None:
    style = page_names(client)["css"]
    for target in ("/static/%00", f"{style}%00", f"{style}%00.png", "/static/css/%00/a"):
        status, answer = asked_as_typed(address, target)
        assert status == refused, f"{target}: {status}"
        assert b"@import" not in answer


@pytest.mark.contract("stays-inside")
def test_a_null_byte_is_not_found(client: httpx.Client, server: Server) -> None:
    assert_null_bytes_name_nothing(client, server.url, 404)


@pytest.mark.contract("missing")
def test_what_is_not_there_is_not_found(client: httpx.Client, server: Server) -> None:
    address = page_names(client)["css"]
    parts = HASHED.fullmatch(address)
    assert parts
    wrong = address.replace(parts["hash"], "0" * len(parts["hash"]))
    folders = ["/static", "/static/", "/static/css", "/static/css/"]
    for path in ["/static/no-such.css", plain(address), wrong, f"{address}/", *folders]:
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert parts["hash"] not in answer.text
        assert_shows_nothing(answer, server)


@pytest.mark.contract("fixed-at-start")
def test_a_file_that_comes_later_is_not_given_out(
    client: httpx.Client, server: Server, case: Case
) -> None:
    name = f"{secrets.token_hex(8)}.html"
    late = server.folder / case.application.meta.names["built"] / name
    late.write_text("<script>alert(1)</script>")
    assert client.get(f"/static/{name}").status_code == 404
    late.unlink()


@pytest.mark.contract("fixed-at-start")
def test_sources_have_no_address(client: httpx.Client, server: Server, case: Case) -> None:
    files = [path.relative_to(server.folder) for path in server.folder.rglob("*.*")]
    unbuilt = Path(case.application.meta.names["style"]).parts[0]
    sources = [
        one.as_posix()
        for one in files
        if one.suffix in {".py", ".html", ".conf", ".in"} or one.parts[0] == unbuilt
    ]
    assert len(sources) > 8
    for source in sources:
        for path in (f"/{source}", f"/static/{source}"):
            assert client.get(path).status_code == 404, path


@pytest.mark.contract("fixed-at-start")
def test_what_is_hidden_among_the_sources_is_not_built(case: Case) -> None:
    secret = secrets.token_hex(8)
    names = case.application.meta.names
    with copy_of(case.application.folder) as folder:
        style = folder / names["style"]
        for name in (".secret.css", f"{style.name}~", ".git/secret.css"):
            path = style.parent / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"/* {secret} */")
        assert Workplace(case, folder, Database("")).try_to("build").returncode == 0
        built = [path for path in folder.joinpath(names["built"]).rglob("*") if path.is_file()]
        assert len(built) > 4
        for path in built:
            assert secret.encode() not in path.read_bytes(), path.name


@pytest.mark.contract("refuses-gaps")
def test_a_style_sheet_cannot_name_what_is_not_there(case: Case) -> None:
    background = case.application.meta.names["background"]
    with copy_of(case.application.folder) as folder:
        workplace = Workplace(case, folder, Database(""))
        folder.joinpath(background).unlink()
        done = workplace.try_to("build")
    assert done.returncode != 0
    assert Path(background).name in done.stdout + done.stderr


@contextlib.contextmanager
def behind_nginx(server: Server, application: str) -> Iterator[httpx.Client]:
    with (
        nginx.in_front_of(server.folder, application) as address,
        httpx.Client(base_url=address, timeout=10, trust_env=False, verify=NO_TLS) as client,
    ):
        yield client


@pytest.fixture
def in_front(server: Server) -> Iterator[httpx.Client]:
    """Somebody who talks to nginx, which stands before the application."""
    with behind_nginx(server, server.url.removeprefix("http://")) as client:
        yield client


@pytest.mark.contract("behind-nginx")
@pytest.mark.needs(nginx.PACKAGE)
def test_nginx_sends_the_files_as_the_application_does(in_front: httpx.Client) -> None:
    for address in every(in_front).values():
        answer = got(in_front, address)
        said = answer.headers["content-type"].lower().replace(" ", "")
        assert said == TYPES[kind_of(address)]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "nginx" in answer.headers["server"]
        assert_kept_for_ever(answer)
        again = in_front.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.contract("behind-nginx")
@pytest.mark.needs(nginx.PACKAGE)
def test_nginx_sends_compressed_copies(in_front: httpx.Client) -> None:
    for address in page_names(in_front).values():
        assert_compressed(in_front, address, "gzip, br", "gzip")
        assert_compressed(in_front, address, "", "")
        assert_compressed(in_front, address, "gzip", "gzip", Via="1.1 another-proxy")


@pytest.mark.contract("behind-nginx")
@pytest.mark.needs(nginx.PACKAGE)
def test_nginx_stays_inside_the_folder(in_front: httpx.Client, server: Server) -> None:
    # nginx answers 400 to what leads above the root of the site, and to a null byte
    address = str(in_front.base_url).rstrip("/")
    assert_stays_inside(server, address, {400, 404})
    assert_null_bytes_name_nothing(in_front, address, 400)
    for path in ("/static/", "/static/css", "/static/css/site.css", f"/static/a.{'0' * 12}.css"):
        answer = in_front.get(path)
        assert answer.status_code == 404, path
        assert "immutable" not in caching(answer)


@pytest.mark.contract("behind-nginx")
@pytest.mark.needs(nginx.PACKAGE)
def test_nginx_sends_what_comes_later_if_its_name_holds_a_hash(
    in_front: httpx.Client, server: Server, case: Case
) -> None:
    folder = server.folder / case.application.meta.names["built"]
    for name, status in ((f"{secrets.token_hex(6)}.css", 404), ("a.0123456789ab.css", 200)):
        late = folder / name
        late.write_text("a {}")
        answer = in_front.get(f"/static/{name}")
        late.unlink()
        assert answer.status_code == status, name
        assert ("immutable" in caching(answer)) == (status == 200)


@pytest.mark.contract("behind-nginx")
@pytest.mark.needs(nginx.PACKAGE)
def test_pages_come_from_the_application_and_files_do_not(
    client: httpx.Client, server: Server
) -> None:
    address = page_names(client)["css"]
    with behind_nginx(server, "127.0.0.1:9") as stranded:  # where nothing listens
        assert stranded.get(HOME).status_code == 502
        assert got(stranded, address).content == got(client, address).content


@pytest.mark.contract("behind-nginx")
@pytest.mark.needs(nginx.PACKAGE)
def test_links_and_hosts_are_those_of_nginx(in_front: httpx.Client) -> None:
    assert in_front.get(HOME).status_code == 200
    assert in_front.get(ROBOTS).text.startswith("User-agent")
    stranger = {"Host": f"{secrets.token_hex(8)}.example"}
    assert in_front.get(HOME, headers=stranger).status_code == 400
    # Of two claims that contradict each other a server makes a 400.
    for claim in ({"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "off"},
                  {"X-Forwarded-Protocol": "ssl"}, {"X-Forwarded-Ssl": "on"}):  # fmt: skip
        assert in_front.get(HOME, headers=claim).status_code == 200, claim
