"""What is counted as one vulnerability, and what a text or a record says of it."""

from __future__ import annotations

import datetime

import pytest

from content.advisories import problems
from content.project import ADVISORIES, read
from macros.advisories import advisories_list
from tests.advisories_project import OF_OTHERS, TOLD, arguments, by_name, database, make, record
from tests.mistakes import edit
from tools.record.advisories import main


@pytest.fixture
def root(tmp_path):
    return make(tmp_path / "project")


@pytest.fixture
def recorded(root, tmp_path):
    """Run the command on some records; returns what is on record then, by name."""

    def run(*records):
        folder = database(tmp_path / "database", *records)
        assert main(arguments(root, folder), root) == 0
        return by_name(root)

    return run


def test_two_records_of_one_vulnerability_count_once(root, recorded):
    found = recorded(
        record("PYSEC-1", aliases="CVE-2020-0100", fixed="2"),
        record("GHSA-dddd-dddd-dddd", aliases="CVE-2020-0100", fixed="1.9"),
        record("PYSEC-2", aliases="CVE-2020-0200"),
    )
    assert found["PYSEC-1"] == found["GHSA-dddd-dddd-dddd"] != found["PYSEC-2"]
    assert set(found["PYSEC-1"].fixed) == {"2", "1.9"}
    assert sum(one.file is not None for one in read(root).advisories.content.advisories) == 2


def test_a_record_and_the_text_that_names_it_are_one_of_the_earlier_day(recorded):
    one = recorded(record("PYSEC-1", aliases="GHSA-cccc-cccc-cccc"))["PYSEC-1"]
    assert (one.named, one.day) == (True, datetime.date(2020, 5, 1))
    assert one.file == "vulns/lib/PYSEC-1.yaml"


def test_a_withdrawn_record_is_counted_apart(root, recorded):
    found = recorded(record("PYSEC-1", more='withdrawn: "2021-01-01T00:00:00Z"'))
    assert "PYSEC-1" not in found
    assert read(root).advisories.content.withdrawn == 1


def test_what_is_older_than_the_first_year_is_left_out(recorded):
    assert "PYSEC-1" not in recorded(record("PYSEC-1", published="2014-12-31"))


def test_a_weakness_says_the_kind_before_the_words_do(recorded):
    found = recorded(
        record("PYSEC-1", details="A disclosure, then a denial of service."),
        record("PYSEC-2", details="A disclosure.", more="database_specific: {cwe_ids: [CWE-400]}"),
        record("PYSEC-3", details="Something undosed."),
    )
    assert [found[f"PYSEC-{number}"].kind for number in (1, 2, 3)] == ["read", "slow", None]


def test_a_vector_and_the_fixed_versions_are_those_of_the_record(recorded):
    vector = "CVSS:3.1/AV:N"
    one = recorded(record("PYSEC-1", more=f'severity: [{{type: V3, score: "{vector}"}}]'))[
        "PYSEC-1"
    ]
    assert (one.vector, one.fixed) == (vector, ["2"])


def test_what_was_typed_of_the_cve_list_is_counted(root, recorded):
    edit(root / "data/advisories.yml", OF_OTHERS, OF_OTHERS + TOLD)
    told = recorded(record("PYSEC-1"))["CVE-2026-0009"]
    assert (told.named, told.file, told.day) == (True, None, datetime.date(2026, 1, 2))
    assert (told.kind, told.level, told.fixed) == ("slow", "high", ["2.5"])
    assert "[GHSA-eeee-eeee-eeee](https://example.org/base)" in advisories_list(read(root))


def test_a_record_is_one_with_what_was_typed_of_it(root, recorded):
    edit(root / "data/advisories.yml", OF_OTHERS, OF_OTHERS + TOLD)
    found = recorded(record("PYSEC-1", published="2026-02-01", aliases="CVE-2026-0009"))
    assert found["PYSEC-1"] == found["GHSA-eeee-eeee-eeee"]
    assert found["PYSEC-1"].file == "vulns/lib/PYSEC-1.yaml"


def test_a_change_log_names_what_is_released_and_its_own(recorded):
    found = recorded(record("PYSEC-1"))
    assert "GHSA-aaaa-aaaa-aaaa" not in found
    assert "CVE-2019-9999" not in found
    one = found["GHSA-bbbb-bbbb-bbbb"]
    assert (one.day, one.kind, one.file) == (datetime.date(2026, 2, 18), "slow", None)


def test_two_identifiers_of_one_scheme_are_two(recorded):
    found = recorded(record("PYSEC-1"))
    assert found["CVE-2020-0001"] != found["CVE-2020-0002"]


def test_notes_state_the_severity_of_the_issue_or_of_the_release(recorded):
    found = recorded(record("PYSEC-1"))
    assert found["CVE-2026-0002"].level == "high"
    assert found["CVE-2026-0001"].level is None  # the release states two
    assert found["CVE-2020-0002"].day == datetime.date(2020, 3, 4)


def test_a_release_of_one_severity_states_that_of_each_issue(root, recorded):
    path = root / "texts/notes/2.txt"
    path.write_text(path.read_text().replace('severity "high"', "no severity"))
    assert recorded(record("PYSEC-1"))["CVE-2026-0001"].level == "low"


def test_what_is_recorded_fits(root, recorded):
    recorded(record("PYSEC-1"))
    assert list(problems(read(root))) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--text", "Libb=x"], "unknown package 'Libb'. Known: Lib, Other."),
        ([], "data/advisories.yml names changes for Lib, but 0 of its texts are given. "
             "Right: --text Lib=PATH for each."),
    ],
)  # fmt: skip
def test_wrong_texts_are_refused_and_nothing_is_written(root, tmp_path, capsys, typed, said):
    before = (root / ADVISORIES).read_bytes()
    assert main([str(tmp_path), *typed], root) == 1
    assert said in capsys.readouterr().err
    assert (root / ADVISORIES).read_bytes() == before


def test_a_folder_that_is_no_database_is_refused(root, tmp_path, capsys):
    assert main(arguments(root, tmp_path / "nowhere"), root) == 1
    assert f"{tmp_path / 'nowhere'}: it is no clone of the database" in capsys.readouterr().err


def test_a_file_that_is_no_record_is_named(root, tmp_path, capsys):
    folder = database(tmp_path / "database", ("vulns/lib/PYSEC-1.yaml", "id: PYSEC-1\n"))
    assert main(arguments(root, folder), root) == 1
    assert "vulns/lib/PYSEC-1.yaml: it is no record of the database" in capsys.readouterr().err
