from __future__ import annotations

import datetime

import pytest

from content.errors import SiteError
from content.model import Decisions, Frameworks, Sources
from content.reader import load, load_with_lines, read_text

GOOD = """\
environments: [{id: main, title: newest}]
frameworks:
  - id: alpha
    name: Alpha
    package: alpha
    documentation: https://alpha.example.org/
    environments: [main]
    colour: {light: "#2563a8", dark: "#7db4ee"}
    shape: circle
"""
SOURCE = """\
a:
  title: A
  publisher: B
  url: https://example.org/
  checked: 2026-11-02
"""
DECISION = """\
- team: A team
  date: 2022-01-02
  chose: Alpha
  weighed: This and that.
  title: ADR 1
  url: https://example.org/adr
  checked: 2026-11-22
  since: Not known.
  later: not known
  answers: {}
"""


def read(tmp_path, text, model=Frameworks, **names):
    path = tmp_path / "data.yml"
    path.write_text(text, encoding="utf-8")
    return load(path, model, tmp_path, **names)


def refused(tmp_path, text, model=Frameworks, **names):
    with pytest.raises(SiteError) as error:
        read(tmp_path, text, model, **names)
    return str(error.value)


def test_good_data_becomes_its_model(tmp_path):
    assert read(tmp_path, GOOD).frameworks[0].name == "Alpha"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    name:", "    nam:", 4, "unknown key 'nam' (frameworks → 0 → nam). Nearest: name, "),
        ("    name: Alpha\n", "", 3, "'name' is missing"),
        ("id: alpha", "id: Alpha!", 3, "'Alpha!' is no name. Right: lower-case words"),
        ("[main]", "[main", 8, "not valid YAML"),
        ("[main]", "[mian]", 7, "unknown environment 'mian'. Known: main."),
        ("frameworks:", "framework:", 2, "unknown key 'framework'"),
        ("https://alpha", "htps://alpha", 6, "'htps://alpha.example.org/' is no address"),
        ("alpha.example.org", "localhost:8000", 6, "leads to no public host"),
        ("alpha.example.org", "192.168.0.7", 6, "leads to no public host"),
        ("https://alpha.example.org/", "javascript:alert(1)", 6, "is no address of the web"),
        ("    shape: circle", "    shape: round", 9, "unknown shape 'round'. Nearest: "),
    ],
)
def test_bad_data_names_file_line_value_and_remedy(tmp_path, old, new, line, said):
    message = refused(tmp_path, GOOD.replace(old, new, 1))
    assert f"data.yml, line {line}: " in message
    assert said in message


def test_the_cause_is_one_sentence(tmp_path):
    assert "\n" not in refused(tmp_path, GOOD.replace("    name:", "    nam:").replace(
        "    nam: Alpha", "    name: Alpha\n    nam: Alpha"))  # fmt: skip


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SiteError, match=r"nothing\.yml: this file is missing"):
        load(tmp_path / "nothing.yml", Frameworks, tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{SOURCE}a:\n  title: C\n", "line 6: the key 'a' stands in line 1 already"),
        (SOURCE.replace("  publisher", "  title: C\n  publisher"),
         "line 3: the key 'title' stands in line 2 already"),
        (SOURCE.replace("title: A", "title: {x: 1, y: 2, x: 3}"), "line 2: the key 'x' stands"),
    ],
)  # fmt: skip
def test_a_key_stands_once(tmp_path, text, said):
    assert said in refused(tmp_path, text, Sources)


def test_equal_keys_of_different_entries_are_no_duplicates(tmp_path):
    assert len(read(tmp_path, SOURCE + SOURCE.replace("a:", "b:", 1), Sources).root) == 2


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "2025-02-29", "2026-00-10"])
def test_a_day_that_no_calendar_has_is_named_with_its_line(tmp_path, day):
    message = refused(tmp_path, SOURCE.replace("2026-11-02", day), Sources)
    assert message.startswith(f"data.yml, line 5: '{day}' is no date: ")


@pytest.mark.parametrize("ahead", [1, 400])
@pytest.mark.parametrize("key", ["checked", "date"])
def test_a_day_to_come_is_refused(tmp_path, ahead, key):
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=ahead)
    old = "2026-11-22" if key == "checked" else "2022-01-02"
    message = refused(tmp_path, DECISION.replace(f"{key}: {old}", f"{key}: {day}"), Decisions)
    assert f"{day} lies in the future" in message
    assert f"line {7 if key == 'checked' else 2}:" in message


def test_today_is_no_day_to_come(tmp_path):
    day = datetime.datetime.now(datetime.UTC).date()
    assert read(tmp_path, SOURCE.replace("2026-11-02", str(day)), Sources).root["a"].checked == day


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("title: café\n".encode("latin-1"), "line 1: the byte 0xe9 is not UTF-8"),
        (b"a: 1\nb: \xff\n", "line 2: the byte 0xff is not UTF-8"),
        ("a: 1\n".encode("utf-16"), "line 1: it begins with a byte order mark"),
        (b"\xef\xbb\xbfa: 1\n", "line 1: it begins with a byte order mark"),
        (b"a: 1\nb: \x07\n", "line 2, column 4: it holds U+0007 (a control character). Take"),
        (b"a: \x00\n", "line 1, column 4: it holds U+0000 (a control character)"),
        ("a: \x85\n".encode(), "line 1, column 4: it holds U+0085 (a control character)"),
        ("a: b\u200bc\n".encode(), "line 1, column 5: it holds U+200B (ZERO WIDTH SPACE). Take it"),
        ("x\na: \u202etxt\n".encode(), "line 2, column 4: it holds U+202E (RIGHT-TO-LEFT OVERR"),
        ("a\ufeffb\n".encode(), "line 1, column 2: it holds U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
        ("soft\u00adly\n".encode(), "line 1, column 5: it holds U+00AD (SOFT HYPHEN)"),
        ("5\u00a0s\n".encode(), "line 1, column 2: it holds U+00A0 (NO-BREAK SPACE). Put a plain"),
        ("a\u3164b\n".encode(), "line 1, column 2: it holds U+3164 (HANGUL FILLER). Take it out"),
        ("\U0001f469\u200d\U0001f4bb\n".encode(), "line 1, column 2: it holds U+200D (ZERO WIDTH "),
        (b"a\rb\r", "line 1, column 2: it holds U+000D (a control character). Take it out."),
    ],
)
def test_what_is_no_plain_text_is_named_with_its_line(tmp_path, content, said):
    path = tmp_path / "data.yml"
    path.write_bytes(content)
    with pytest.raises(SiteError) as error:
        read_text(path, tmp_path)
    assert str(error.value).startswith(f"data.yml, {said}")


@pytest.mark.parametrize(
    ("escape", "said"),
    [("\\u200b", "U+200B (ZERO WIDTH SPACE). Take"), ("\\xa0", "U+00A0 (NO-BREAK SPACE). P")],
)  # fmt: skip
def test_what_nobody_sees_does_not_come_in_by_its_number(tmp_path, escape, said):
    text = SOURCE.replace("title: A", f'title: "A{escape}B"')
    assert refused(tmp_path, text, Sources).startswith(f"data.yml, line 2: its text holds {said}")


def test_signs_that_readers_see_pass(tmp_path):
    (tmp_path / "a.txt").write_text("\tü – “ж” 界 \u26a0\ufe0f é\n", encoding="utf-8")
    assert read_text(tmp_path / "a.txt", tmp_path).startswith("\tü")


def test_line_ends_of_another_system_make_no_difference(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"one\r\ntwo\r\n")
    assert read_text(tmp_path / "a.txt", tmp_path) == "one\ntwo\n"


def test_a_value_knows_its_line(tmp_path):
    path = tmp_path / "data.yml"
    path.write_text(GOOD)
    loaded = load_with_lines(path, Frameworks, tmp_path)
    assert loaded.at("frameworks", 0, "colour", "dark") == "data.yml, line 8"


def test_a_name_of_another_file_is_refused_where_it_stands(tmp_path):
    text = GOOD + "    missing: {gret: Nobody wrote it.}\n"
    message = refused(tmp_path, text, task={"greet", "form", "crud", "hello"})
    assert message.startswith("data.yml, line 10: unknown task 'gret'. Nearest: greet, ")
    assert message.count(",") == 3  # the place, and three names


def test_without_a_list_of_names_every_name_passes(tmp_path):
    assert read(tmp_path, GOOD + "    missing: {gret: Nobody wrote it.}\n")


@pytest.mark.parametrize(
    "address",
    [
        "http://172.16.3.4/x", "http://169.254.169.254/x", "http://[fe80::1]/x", "http://[bad/",
        "https://docs.example,org/", "https://example.org:99999/", "https://me:pw@example.org/",
    ],
)  # fmt: skip
def test_an_address_that_readers_cannot_open_is_named_with_its_line(tmp_path, address):
    message = refused(tmp_path, SOURCE.replace("https://example.org/", f'"{address}"'), Sources)
    assert message.startswith(f"data.yml, line 4: '{address}' ")
    assert message.endswith("Right: https://host/path.")


@pytest.mark.parametrize("address", ["https://bücher.example/", "http://8.8.8.8/", "http://a-b.io"])
def test_an_address_of_a_public_host_passes(tmp_path, address):
    sources = read(tmp_path, SOURCE.replace("https://example.org/", address), Sources).root
    assert sources["a"].url == address


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("0026-11-02", "0026-11-02 is older than Python. Right: a day since 1991-02-20."),
        ("1970-01-01", "1970-01-01 is older than Python. Right: a day since 1991-02-20."),
        ("22/11/2026", "a → checked is '22/11/2026', which is no date. Right: YYYY-MM-DD."),
        ("yesterday", "a → checked is 'yesterday', which is no date. Right: YYYY-MM-DD."),
    ],
)
def test_a_day_that_cannot_be_meant_is_named_with_its_line(tmp_path, day, said):
    text = SOURCE.replace("2026-11-02", day)
    assert refused(tmp_path, text, Sources) == f"data.yml, line 5: {said}"


@pytest.mark.parametrize("day", ["2001-01-01", "2022-01-01"])
def test_a_text_is_not_read_before_it_was_written(tmp_path, day):
    text = DECISION.replace("2026-11-22", day)
    assert refused(tmp_path, text, Decisions) == (
        f"data.yml, line 7: checked on {day}, before it was written, 2022-01-02."
    )
