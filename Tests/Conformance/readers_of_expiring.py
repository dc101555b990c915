"""What `expiring` writes, as the programs read it that it is written for."""

import csv
import datetime
import io
import os
import shutil
import struct
import subprocess

import icalendar
import pytest
import unattended

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
ENDS = (NOW + datetime.timedelta(days=60)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    return unattended.make(tmp_path_factory.mktemp("readers"), ends=ENDS)


def read(path):
    """The bytes as they are: a calendar's line ends count."""
    return path.read_bytes()


def test_a_calendar_has_an_event_for_each_end(vault):
    path = vault.folder / "expiring.ics"
    assert vault.run("expiring", "-o", "ics", "--output-file", str(path)) == ""
    data = read(path)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    rows = {row["credential"]: row for row in vault.json("expiring")}
    assert len(calendar.events) == len(rows) == len(unattended.HOSTILE)
    for event in calendar.events:
        assert event.errors == []
        row = rows[event["UID"].removesuffix("@partner-vault")]
        shown = row["tenant"]
        assert event["SUMMARY"] == f"{shown}: client secret ends"
        assert f"owner: {row['owner']}" in event["DESCRIPTION"].split("\n")
        end = datetime.datetime.fromisoformat(row["expires"])
        assert event.start == end
        triggers = [alarm.trigger for alarm in event.alarms.times]
        assert triggers == [end - datetime.timedelta(days=days) for days in (30, 7, 0)]


def test_a_calendar_is_the_same_again(vault):
    def events():
        calendar = icalendar.Calendar.from_ical(vault.run("expiring", "-o", "ics").encode())
        for event in calendar.events:
            del event["DTSTAMP"]
        return [event.to_ical() for event in calendar.events]

    assert events() == events()


def promtool():
    """Where scripts/test puts it, or on the path."""
    own = os.path.abspath(".build/tools/promtool")
    return own if os.access(own, os.X_OK) else shutil.which("promtool")


@pytest.mark.skipif(promtool() is None, reason="promtool is not installed")
def test_promtool_has_nothing_to_say_about_the_metrics(vault):
    path = vault.folder / "expiring.prom"
    vault.run("expiring", "-o", "prometheus", "--output-file", str(path))
    check = subprocess.run([promtool(), "check", "metrics"], input=read(path), capture_output=True, timeout=60)
    assert (check.returncode, check.stdout, check.stderr) == (0, b"", b"")
    # It does complain where there is something.
    doubled = read(path) + read(path)
    assert subprocess.run([promtool(), "check", "metrics"], input=doubled, capture_output=True).returncode != 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_spreadsheet_finds_a_formula(vault, delimiter):
    table = list(csv.reader(io.StringIO(vault.run("expiring", "-o", "csv"), newline=""), delimiter=delimiter))
    cells = [cell.lstrip() for row in table for cell in row]
    assert len(table) == len(unattended.HOSTILE) + 1
    assert any("=1+1" in cell for cell in cells)
    numbers = [cell for cell in cells if cell.lstrip("-").isdigit()]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠") and cell not in numbers]


def test_an_access_list_stays(vault):
    path = vault.folder / "lent.prom"
    path.touch(0o600)
    # acl(5): version 2; owner rw, user 12345 r, group none, mask r, others none.
    nobody = 0xFFFFFFFF
    entries = [(1, 6, nobody), (2, 4, 12345), (4, 0, nobody), (16, 4, nobody), (32, 0, nobody)]
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    try:
        os.setxattr(path, "system.posix_acl_access", acl)
    except OSError:
        pytest.skip("the file system has no access lists")
    vault.run("expiring", "-o", "prometheus", "--output-file", str(path))
    assert read(path)
    assert os.getxattr(path, "system.posix_acl_access") == acl
