"""The site's own settings in a folder that ends with the run; what only costs time is left out."""

import os
import tempfile

for name in [name for name in os.environ if name.startswith("HELPCENTER_")]:
    if name != "HELPCENTER_BROWSER":
        del os.environ[name]
_folder = tempfile.TemporaryDirectory(prefix="helpcenter-tests-", ignore_cleanup_errors=True)
os.environ["HELPCENTER_DATA"] = _folder.name

from helpcenter.settings import *  # noqa: E402, F403
from helpcenter.settings import DATABASES, HELPCENTER_DATA, SESSION_COOKIE_AGE, STORAGES  # noqa: E402

# As in the demo; tests/accounts/test_second_factor.py demands it.
SECOND_FACTOR_REQUIRED = False
# Tests move the clock under people at work; the same file holds when sessions end.
STAFF_IDLE_SECONDS = STAFF_SESSION_SECONDS = SESSION_COOKIE_AGE
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# A file, because threads cannot share a database in memory without locking each other out.
DATABASES["default"]["TEST"] = {"NAME": HELPCENTER_DATA / "test.sqlite3"}
DATABASES["default"]["OPTIONS"]["init_command"] = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
)
HELPCENTER_DATA.joinpath("static").mkdir()
