"""All settings of the site. What differs between sites comes from HELPCENTER_* variables
(docs/running.md lists them)."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The site's own values -----------------------------------------------------------------------

HELPCENTER_URL = os.environ.get("HELPCENTER_URL", "http://127.0.0.1:8000").rstrip("/")
HELPCENTER_DATA = Path(os.environ.get("HELPCENTER_DATA", BASE_DIR / "var"))
_proxies = os.environ.get("HELPCENTER_PROXIES", "0")
if not _proxies.isdecimal():
    raise SystemExit(
        f"HELPCENTER_PROXIES must be the number of proxies in front, not {_proxies!r}."
    )
HELPCENTER_PROXIES = int(_proxies)

_address = urlsplit(HELPCENTER_URL)
if _address.scheme not in {"http", "https"} or not _address.hostname:
    raise SystemExit(f"HELPCENTER_URL must be an http or https address, not {HELPCENTER_URL!r}.")
IS_HTTPS = _address.scheme == "https"


def _secret_key() -> str:
    """The key from the environment, else one made once and kept in the data folder."""
    if given := os.environ.get("HELPCENTER_SECRET_KEY"):
        return given
    path = HELPCENTER_DATA / "secret_key"
    try:
        HELPCENTER_DATA.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = path.with_name(f"secret_key.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise SystemExit(
            f"The data folder {HELPCENTER_DATA} cannot be written ({error.strerror}). "
            "Give HELPCENTER_DATA a folder that this user may write to."
        ) from error


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("HELPCENTER_DEBUG", "") == "1"
ALLOWED_HOSTS = [
    _address.hostname,
    *filter(None, os.environ.get("HELPCENTER_HOSTS", "").split(",")),
]
if _address.hostname in {"127.0.0.1", "localhost"}:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [HELPCENTER_URL]

# --- Apps and middleware -------------------------------------------------------------------------

INSTALLED_APPS = [
    "taggit",
    "faq.base",
    "faq.accounts",
    "faq.brand",
    "faq.search",
    "faq.pictures",
    "faq.categories",
    "faq.contact",
    "faq.facts",
    "faq.glossary",
    "faq.announcements",
    "faq.articles",
    "faq.robot",
    "faq.tickets",
    "faq.transfer",
    "faq.api",
    "helpcenter.ops",
    "helpcenter.apps.HelpcenterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "helpcenter.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "helpcenter.middleware.RefuseBadRequests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "helpcenter.middleware.AskVersionsOnce",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "helpcenter.middleware.AnswerWhileLocked",
]

ROOT_URLCONF = "helpcenter.urls"
WSGI_APPLICATION = "helpcenter.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpcenter.page.frame",
            ],
        },
    }
]

# --- What can be found: one source of documents per content app (faq/search/sources.py) ----------

SEARCH_SOURCES = [
    "faq.articles.searchable.ArticleSource",
    "faq.glossary.searchable.TermSource",
    "faq.announcements.searchable.AnnouncementSource",
]
# What suggestions offer besides (faq/search/suggestions.py).
SEARCH_SUGGESTIONS = ["faq.articles.counts.suggest_topics"]
# What waits for editors, in the order of the admin's first page (faq/accounts/queues.py).
EDITOR_QUEUES = [
    "faq.tickets.queues.overdue",
    "faq.tickets.queues.nobodys",
    "faq.tickets.queues.mine",
    "faq.articles.review_queues.to_review",
    "faq.articles.review_queues.returned",
    "faq.articles.contact_queue.contact_queue",
    "faq.articles.wanted_queue.searched_in_vain",
    "faq.articles.queues.stale",
    "faq.facts.queues.overdue",
    "faq.articles.queues.behind",
    "faq.articles.queues.untranslated",
    "faq.articles.queues.unhelpful",
    "faq.articles.queues.golden",
    "faq.articles.queues.dead_links",
]
# After how many days a text is to be checked again, by kind; a category may say otherwise.
CHECK_AFTER_DAYS = {"faq": 180, "tutorial": 120, "guide": 180, "product": 120, "academy": 365}
# So many readers of a week search in vain before a draft appears (faq/articles/wanted.py).
WANTED_READERS = 5
# What stands beside results, by its name in the template (faq/search/panels.py).
SEARCH_PANELS = {
    "definition": "faq.glossary.marking.definition",
    "topics": "faq.articles.counts.search_panel",
}

# Finding by meaning too: the class that makes vectors (faq/search/meaning.py), or nothing.
_meaning = os.environ.get("HELPCENTER_MEANING", "off")
if _meaning not in {"on", "off"}:
    raise SystemExit(f"HELPCENTER_MEANING must be on or off, not {_meaning!r}.")
SEARCH_MEANING = "faq.search.meaning.E5" if _meaning == "on" else ""

# --- Data ----------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HELPCENTER_DATA / "helpcenter.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A write is acknowledged only when it would survive a loss of power: FULL, not NORMAL.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;"
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            ),
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    # Counters of rate limits must hold over all processes.
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

MEDIA_ROOT = HELPCENTER_DATA / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = HELPCENTER_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "helpcenter.ops.staticfiles.ManifestStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Languages and time --------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "helpcenter" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HELPCENTER_TIME_ZONE", "Asia/Shanghai")

# --- People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True

# --- Mail to people at work ----------------------------------------------------------------------

_mail = urlsplit(os.environ.get("HELPCENTER_MAIL", ""))
if _mail.scheme not in {"", "smtp", "smtps"}:
    raise SystemExit("HELPCENTER_MAIL must look like smtp://name:password@host:587.")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.scheme else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_PORT == 587
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("HELPCENTER_MAIL_FROM", f"no-reply@{_address.hostname}")

# --- Tags ----------------------------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False
TAGGIT_TAGS_FROM_STRING = "faq.articles.tags.tags_from_string"
TAGGIT_STRING_FROM_TAGS = "faq.articles.tags.string_from_tags"

# --- Transport -----------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if IS_HTTPS and HELPCENTER_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Logs: one event is one line -----------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "helpcenter.ops.logs.OneLineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "helpcenter": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "faq": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Requests that wait for a thread are no event.
        "waitress.queue": {"level": "ERROR"},
    },
}
