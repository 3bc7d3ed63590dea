"""The demo content, loaded once for all tests of a module."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def library(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All of it, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_content", str(settings.BASE_DIR / "fixtures"), verbosity=0)
        yield
        transaction.set_rollback(True)
