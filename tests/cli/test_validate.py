"""The command `validate`."""

import pytest

VALID = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "demo"}}
WARNED = {**VALID, "networking_method": "SshTunnel"}
BROKEN = {**VALID, "config": {"schema": "demo", "sync_mode": "SpecificAdvertisers"}}


def test_names_the_field_that_is_missing(run, write):
    """With advertisers missing, the pointer is that of advertisers, and the status is 3."""
    path = write(BROKEN, "broken.json")

    ran = run("validate", "--output", "json", path)

    assert 3 == ran.status
    assert ran.data["valid"] is False
    (violation,) = ran.data["violations"]
    assert ["file", "line", "column", "pointer", "rule", "evidence", "severity", "message"] == list(violation)
    assert {
        "file": str(path),
        "pointer": "/config/advertisers",
        "rule": "pinterest_ads.advertisers.required",
        "evidence": "documented",
        "severity": "error",
    }.items() <= violation.items()


def test_judges_every_file(run, write):
    """An invalid file does not stop the check of the others; each is reported under its name."""
    valid = {**VALID, "config": {"schema": "other"}}
    paths = [write(valid, "a.json"), write(BROKEN, "b.json"), write("", "c.yaml")]

    ran = run("validate", *paths)

    first, second, third = ran.out.splitlines()
    assert 3 == ran.status
    assert first.startswith(f"{paths[1]}:1:58: error: /config/advertisers: ")
    assert second.startswith(f"{paths[2]}: error: The file is empty")
    assert third == f"{paths[0]}: valid"


def test_only_warns_where_a_rule_is_inferred(run, write):
    """An inferred rule only warns, and the file stays valid; with `--strict` it refuses like any other."""
    path = write(WARNED, "warned.json")

    ran, strict = run("validate", path), run("validate", "--strict", "--output", "json", path)

    assert 0 == ran.status
    assert f"{path}:1:88: warning: /networking_method: " in ran.out
    assert f"{path}: valid" in ran.out
    assert 3 == strict.status
    assert ["error"] == [violation["severity"] for violation in strict.data["violations"]]


@pytest.mark.parametrize("service", ["google_ads", "postgres_rds"])
def test_notes_that_a_service_starts_paused(run, write, service):
    """A file that does not say whether it is to sync gets a note, also strictly, and stays valid."""
    config = {"schema": "demo"} if service == "google_ads" else {"schema_prefix": "demo", "host": "db"}
    entry = {"group_id": "amber_kettle", "service": service, "config": config}
    says = [{"paused": False}, {"ignore_changes": ["/paused"]}, {"tables": {"schema_change_handling": "ALLOW_ALL"}}]
    said = [
        run("validate", write({"version": 1, "connections": [{**entry, **each}]}, f"{number}.json")).out
        for number, each in enumerate(says)
    ]

    ran = run("validate", "--strict", write(entry, "silent.json"))

    assert 0 == ran.status
    assert "note: /service: A new connection of this service starts paused" in ran.out
    assert "note:" not in "".join(said)
    assert ran.out.endswith("silent.json: valid\n")


def test_steers_no_terminal(run, write):
    """A finding takes one line, and control characters of the file are escaped."""
    ran = run("validate", write({**VALID, "\x1b]0;t\x07\n\x9b31m": 1}, "c.json"))

    assert "/\\x1b]0;t\\x07\\x0a\\x9b31m: " in ran.out
    assert 1 == ran.out.count("\n")


def test_an_option_for_an_odd_name_is_quoted(run, write):
    """The option that the message names can be pasted into a shell, and a long name is cut."""
    odd = {"group_id": "g", "service": "google sheets", "config": {"schema": "a"}}
    long = {**odd, "service": "x" * 10_000}

    assert "add --unchecked 'google sheets' (unchecked" in run("validate", write(odd, "c.json")).out
    assert f"add --unchecked {'x' * 100} (unchecked" in run("validate", "--strict", write(long, "c.json")).out
