"""Connections that leave the files are seen, deleted only if that is allowed, and never where a file protects them."""

from pathlib import Path
from typing import Any

import pytest

from fivetran_connections import Fivetran, InvalidRequest
from fivetran_connections.code import (
    BeyondLimit,
    InvalidFiles,
    Limits,
    Memory,
    Plan,
    PlanOptions,
    Report,
    SavedPlan,
    Selector,
    apply,
    load,
    plan,
)
from fivetran_connections.code.applying import update_values

from .conftest import body

ALL = Limits(max_percent=100)


def files(*schemas: str, **more: Any) -> dict[str, Any]:
    """Return a document of version 1."""
    return {"version": 1, "connections": [body(schema) for schema in schemas], **more}


def planned(fivetran: Fivetran, memory: Memory | None, *paths: Path, **options: Any) -> Plan:
    """Plan the connections of files."""
    return plan(fivetran, load(*paths), options=PlanOptions(**options), memory=memory)


def applied(fivetran: Fivetran, memory: Memory, *paths: Path, **options: Any) -> Report:
    """Apply the connections of files."""
    return apply(fivetran, planned(fivetran, memory, *paths, **options), memory=memory, limits=ALL)


def actions(changes: Plan) -> dict[str, str]:
    """Return the action for each schema."""
    return {change.schema: str(change.action) for change in changes}


def schemas(fivetran: Fivetran) -> list[str]:
    """Return the schemas that exist."""
    return sorted(connection.schema for connection in fivetran.connections.list())


def test_a_connection_that_left_its_file_is_removed(fivetran, prints, write):
    """It is listed, also by a later memory, and deleted only with the option; then it is forgotten."""
    path = write(files("a", "b"))
    applied(fivetran, prints, path)
    write(files("a"))

    listed = planned(fivetran, Memory.open(fivetran, prints.path), path)
    kept = applied(fivetran, prints, path)
    without = planned(fivetran, None, path, delete_undeclared=True)
    assert {"a": "unchanged", "b": "undeclared"} == actions(listed)
    assert listed.is_empty
    assert ["unchanged", "undeclared"] == [each.result for each in kept.outcomes]
    assert ["a", "b"] == schemas(fivetran)
    assert {"a": "unchanged"} == actions(without)

    proposed = planned(fivetran, prints, path, delete_undeclared=True)
    assert {"a": "unchanged", "b": "delete"} == actions(proposed)
    assert proposed == planned(fivetran, prints, path, delete_unmanaged=True)
    with pytest.raises(BeyondLimit):
        Limits(max_deletes=0).check(proposed)
    applied(fivetran, prints, path, delete_undeclared=True)
    assert ["a"] == schemas(fivetran)
    assert {"a": "unchanged"} == actions(planned(fivetran, prints, path))


def test_only_declared_connections_are_to_be_connected(fivetran, prints, write):
    """The report does not ask for a correction of a file if no file has the connection."""
    path = write({"version": 1, "connections": [body(schema, run_setup_tests=False) for schema in ("a", "b")]})
    applied(fivetran, prints, path)
    write(files("a"))

    assert ["amber_kettle/a"] == [str(each.change) for each in applied(fivetran, prints, path).not_connected]


def test_the_last_connection_of_a_group_is_removed(fivetran, prints, write):
    """If no file names the group any more, connections of earlier files are undeclared, and no others."""
    other = {**body("z"), "group_id": "azure_lantern"}
    path = write({"version": 1, "connections": [body("a"), other]})
    applied(fivetran, prints, path)

    fivetran.connections.create({**body("theirs"), "group_id": "azure_lantern"})
    write(files("a"))

    for option in ({}, {"unmanaged": True}, {"delete_unmanaged": True}):
        assert {"a": "unchanged", "z": "undeclared"} == actions(planned(fivetran, prints, path, **option))


def test_an_environment_lists_only_its_own(fivetran, prints, write, monkeypatch):
    """Where a reference names the group, others are counted, also one that a file names, unless a selector does."""
    entry: dict[str, Any] = {"for_each": [{"to": "g_${env:STAGE}"}], "service": "pinterest_ads", "group_id": "${to}"}
    a, b, c = ({**entry, "config": {"schema": schema}} for schema in "abc")
    first, central = ({**body(schema), "group_id": "g_prod"} for schema in ("c", "central"))
    other = {**body("d"), "group_id": "g_us"}
    for stage, made in {"prod": [a, b, first, central, other], "test": [a, b, c, central]}.items():
        monkeypatch.setenv("STAGE", stage)
        path = write({"version": 1, "connections": made})
        applied(fivetran, prints, path)
    write({"version": 1, "connections": [a, c, central]})

    made = planned(fivetran, prints, path, delete_undeclared=True)
    chosen = planned(fivetran, prints, path, delete_undeclared=True, selector=Selector(groups=("g_prod",)))

    assert {"a": "unchanged", "c": "unchanged", "central": "unchanged", "b": "delete"} == actions(made)
    assert ["in groups that no reference of this run names: 4. " in note for note in made.notes] == [True]
    assert {"central": "unchanged", **dict.fromkeys("abc", "delete")} == actions(chosen)


def test_an_environment_without_a_connection_lists_no_other(fivetran, prints, write, monkeypatch):
    """If the only reference to a group has left the files, the memory knows that another environment has its own."""
    path = write({"version": 1, "connections": [{**body("a"), "group_id": "g_${env:STAGE}"}]})
    monkeypatch.setenv("STAGE", "prod")
    applied(fivetran, prints, path)
    (found,) = fivetran.connections.list()
    fivetran.connections.__driver__.run(update_values(found.to_dict(), {"sync_frequency": 60}, prints))
    write(files("b"))

    made = planned(fivetran, Memory.open(fivetran, prints.path), path, delete_undeclared=True)

    assert {"b": "create"} == actions(made)
    assert ["no reference of this run names: 1. " in note for note in made.notes] == [True]


def test_an_environment_in_a_shared_group_lists_only_what_a_selector_chooses(fivetran, prints, write, monkeypatch):
    """Where a reference is a part of the name, nothing is undeclared without a selector, and one line counts it."""
    path = write(files("${env:STAGE}_a", "${env:STAGE}_b", "c"))
    for stage in ("prod", "test"):
        monkeypatch.setenv("STAGE", stage)
        applied(fivetran, prints, path)
    write(files("${env:STAGE}_a"))

    made = planned(fivetran, prints, path, delete_undeclared=True)
    chosen = planned(fivetran, prints, path, delete_undeclared=True, selector=Selector(schemas=("test_*",)))

    assert {"test_a": "unchanged", "c": "delete"} == actions(made)
    assert ["that no file of this run declares: 3. " in note for note in made.notes] == [True]
    assert {"test_a": "unchanged", "test_b": "delete"} == actions(chosen)
    assert ("A reference named its schema: it may belong to another environment that --schema fits.",) == (
        chosen.changes[1].warnings
    )
    of_group: dict[str, Any] = {"delete_undeclared": True, "selector": Selector(groups=("amber_kettle",))}
    assert {"c": "delete"} == actions(planned(fivetran, prints, write(files()), **of_group))


def test_a_connection_that_moved_within_the_environment_is_deleted(mock, fivetran, prints, write, monkeypatch):
    """A brand that moves to another group of the run is deleted in its old group, which the run still names."""
    mock.seed(groups=[{"id": f"{half}_test", "name": half} for half in ("eu", "us")])
    monkeypatch.setenv("STAGE", "test")
    made = {schema: {**body(schema), "group_id": "eu_${env:STAGE}"} for schema in ("a", "b")}
    path = write({"version": 1, "connections": [*made.values()]})
    applied(fivetran, prints, path)
    write({"version": 1, "connections": [made["a"], {**made["b"], "group_id": "us_${env:STAGE}"}]})

    applied(fivetran, prints, path, delete_undeclared=True)

    found = sorted((each.group_id, each.schema) for each in fivetran.connections.list())
    assert [("eu_test", "a"), ("us_test", "b")] == found


def test_a_plan_of_one_file_leaves_the_others_alone(fivetran, prints, write):
    """Only entries of the files of the run, or below its folders, are undeclared; a deleted file counts."""
    one, other = write(files("a"), "set/one.yaml"), write(files("b"), "set/below/other.yaml")
    beside = write(files("c"), "settings.yaml")
    applied(fivetran, prints, one.parent, beside)
    other.unlink()

    assert {"a": "unchanged"} == actions(planned(fivetran, prints, one))
    assert {"a": "unchanged", "b": "undeclared"} == actions(planned(fivetran, prints, one.parent))
    assert {"a": "unchanged", "b": "undeclared", "c": "undeclared"} == actions(
        plan(fivetran, load(one.parent), memory=prints)
    ) | actions(planned(fivetran, prints, write(files(), "settings.yaml")))


def test_a_connection_that_moved_to_another_file_is_not_removed(fivetran, prints, write):
    """A moved entry belongs to its new file from the next apply on."""
    path = write(files("a"), "set/one.yaml")
    applied(fivetran, prints, path)
    write(files(), "set/one.yaml")
    write(files("a"), "set/two.yaml")

    applied(fivetran, prints, path.parent)

    assert {} == actions(planned(fivetran, prints, path))


@pytest.mark.parametrize("place", ["", "prod"])
def test_a_brand_that_left_a_renamed_folder_is_named(fivetran, prints, write, tmp_path, place):
    """It is undeclared, also after the next apply, and deleted with `was` alone; what stands elsewhere is not."""
    old, new = tmp_path / "old", tmp_path / "new"
    for schema, file in {"a": "prod/a.yaml", "b": "prod/b.yaml", "c": "test/c.yaml"}.items():
        write(files(schema), f"old/{file}")
    applied(fivetran, prints, old)
    (old / "prod" / "b.yaml").unlink()
    old.rename(new)
    kept = {"a": "unchanged"} if place else {"a": "unchanged", "c": "unchanged"}
    options: dict[str, Any] = {"delete_undeclared": True}

    for run in (planned, applied):
        run(fivetran, prints, new / place, **options)
        made = planned(fivetran, Memory.open(fivetran, prints.path), new / place, **options)
        assert {**kept, "b": "undeclared"} == actions(made)
        assert [f"{Path('old', place)}." in text for text in made.changes[-1].warnings] == [True]
    was = (str(old / place),)
    assert {**kept, "b": "delete"} == actions(planned(fivetran, prints, new / place, was=was, **options))
    saved = SavedPlan.of(made, account="", paths=(), options=options, api_secret="hush")
    again = plan(fivetran, load(new / place), options=PlanOptions(**options), memory=prints, approved=saved)
    assert actions(made) == actions(again)
    old.mkdir()
    assert {"a": "unchanged", "c": "unchanged"} == actions(planned(fivetran, prints, new))


def test_a_folder_that_is_not_here_is_a_note(fivetran, prints, write, tmp_path, monkeypatch):
    """Without a connection that moved nothing is undeclared, and another environment's are not counted."""
    for schema, stage in {"a": "prod", "b": "prod", "c": "test"}.items():
        monkeypatch.setenv("STAGE", stage)
        path = write({"version": 1, "connections": [{**body(schema), "group_id": "g_${env:STAGE}"}]}, "old/one.yaml")
        applied(fivetran, prints, path)
    path.parent.rename(tmp_path / "gone")
    new = write({"version": 1, "connections": [{**body("d"), "group_id": "g_${env:STAGE}"}]}, "new/one.yaml")

    made = planned(fivetran, prints, new.parent)

    assert {"d": "create"} == actions(made)
    assert ["no file of this run declares: 1. " in note for note in made.notes] == [True]


def test_selectors_choose_what_is_removed(fivetran, prints, write):
    """A connection that a selector leaves out, by name or by state, is not listed."""
    path = write(files("brand_a", "brand_b", "c"))
    applied(fivetran, prints, path)
    write(files())

    def chosen(**selector: Any) -> list[str]:
        return [*actions(planned(fivetran, prints, path, selector=Selector(**selector)))]

    assert ["brand_a", "brand_b"] == chosen(schemas=("brand_*",))
    assert ["brand_a", "brand_b", "c"] == chosen(groups=("amber_kettle",), states=("connected",))
    assert [] == chosen(states=("broken",))
    with pytest.raises(InvalidRequest, match="The service postgres matches no connection"):
        chosen(services=("postgres",))


def test_standard_input_and_python_remove_nothing(fivetran, prints, write):
    """Connections without a file are never taken for undeclared."""
    path = write(files("a", "b"))
    declared = [*load(path)]
    apply(fivetran, plan(fivetran, declared, memory=prints), memory=prints)

    assert {"a": "unchanged"} == actions(plan(fivetran, declared[:1], memory=prints))


def test_a_connection_that_is_gone_is_not_removed(fivetran, prints, write):
    """A connection that others deleted, or created again under the name, is forgotten."""
    path = write(files("a", "b"))
    applied(fivetran, prints, path)
    for connection in fivetran.connections.list():
        fivetran.connections.delete(connection.id)
    fivetran.connections.create(body("b"))
    write(files())

    assert {} == actions(planned(fivetran, prints, path))
    applied(fivetran, prints, path)
    assert 1 == len(prints.path.read_text().splitlines())


def test_a_new_schema_is_no_new_name(fivetran, prints, write):
    """A changed schema is a create and an undeclared one, and the plan says that none is renamed."""
    path = write(files("a", "b"))
    applied(fivetran, prints, path)
    write(files("a", "zzz", "c"))

    changes = planned(fivetran, prints, path)

    assert {"a": "unchanged", "zzz": "create", "c": "create", "b": "undeclared"} == actions(changes)
    (warning,) = changes.changes[-1].warnings
    assert "a connection can be neither renamed nor moved, so the history is synced again." in warning


def test_nothing_that_is_protected_is_deleted(fivetran, prints, write):
    """`protect` keeps connections out of deletions and replacements, and the plan names its first place."""
    protect = [{"schema": "keep_*"}, {"group": "amber_*", "service": "pinterest_ads", "schema": "perm"}]
    protect += [{"schema": "*e*"}]
    path = write(files("keep_a", "b", "perm", protect=protect))
    applied(fivetran, prints, path)
    fivetran.connections.create(body("keep_old"))
    fivetran.connections.create(body("old"))
    changed = files("d", protect=protect)
    changed["connections"] += [{**body("perm"), "service": "google_ads", "config": {"schema": "perm"}}]
    write(changed)

    options = {"delete_undeclared": True, "delete_unmanaged": True, "allow_replace": True}
    changes = planned(fivetran, prints, path, **options)

    assert {
        "d": "create",
        "perm": "refused",
        "keep_a": "undeclared",
        "b": "delete",
        "keep_old": "unmanaged",
        "old": "delete",
    } == actions(changes)
    lines = path.read_text().splitlines()
    keep, perm = (f"{path}:{lines.index(line) + 1}" for line in ("- schema: keep_*", "- group: amber_*"))
    by_name = {change.schema: change for change in changes}
    assert by_name["perm"].reasons[-1].startswith(f"It would be replaced, and protect in {perm} ")
    assert by_name["keep_a"].warnings[-1].startswith(f"protect in {keep} ")
    assert () == changes.notes
    applied(fivetran, prints, path, **options)
    assert ["d", "keep_a", "keep_old", "perm"] == schemas(fivetran)


def test_a_protection_that_matches_nothing_is_told(fivetran, prints, write):
    """The plan names each protection without a connection, by file and line."""
    path = write("version: 1\nprotect:\n  - {schema: nothing_*}\n  - {service: pinterest_ads}\nconnections: []\n")
    other = write(files("a"), "other.yaml")

    changes = planned(fivetran, prints, path, other)

    told = f"protect in {path}:3 has {{schema: nothing_*}}, which matches no connection of these files and groups."
    assert (told,) == changes.notes


@pytest.mark.parametrize("protect", ["a", {}, ["a"], [{}], [{"schemas": "a"}], [{"schema": 1}]])
def test_a_protection_that_is_none_is_refused(write, protect):
    """Anything but a list of patterns is an error that shows one."""
    with pytest.raises(InvalidFiles, match=r"for instance \[\{schema: prod_\*\}\]"):
        load(write(files(protect=protect)))


def test_unmanaged_looks_at_named_groups(fivetran, mock, write):
    """A group that only the selector names is listed, and never deleted from."""
    mock.seed(connections=[{**body("z"), "group_id": "azure_lantern"}])
    path = write(files("a"))
    options = {"unmanaged": True, "selector": Selector(groups=("azure_lantern",))}

    assert {"z": "unmanaged"} == actions(planned(fivetran, None, path, **options))
    with pytest.raises(InvalidRequest, match="The group azure_lantern matches no connection"):
        planned(fivetran, None, path, delete_unmanaged=True, **options)


def test_what_somebody_deleted_meanwhile_is_deleted(fivetran, prints, write):
    """A connection deleted by others before its deletion is no failure, and it is forgotten."""
    path = write(files("a", "b"))
    applied(fivetran, prints, path)
    deleting = planned(fivetran, prints, write(files("a")), delete_undeclared=True)
    fivetran.connections.delete(str(deleting.changes[1].connection_id))

    report = apply(fivetran, deleting, memory=prints, limits=ALL)

    assert ["unchanged", "done"] == [each.result for each in report.outcomes]
    assert ["a"] == [entry.schema for entry in prints.declared_in([str(path)])]
