"""What must hold before a start: checks, migrations, static files that templates name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from helpcenter.ops.checks import check_static_names
from tests.architecture.own_files import ROOT


@pytest.mark.django_db
def test_models_and_migrations_are_in_step() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_settings_of_an_https_site_pass_every_check(tmp_path: Path) -> None:
    environment = os.environ | {
        "HELPCENTER_URL": "https://help.boan.example",
        "HELPCENTER_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "helpcenter.settings",
    }
    checked = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr


SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (
            "smtp://bo%40x:se%2Fcret@mail.example:587",
            f"{SMTP} mail.example 587 bo@x se/cret True False",
        ),
        ("smtps://mail.example:465", f"{SMTP} mail.example 465   False True"),
        ("", "None localhost 587   False False"),
        ("mail.example:587", ""),
        ("smtp://", ""),
        ("console:", "faq.base.console_mail.EmailBackend localhost 587   False False"),
    ],
)
def test_mail_goes_where_the_setting_says(tmp_path: Path, mail: str, said: str) -> None:
    ask = (
        "from django.conf import settings as s; print(s.MAIL_TRANSPORT or None, s.EMAIL_HOST,"
        " s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL)"
    )
    environment = os.environ | {
        "HELPCENTER_MAIL": mail,
        "HELPCENTER_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "helpcenter.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert told.stdout.strip() == said
    assert bool(told.returncode) is not bool(said)
    assert said or "HELPCENTER_MAIL" in told.stderr


@pytest.mark.parametrize(
    ("sender", "is_taken"),
    [
        ("Boan <no-reply@boan.example>", True),
        ("泊岸 <a@boan.example>", True),
        ("Boan", False),
        ("@", False),
    ],
)
def test_sender_of_mail_is_an_address(tmp_path: Path, sender: str, is_taken: bool) -> None:
    environment = os.environ | {
        "HELPCENTER_MAIL_FROM": sender,
        "HELPCENTER_DATA": str(tmp_path),
    }
    told = subprocess.run(
        [sys.executable, "-c", "import helpcenter.settings"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert (told.returncode == 0) is is_taken
    assert is_taken or "HELPCENTER_MAIL_FROM" in told.stderr


def test_static_file_that_is_named_and_does_not_exist_stops_the_start(
    settings: LazySettings, tmp_path: Path
) -> None:
    assert not check_static_names()
    template = tmp_path / "page.html"
    template.write_text("{% load static %}<img src=\"{% static 'img/gone.png' %}\">")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    (error,) = check_static_names()
    assert str(template) in error.msg
    assert "img/gone.png" in error.msg
    assert error.is_serious()
