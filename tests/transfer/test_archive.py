"""Archives from strangers."""

import stat
import zipfile
from pathlib import Path

import pytest

from faq.transfer import archive
from faq.transfer.archive import ArchiveRefused


def packed(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return path


def unpack(path: Path) -> tuple[Path, list[str]]:
    folder = path.parent / "unpacked"
    folder.mkdir()
    return archive.unpack(path, folder)


@pytest.mark.parametrize(
    "name", ["../evil.md", "a/../../evil.md", "/etc/evil.md", "C:\\evil.md", "..\\evil.md"]
)
def test_way_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveRefused):
        unpack(packed(tmp_path / "a.zip", **{name: b"x"}))
    assert not list(tmp_path.parent.glob("evil*"))
    assert not list(tmp_path.glob("**/evil*"))


def test_link_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        link = zipfile.ZipInfo("articles/passwords.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveRefused):
        unpack(tmp_path / "a.zip")


def test_bomb_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", **{"a.md": bytes(archive._SMALL * 3)})
    with pytest.raises(ArchiveRefused):
        unpack(path)


def test_size_is_counted_and_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_require_modest", lambda files, size: None)
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with pytest.raises(ArchiveRefused):
        unpack(packed(tmp_path / "a.zip", **{"a.md": b"x" * 600, "b.md": b"x" * 600}))


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    with pytest.raises(ArchiveRefused):
        unpack(packed(tmp_path / "a.zip", **{"a.md": b"x", "b.md": b"x"}))


def test_other_types_are_left_out_and_named(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.zip",
        **{"a.md": b"x", "p.svg": b"<svg/>", "run.exe": b"x", "__MACOSX/._a.md": b"x"},
    )
    folder, left_out = unpack(path)
    assert [file.name for file in folder.rglob("*") if file.is_file()] == ["a.md"]
    assert [line.partition(":")[0] for line in left_out] == ["p.svg", "run.exe"]


def test_wrapping_folder_is_entered(tmp_path: Path) -> None:
    folder, _left_out = unpack(packed(tmp_path / "a.zip", **{"export/articles/a.md": b"x"}))
    assert (folder / "articles" / "a.md").exists()


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", **{"name.md": b"x"})
    path.write_bytes(path.read_bytes().replace(b"name", "提现".encode("gbk")))
    folder, _left_out = unpack(path)
    assert (folder / "提现.md").exists()


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ArchiveRefused):
        unpack(tmp_path / "a.zip")


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", **{"a.md": bytes(range(256)) * 40})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(ArchiveRefused):
        unpack(path)


def test_same_files_make_the_same_archive(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.md").write_text("x")
    for name in ("one.zip", "two.zip"):
        archive.pack(folder, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert (unpack(tmp_path / "one.zip")[0] / "articles" / "a.md").read_text() == "x"
