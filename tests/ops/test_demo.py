"""`manage.py demo` and `serve`: from nothing to a site, and one clear sentence where it cannot be."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import manage as command_line
from tests.running_site import Demo, free_port, manage


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_first_run_shows_progress_and_the_password(demo: Demo) -> None:
    for step in ("Making the database", "Loading the demo content", "static files"):
        assert step in demo.set_up_output
    address, password = demo.editor
    assert address == "editor@boan.example"
    assert len(password) >= 20


def test_again_is_harmless_and_quick_and_tells_no_password(demo: Demo) -> None:
    assert demo.again_seconds < 15
    assert demo.editor[1] not in demo.printed()
    assert "Loading" not in demo.printed()
    assert f"{demo.url}/" in demo.printed()
    assert f"{demo.url}/admin/" in demo.printed()


def _one_sentence(text: str) -> str:
    assert "Traceback" not in text
    (line,) = text.strip().splitlines()
    return line


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_taken_port_is_said_in_one_sentence(command: str, demo: Demo, taken_port: int) -> None:
    refused = manage(command, "--port", str(taken_port), data=demo.data)
    assert refused.returncode == 1
    assert str(taken_port) in _one_sentence(refused.stderr)
    assert "taken" in refused.stderr


@pytest.mark.parametrize("key", ["", "a-secret-key-from-outside-that-is-long-enough-to-be-one"])
def test_unwritable_data_folder_is_said_in_one_sentence(key: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    given = {"HELPCENTER_SECRET_KEY": key} if key else {}
    refused = manage("demo", "--no-serve", data=file / "data", **given)
    assert refused.returncode == 1
    assert "HELPCENTER_DATA" in _one_sentence(refused.stderr)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HELPCENTER_PROXIES", "two"),
        ("HELPCENTER_URL", "help.boan.example"),
        ("HELPCENTER_SECOND_FACTOR", "no"),
    ],
)
def test_setting_that_cannot_be_read_is_said_in_one_sentence(
    name: str, value: str, tmp_path: Path
) -> None:
    refused = manage("check", data=tmp_path, **{name: value})
    assert refused.returncode == 1
    assert name in _one_sentence(refused.stderr)
    assert value in refused.stderr


def test_only_a_demo_on_this_machine_does_without_second_factors(
    demo: Demo, tmp_path: Path
) -> None:
    assert "without a second factor" in demo.printed()
    site = {"HELPCENTER_URL": "https://help.boan.example", "HELPCENTER_SECOND_FACTOR": "off"}
    refused = manage("check", data=tmp_path, **site)
    assert refused.returncode == 1
    assert "https://help.boan.example" in _one_sentence(refused.stderr)


def test_old_python_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    with pytest.raises(SystemExit) as refused:
        command_line.main()
    assert "3.11" in str(refused.value)


def test_serve_refuses_an_empty_database_and_static_files_not_collected(tmp_path: Path) -> None:
    port = str(free_port())
    refused = manage("serve", "--port", port, data=tmp_path)
    assert refused.returncode == 1
    assert "manage.py migrate" in _one_sentence(refused.stderr)
    assert manage("migrate", data=tmp_path).returncode == 0
    refused = manage("serve", "--port", port, data=tmp_path)
    assert refused.returncode == 1
    assert "manage.py collectstatic" in _one_sentence(refused.stderr)


def test_doctor_and_rebuild_find_the_demo_well(demo: Demo) -> None:
    compared = manage("rebuild", "--check", data=demo.data)
    assert compared.returncode == 0, compared.stdout + compared.stderr
    examined = manage("doctor", data=demo.data)
    assert examined.returncode == 0, examined.stdout + examined.stderr
