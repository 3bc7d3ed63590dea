"""The pipe of a mail server: a mail from standard input, and an exit code that it understands."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.own_files import ROOT
from tests.tickets.mails import a_mail


def receive(folder: Path, raw: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the command as a mail server does."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "receive_mail", *arguments],
        input=raw,
        capture_output=True,
        env=os.environ
        | {"HELPCENTER_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "helpcenter.settings"},
    )


@pytest.mark.parametrize("command", [("--recipient", "reply@help.example", "--sender", "")])
def test_mail_is_kept_and_without_a_database_comes_again(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    refused = receive(tmp_path, a_mail(), *command)
    assert refused.returncode == os.EX_TEMPFAIL, refused.stderr
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "-v0"],
        env=os.environ
        | {"HELPCENTER_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "helpcenter.settings"},
        check=True,
    )
    for _time in range(2):
        assert receive(tmp_path, a_mail(), *command).returncode == 0
    with sqlite3.connect(tmp_path / "helpcenter.sqlite3") as database:
        ((digest,),) = database.execute("SELECT sha256 FROM tickets_incomingmail")
    (kept,) = (tmp_path / "private" / "mail").rglob("*.eml")
    assert kept.stem == digest
    traces = b"Return-Path: <>\nX-Original-To: reply@help.example\n"
    assert kept.read_bytes() == traces + a_mail()
