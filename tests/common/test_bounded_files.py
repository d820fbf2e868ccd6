"""Files are read with a limit, and each refusal is one sentence; they are written whole or not at all."""

import errno
import io
import os
from pathlib import Path

import pytest

from fivetran_common.files import CannotRead, decoded, read_bytes, read_stream, remove_rests, write_whole


def test_reads_a_file_up_to_the_limit(tmp_path):
    """A file of exactly the limit is read whole."""
    file = tmp_path / "f"
    file.write_bytes(b"abcd")

    assert b"abcd" == read_bytes(file, limit=4)


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "fifo")
    return folder / "fifo"


def _large(folder: Path) -> Path:
    (folder / "large").write_bytes(b"x" * 2049)
    return folder / "large"


def _locked(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda folder: folder / "none", "There is no such file."),
        (lambda folder: folder, "This is a directory."),
        (lambda _: "a\0b", "This is not the name of a file."),
        (lambda _: "/dev/zero", "This is not a regular file: a device, pipe or socket is not read."),
        (_fifo, "This is not a regular file: a device, pipe or socket is not read."),
        (_large, "The file is larger than 2 KiB."),
        (_locked, "The file cannot be read: Too many levels of symbolic links."),
    ],
    ids=["missing", "directory", "null-byte", "device", "fifo", "large", "loop"],
)
def test_refuses_in_one_sentence(tmp_path, make, sentence):
    """A file that cannot or should not be read is refused at once, in one sentence."""
    assert callable(make)
    with pytest.raises(CannotRead) as refused:
        read_bytes(make(tmp_path), limit=2048)

    assert sentence == str(refused.value)


def test_a_stream_is_bounded():
    """At most one byte more than the limit is read from a stream."""
    stream = io.BytesIO(b"x" * 4096)
    with pytest.raises(CannotRead, match=r"larger than 1 KiB\."):
        read_stream(stream, limit=1024)

    assert 1025 == stream.tell()


def test_decodes_utf8_with_and_without_a_mark():
    """A byte order mark is dropped; invalid UTF-8 is reported with its position."""
    assert "é" == decoded(b"\xef\xbb\xbf\xc3\xa9") == decoded(b"\xc3\xa9")
    with pytest.raises(CannotRead, match="see byte 2"):
        decoded(b"a\xff")


def test_a_file_that_cannot_be_written_whole_stays(tmp_path, monkeypatch):
    """On a full disk the old content stays, and nothing is left beside it."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    file = tmp_path / "f"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="full"):
        write_whole(file, b"new")

    assert b"old" == file.read_bytes()
    assert [file] == list(tmp_path.iterdir())


@pytest.mark.posix("links and permissions")
def test_a_written_file_keeps_its_link_and_its_permissions(tmp_path, monkeypatch):
    """The file that a link names is replaced, with its permissions, and never open to others; the link stays."""
    file, link = tmp_path / ("字" * 85), tmp_path / "link"  # as many bytes as a name may have
    file.write_bytes(b"old")
    file.chmod(0o600)
    link.symlink_to(file)
    made = list[int]()
    change = Path.chmod
    monkeypatch.setattr(Path, "chmod", lambda path, mode: (made.append(path.stat().st_mode), change(path, mode)))

    write_whole(link, b"new")

    assert link.is_symlink()
    assert b"new" == file.read_bytes()
    assert [0o600, 0o600] == [mode & 0o777 for mode in (*made, file.stat().st_mode)]


@pytest.mark.posix("devices")
def test_a_device_is_written_directly():
    """A device is no file that could be replaced."""
    write_whole("/dev/null", b"new")

    assert Path("/dev/null").is_char_device()


def test_rests_of_a_killed_write_are_removed(tmp_path):
    """The rest of a write of these files is removed after an hour; all other files stay."""
    digits = "0123456789abcdef"
    rests = [f".a.yaml.{digits}", f".{'n' * 50}.{digits}"]
    others = [f".b.yaml.{digits}", f".a.yaml.{digits[1:]}", f"a.yaml.{digits}", ".a.yaml.0123456789abcdeF", "a.yaml"]
    for name in (*rests, *others):
        (tmp_path / name).write_text("x", "utf-8")
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / f".a.yaml.{digits[::-1]}").write_text("of a running write", "utf-8")
    (tmp_path / f".a.yaml.{'0' * 16}").mkdir()
    os.utime(tmp_path / f".a.yaml.{'0' * 16}", (1, 1))

    remove_rests([tmp_path / "a.yaml", tmp_path / ("n" * 60), tmp_path / "none" / "c.yaml"])

    left = {each.name for each in tmp_path.iterdir()}
    assert {*others, f".a.yaml.{digits[::-1]}", f".a.yaml.{'0' * 16}"} == left
