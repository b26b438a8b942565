"""The contract of `upload`."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.contract import outages, pictures
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.host import Host
from tests.contract.memory import growth_of
from tests.contract.pages import (
    assert_head_is_get,
    described,
    document,
    field_in,
    form_in,
    hidden,
    label_of,
    page,
    send_json,
    text,
    values,
)
from tests.contract.postgres import Databases
from tests.contract.smtp import Mailbox

HOME, NEW = "/", "/pictures/new"
FIELDS = ("description", "image")
MIB = 2**20
LARGEST = 20 * MIB
LARGEST_REQUEST = 21 * MIB
MEMORY = 10 * MIB

NUMBERS = itertools.count(1)
SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"


@pytest.fixture(scope="session")
def arriving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for temporary files of the servers here."""
    return tmp_path_factory.mktemp("arriving")


@pytest.fixture(scope="session")
def host(databases: Databases, mailbox: Mailbox, arriving: Path) -> Iterator[Host]:
    """Servers whose temporary files can be told from those of others."""
    one = Host(databases, mailbox, {"TMPDIR": str(arriving)})
    yield one
    one.close()


def new_description() -> str:
    return f"Picture {next(NUMBERS)}"


def request(
    client: httpx.Client,
    picture: bytes,
    name: str = "picture.png",
    kind: str = "image/png",
    description: str | None = None,
) -> httpx.Request:
    """What a browser would send when its user has chosen this file."""
    answers = hidden(form_in(page(client.get(NEW))))
    answers["description"] = description or new_description()
    return client.build_request("POST", NEW, data=answers, files={"image": (name, picture, kind)})


def send(client: httpx.Client, picture: bytes, **sent: str) -> httpx.Response:
    return client.send(request(client, picture, **sent))


def listed(client: httpx.Client) -> list[tuple[str, str]]:
    """The description and the address of every picture on the home page, from top to bottom."""
    response = client.get(HOME)
    assert response.status_code == 200
    images = [article.find("img") for article in page(response).find_all("article")]
    return [(str(image["alt"]), str(image["src"])) for image in images if image]


def stored(client: httpx.Client, picture: bytes, **sent: str) -> str:
    """Send a picture that has to be accepted, and return its address."""
    response = send(client, picture, **sent)
    assert response.status_code in {302, 303}, text(page(response))
    return listed(client)[0][1]


def files(server: Server) -> dict[Path, tuple[int, int]]:
    """Every file of the application but its database; length and time tell when one changes."""
    return {
        path.relative_to(server.folder): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in server.folder.rglob("*")
        if path.is_file() and ".sqlite3" not in path.name
    }


@contextlib.contextmanager
def nothing_stored(client: httpx.Client, server: Server) -> Iterator[None]:
    """Check that neither a row nor a file came, went or changed."""
    before = listed(client), files(server)
    yield
    assert (listed(client), files(server)) == before, "something is left behind"


def assert_comes_back(client: httpx.Client, response: httpx.Response, wrong: str) -> None:
    """Check that the form came back with an error by one field and no other."""
    empty = form_in(page(client.get(NEW)))
    assert response.status_code == 200
    form = form_in(page(response))
    for name in FIELDS:
        marked = field_in(form, name).get("aria-invalid") == "true"
        told = described(form, name) != described(empty, name)
        assert (marked, told) == (name == wrong, name == wrong), f"the error by {name!r} is wrong"


@pytest.fixture
def picture() -> bytes:
    """A small picture that no other test sends."""
    return pictures.png()


@pytest.mark.contract("shows-form")
@each("path", [HOME, NEW])
def test_a_page_is_a_complete_document(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    document(response)


@pytest.mark.contract("shows-form")
def test_the_form_can_send_a_file(client: httpx.Client) -> None:
    form = form_in(page(client.get(NEW)))
    assert str(form.get("method")).lower() == "post"
    assert form.get("enctype") == "multipart/form-data"
    assert set(values(form)) - set(hidden(form)) == set(FIELDS)
    assert any(len(value) >= 16 for value in hidden(form).values()), "no hidden token"
    image = field_in(form, "image")
    assert image.get("type") == "file"
    assert image.get("accept") == "image/png,image/jpeg"
    assert "20 MiB" in described(form, "image"), "the limit is not said"
    assert field_in(form, "description").get("maxlength") == "200"
    for name in FIELDS:
        assert label_of(form, name), f"{name!r} has no label"
        assert field_in(form, name).has_attr("required")
    assert page(client.get(HOME)).find("a", href=NEW), "no way to send one"


@pytest.mark.contract("stores")
def test_a_picture_is_stored_and_comes_back_as_it_was(client: httpx.Client) -> None:
    for made in (pictures.png(), pictures.jpeg()):
        description = new_description()
        response = send(client, made, description=description)
        target = response.url.join(response.headers.get("location", "nowhere"))
        assert response.status_code in {302, 303}
        assert target.path == HOME
        shown, address = listed(client)[0]
        assert shown == description
        assert client.get(address).content == made
        assert_head_is_get(client, address)


@pytest.mark.contract("stores")
def test_the_newest_picture_is_on_top(client: httpx.Client) -> None:
    sent = [new_description() for _ in range(3)]
    for description in sent:
        stored(client, pictures.png(), description=description)
    assert [shown for shown, _ in listed(client)[:3]] == sent[::-1]


@pytest.mark.contract("stores")
@each("description", ["x", "é" * 200, "  a <b> & c  "])
def test_a_description_of_up_to_200_characters_is_kept(
    client: httpx.Client, description: str
) -> None:
    stored(client, pictures.png(), description=description)
    assert listed(client)[0][0] == description.strip()


KINDS = {"png": "image/png", "jpeg": "image/jpeg", "jpeg_of_two": "image/jpeg"}


@pytest.mark.contract("type-by-content")
@each(
    ("made", "name", "kind"),
    [
        ("png", "a.png", "image/png"),
        ("jpeg", "a.jpg", "image/jpeg"),
        ("jpeg_of_two", "a.jpg", "image/jpeg"),
        ("png", "a.jpg", "image/jpeg"),
        ("jpeg", "a.png", "image/png"),
        ("jpeg", "A.JPEG", "text/html"),
        ("png", "a.html.png", "image/svg+xml"),
    ],
)
def test_the_type_is_what_the_content_is(
    client: httpx.Client, made: str, name: str, kind: str
) -> None:
    sent = getattr(pictures, made)()
    answer = client.get(stored(client, sent, name=name, kind=kind))
    assert answer.headers["content-type"] == KINDS[made]
    assert answer.content == sent


@pytest.mark.contract("type-by-content")
@each(("name", "kind"), [("a.html", "text/html"), ("a.svg", "image/svg+xml"), ("a", "")])
def test_a_picture_by_another_name_is_refused_or_given_out_as_a_picture(
    client: httpx.Client, server: Server, name: str, kind: str
) -> None:
    before = files(server)
    response = send(client, pictures.png(), name=name, kind=kind)
    if response.status_code == 200:
        assert_comes_back(client, response, "image")
        assert files(server) == before
    else:
        assert client.get(listed(client)[0][1]).headers["content-type"] == "image/png"


@pytest.mark.contract("type-by-content")
def test_html_behind_a_picture_stays_part_of_the_picture(client: httpx.Client) -> None:
    sent = pictures.png() + SCRIPT
    answer = client.get(stored(client, sent, name="a.html.png", kind="text/html"))
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == sent


FALSE = {
    "text": b"Only words.\n" * 100,
    "html": b"<!doctype html><title>x</title>" + SCRIPT,
    "svg": SVG,
    "svg with a declaration": b'<?xml version="1.0"?>' + SVG,
    "gif": pictures.gif(),
    "gif that is a script": b"GIF89a=1;alert(1)//" + bytes(100),
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n",
    "png that is cut off": pictures.png()[:2000],
    "png that only begins": pictures.SIGNATURE + SCRIPT,
    "png with a wrong check sum": pictures.png()[:-20] + bytes(20),
    "jpeg that only begins": b"\xff\xd8\xff\xe0" + SCRIPT,
}
DISGUISES = (("a.png", "image/png"), ("a.jpg", "image/jpeg"), ("a.svg", "image/svg+xml"))


@pytest.mark.contract("refuses-other-content")
@each(("what", "disguise"), itertools.product(FALSE, DISGUISES))
def test_what_is_no_picture_is_refused(
    client: httpx.Client, server: Server, what: str, disguise: tuple[str, str]
) -> None:
    name, kind = disguise
    with nothing_stored(client, server):
        assert_comes_back(client, send(client, FALSE[what], name=name, kind=kind), "image")


@pytest.mark.contract("refuses-bombs")
def test_a_file_that_unpacks_to_too_many_pixels_is_refused(
    client: httpx.Client, server: Server
) -> None:
    sent = pictures.bomb(20_000)
    assert len(sent) < MIB
    with nothing_stored(client, server):
        assert_comes_back(client, send(client, sent), "image")


@pytest.mark.contract("needs-both")
@each("description", ["   ", "x" * 201, "é" * 201])
def test_a_wrong_description_is_an_error_by_its_field(
    client: httpx.Client, server: Server, description: str
) -> None:
    with nothing_stored(client, server):
        response = send(client, pictures.png(), description=description)
        assert_comes_back(client, response, "description")
        assert values(form_in(page(response)))["description"].strip() == description.strip()


@pytest.mark.contract("needs-both")
@each(
    ("was", "becomes"),
    [
        (b'filename="a.png"', b'filename="a.png"'),  # an empty file
        (b'filename="a.png"', b'filename=""'),  # none: what browsers send then
        (b'name="image"', b'name="other"'),
    ],
)
def test_a_missing_or_empty_file_is_an_error_by_its_field(
    client: httpx.Client, server: Server, was: bytes, becomes: bytes
) -> None:
    sent = request(client, b"", name="a.png", description="A <quiet> sea")
    body = sent.read().replace(was, becomes)
    with nothing_stored(client, server):
        kind = {"Content-Type": sent.headers["content-type"]}
        response = client.post(NEW, content=body, headers=kind)
        assert_comes_back(client, response, "image")
        assert values(form_in(page(response)))["description"] == "A <quiet> sea"


@pytest.mark.contract("needs-both")
@each("sent", [{"description": 5, "image": {"a": 1}}, [1], None])
def test_json_is_no_form(client: httpx.Client, server: Server, sent: object) -> None:
    with nothing_stored(client, server):
        assert send_json(client, NEW, sent).status_code == 200


@pytest.mark.contract("refuses-large")
def test_the_largest_file_is_accepted_and_one_byte_more_is_not(
    client: httpx.Client, server: Server
) -> None:
    largest = pictures.png_of(LARGEST)
    assert len(largest) == LARGEST
    assert client.get(stored(client, largest)).content == largest
    with nothing_stored(client, server):
        assert_comes_back(client, send(client, largest + b"\0"), "image")


@pytest.mark.contract("refuses-large")
def test_a_larger_request_is_refused_before_its_body_is_sent(
    client: httpx.Client, server: Server, picture: bytes
) -> None:
    sent = request(client, picture)
    sent.headers["Content-Length"] = str(LARGEST_REQUEST + 1)
    with nothing_stored(client, server), connected(client) as connection:
        connection.sendall(head_of(sent) + sent.read())
        # The rest never comes: who waits for it does not answer in time.
        answer = connection.recv(65536)
    assert answer.split(b" ")[1] == b"413", answer[:100]


@pytest.mark.contract("refuses-large")
@each("length", ["many", "-1", "9" * 5000])
def test_a_length_that_is_no_number_brings_nothing_in(
    client: httpx.Client, server: Server, picture: bytes, length: str
) -> None:
    sent = request(client, picture)
    sent.headers["Content-Length"] = length
    with nothing_stored(client, server), connected(client) as connection:
        connection.sendall(head_of(sent) + sent.read())
        answer = connection.recv(65536)
    assert answer.split(b" ")[1] in {b"400", b"403"}, answer[:100]


def head_of(sent: httpx.Request) -> bytes:
    """The first lines of a request, as they go over the wire."""
    lines = [f"{sent.method} {sent.url.path} HTTP/1.1".encode()]
    lines += [name + b": " + value for name, value in sent.headers.raw]
    return b"\r\n".join([*lines, b"", b""])


@contextlib.contextmanager
def connected(client: httpx.Client) -> Iterator[socket.socket]:
    """A connection of one's own, for what an HTTP client would not do."""
    address = client.base_url.host, client.base_url.port or 80
    with socket.create_connection(address, timeout=10) as connection:
        yield connection


@pytest.mark.contract("streams")
def test_twenty_mebibytes_pass_without_being_held_in_memory(
    client: httpx.Client, server: Server
) -> None:
    server.restart()  # what earlier requests left in memory is not free room for this one
    largest = pictures.png_of(LARGEST)
    client.get(stored(client, pictures.png_of(3 * MIB)))  # code and buffers are there
    with growth_of(server) as growth:
        address = stored(client, largest)
    assert growth.bytes < MEMORY, f"{growth.bytes / MIB:.1f} MiB more to store it"
    with growth_of(server) as growth, client.stream("GET", address) as answer:
        assert sum(map(len, answer.iter_bytes())) == LARGEST
    assert growth.bytes < MEMORY, f"{growth.bytes / MIB:.1f} MiB more to give it out"


def evil_names(mark: str, outside: Path) -> list[str]:
    return [
        f"../../{mark}.png",
        f"..\\..\\{mark}.png",
        f"....//....//{mark}.png",
        f"%2e%2e/%2e%2e/{mark}.png",
        f"{outside}/{mark}.png",
        f"/etc/{mark}.png",
        f"C:\\{mark}.png",
        f"{mark}\0.png",
        f"{mark}\u202egnp.png",
        f"{mark}{'x' * 300}.png",
        "..",
        ".htaccess",
        "app.py",
        "manage.py",
        "../templates/base.html",
        "../../../../../../../../etc/passwd",
    ]


@pytest.mark.contract("stays-in-its-folder")
def test_no_name_leads_out_of_the_folder(
    client: httpx.Client, server: Server, tmp_path: Path
) -> None:
    mark = secrets.token_hex(8)
    stored(client, pictures.png())  # the folder is there
    around = set(server.folder.parent.iterdir())
    for name in evil_names(mark, tmp_path):
        before = files(server)
        response = send(client, pictures.png(), name=name)
        assert response.status_code in {200, 302, 303}, name
        after = files(server)
        assert before.items() <= after.items(), f"{name!r} changed a file"
        assert len(after.keys() - before.keys()) == (response.status_code != 200), name
        assert set(server.folder.parent.iterdir()) == around, f"{name!r} left the application"
        assert not any(tmp_path.iterdir()), f"{name!r} went where it said"
    assert not list(Path("/etc").glob(f"*{mark}*"))


@pytest.mark.contract("stays-in-its-folder")
def test_all_pictures_lie_in_one_folder_beside_the_code(
    client: httpx.Client, server: Server
) -> None:
    before = files(server)
    for name in ("a.png", "b/a.png", "../a.png", "a.jpg"):
        stored(client, pictures.png(), name=name)
    added = files(server).keys() - before
    assert len(added) == 4
    (folder,) = {path.parent for path in added}
    code = {path for path in before if path.suffix in {".py", ".html", ".yml"}}
    assert not [path for path in code if folder in path.parents], f"code lies in {folder}"


@pytest.mark.contract("own-names")
def test_nothing_of_the_name_is_kept(client: httpx.Client, server: Server) -> None:
    mark = secrets.token_hex(8)
    before = files(server)
    for name in (f"{mark}.png", f"{mark}.php.png", f'{mark}" onerror="alert(1).png'):
        address = stored(client, pictures.png(), name=name)
        answer = client.get(address)
        assert mark not in str(answer.headers)
        assert mark not in client.get(HOME).text + address
    added = files(server).keys() - before
    assert len(added) == 3
    assert not [path for path in added if mark in str(path) or "php" in str(path)]


@pytest.mark.contract("keeps-both")
def test_two_pictures_of_one_name_are_two(client: httpx.Client, server: Server) -> None:
    sent = [pictures.png(), pictures.png()]
    sent.append(sent[0])
    before = files(server)
    addresses = [stored(client, one, name="same.png") for one in sent]
    assert [client.get(address).content for address in addresses] == sent
    assert len(set(addresses)) == len(files(server).keys() - before) == 3


@pytest.mark.contract("leaves-nothing-behind")
def test_a_visitor_who_goes_away_half_way_leaves_nothing(
    client: httpx.Client, server: Server, arriving: Path
) -> None:
    sent = request(client, pictures.png_of(4 * MIB))
    body = sent.read()
    with nothing_stored(client, server):
        for length in (len(body) // 2, len(body) - 10):
            with connected(client) as connection:
                connection.sendall(head_of(sent) + body[:length])
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass  # until the server is done with it
    assert not list(arriving.iterdir()), "what had arrived is kept"


@pytest.mark.contract("leaves-nothing-behind")
def test_a_picture_that_the_database_does_not_take_is_gone(
    client: httpx.Client, server: Server, picture: bytes
) -> None:
    sent = request(client, picture)
    with nothing_stored(client, server):
        with outages.database(None, server.folder):
            response = client.send(sent)
        assert response.status_code == 500
    # And the next one is taken.
    assert client.get(stored(client, picture)).content == picture


@pytest.mark.contract("runs-nowhere")
def test_a_browser_does_not_open_a_picture_as_a_page(client: httpx.Client) -> None:
    for made, ending in ((pictures.png(), ".png"), (pictures.jpeg(), ".jpg")):
        answer = client.get(stored(client, made + SCRIPT, name="a.html.png", kind="text/html"))
        assert answer.headers.get("x-content-type-options") == "nosniff"
        kind, _, name = answer.headers.get("content-disposition", "").partition(";")
        assert kind == "attachment"
        assert name.strip(' "').endswith(ending)


@pytest.mark.contract("escapes")
@each("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_in_a_description_stays_text(client: httpx.Client, markup: str) -> None:
    refused = send(client, b"", description=markup)
    assert values(form_in(page(refused)))["description"] == markup
    stored(client, pictures.png(), description=markup)
    assert listed(client)[0][0] == markup
    for response in (refused, client.get(HOME)):
        soup = page(response)
        assert soup.find(["script"]) is None
        assert not soup.find_all("img", onerror=True)


@pytest.mark.contract("requires-token")
def test_a_post_without_its_token_stores_nothing(
    client: httpx.Client, server: Server, picture: bytes
) -> None:
    with nothing_stored(client, server):
        response = client.post(
            NEW,
            data={"description": "Forged"},
            files={"image": ("a.png", picture, "image/png")},
        )
        assert response.status_code in {400, 403}


@pytest.mark.contract("unknown-404")
@each(
    "path",
    [
        *[f"/pictures/{number}" for number in (0, 2**31 - 1, 2**31, 2**63, 10**40)],
        "/pictures/-1",
        "/pictures/a.png",
        "/pictures/..%2f..%2fetc%2fpasswd",
        "/pictures/%2e%2e/app.py",
        "/pictures/..%5c..%5capp.py",
        "/pictures//etc/passwd",
        "/media/",
        "/static/",
        "/instance/",
    ],
)
def test_where_no_picture_is_nothing_is_found(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.contract("unknown-404")
def test_a_picture_whose_file_is_gone_is_not_found(
    client: httpx.Client, server: Server, picture: bytes
) -> None:
    before = files(server)
    address = stored(client, picture)
    (path,) = files(server).keys() - before
    (server.folder / path).unlink()
    assert client.get(address).status_code == 404
    assert client.get(HOME).status_code == 200


@pytest.mark.contract("survives-restart")
def test_pictures_are_there_after_a_restart(
    client: httpx.Client, server: Server, picture: bytes
) -> None:
    address = stored(client, picture)
    before = listed(client)
    server.restart()
    assert listed(client) == before
    assert client.get(address).content == picture
