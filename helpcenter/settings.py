"""All settings of the site. What differs between sites comes from HELPCENTER_* variables
(docs/running.md lists them)."""

import os
import re
import secrets
from email.utils import parseaddr
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
IS_LOOPBACK = _address.hostname in {"127.0.0.1", "localhost", "::1"}


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
if IS_LOOPBACK:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [HELPCENTER_URL]

# --- Apps and middleware -------------------------------------------------------------------------

INSTALLED_APPS = [
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
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
    # Pages of allauth write numbers and times with its filters.
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "helpcenter.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "helpcenter.middleware.RefuseBadRequests",
    "helpcenter.middleware.KeepSecretsOutOfAddresses",
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
    "allauth.account.middleware.AccountMiddleware",
    "faq.accounts.middleware.StaffSessions",
    "faq.accounts.middleware.SecondFactor",
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
    "faq.tickets.mail_queue.quarantine",
    "faq.articles.review_queues.to_review",
    "faq.articles.review_queues.returned",
    "faq.articles.contact_queue.contact_queue",
    "faq.articles.report_queue.reported",
    "faq.articles.wanted_queue.searched_in_vain",
    "faq.articles.queues.stale",
    "faq.facts.queues.overdue",
    "faq.articles.queues.behind",
    "faq.articles.queues.untranslated",
    "faq.articles.queues.unhelpful",
    "faq.articles.queues.golden",
    "faq.articles.queues.dead_links",
    "faq.accounts.outgoing_mail.not_sent",
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

# Files of tickets lie in "private", where no address leads; a virus scanner (clamd) may look at
# them first: unix:/path of its socket, or host:port.
HELPCENTER_CLAMD = os.environ.get("HELPCENTER_CLAMD", "")
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
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "faq.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "faq.brand.passwords.BrandWordsValidator"},
]
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
STAFF_IDLE_SECONDS = 30 * 60
STAFF_SESSION_SECONDS = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True

# Staff reach nothing without a second factor; the demo alone may do without, on this machine only.
_second_factor = os.environ.get("HELPCENTER_SECOND_FACTOR", "required")
if _second_factor not in {"required", "off"}:
    raise SystemExit(f"HELPCENTER_SECOND_FACTOR must be required or off, not {_second_factor!r}.")
if _second_factor == "off" and not IS_LOOPBACK:
    raise SystemExit(
        "HELPCENTER_SECOND_FACTOR=off is for a demo on this machine, not for "
        f"{HELPCENTER_URL}. Leave it out: staff sign in with a second factor."
    )
SECOND_FACTOR_REQUIRED = _second_factor == "required"

# What follows is read by django-allauth; docs/decisions/0005-accounts.md says why.
ACCOUNT_ADAPTER = "faq.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "faq.accounts.forms.SignUpForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# With a password among these fields the sign-in page asks for one; signing up does not (our form).
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# An address that has not proved itself gets one letter an hour, so its code holds as long.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    "login": "20/15m/ip",
    # Many wrong passwords from many places end at 50 an hour; the code by mail stays open.
    "login_failed": "10/15m/ip,50/h/key",
    "request_login_code": "10/15m/ip,3/5m/key,20/d/key",
    "reset_password": "10/15m/ip,3/5m/key",
    "signup": "10/15m/ip",
    "reset_password_from_key": "20/15m/ip",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
MFA_ADAPTER = "faq.accounts.second_factor.Adapter"
MFA_FORMS = {"add_webauthn": "faq.accounts.forms.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOOPBACK
MFA_RECOVERY_CODES_SHOW_ONCE = True

# What each app holds about a person (faq/accounts/personal_data.py).
PERSONAL_DATA = [
    "faq.accounts.personal_data.ACCOUNT",
    "faq.api.personal_data.TOKENS",
    "faq.tickets.personal_data.TICKETS",
    "faq.transfer.personal_data.MENTIONS",
    "faq.tickets.personal_data.MAILS",
]

# --- Mail: written to the outbox, sent by the work below ------------------------------------------

EMAIL_BACKEND = "faq.base.outbox_backend.EmailBackend"
_mail = urlsplit(os.environ.get("HELPCENTER_MAIL", ""))
# Empty: nothing is sent.
_transports = {"": "", "console": "faq.base.console_mail.EmailBackend"} | dict.fromkeys(
    ("smtp", "smtps"), "django.core.mail.backends.smtp.EmailBackend"
)
if _mail.scheme not in _transports or (_mail.scheme.startswith("smtp") and not _mail.hostname):
    raise SystemExit("HELPCENTER_MAIL must look like smtp://name:password@host:587.")
MAIL_TRANSPORT = _transports[_mail.scheme]
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_PORT == 587
# Seconds for each answer. A server that is given up on may have taken the mail: better wait.
EMAIL_TIMEOUT = 90
DEFAULT_FROM_EMAIL = os.environ.get("HELPCENTER_MAIL_FROM", f"no-reply@{_address.hostname}")
if not all(parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")):
    raise SystemExit("HELPCENTER_MAIL_FROM must look like Boan <no-reply@boan.example>.")

# --- Mail that comes in: a pipe (manage.py receive_mail), or fetched ------------------------------

# Where people answer; a token takes the place of the star. Empty: mail offers no way to answer.
HELPCENTER_MAIL_REPLY = os.environ.get("HELPCENTER_MAIL_REPLY", "")
if HELPCENTER_MAIL_REPLY and not re.fullmatch(
    r"[\w.+-]*\*[\w.+-]*@[\w.-]+|[\w.+-]+@[\w.-]*\*[\w.-]+", HELPCENTER_MAIL_REPLY, re.ASCII
):
    raise SystemExit("HELPCENTER_MAIL_REPLY must look like reply+*@help.example.org.")
# The name under which our own mail server writes what it found out about senders (RFC 8601).
HELPCENTER_MAIL_AUTHSERV_ID = os.environ.get("HELPCENTER_MAIL_AUTHSERV_ID", "")
HELPCENTER_IMAP = os.environ.get("HELPCENTER_IMAP", "")
_imap = urlsplit(HELPCENTER_IMAP)
if HELPCENTER_IMAP and (_imap.scheme != "imaps" or not (_imap.hostname and _imap.username)):
    raise SystemExit("HELPCENTER_IMAP must look like imaps://name:password@host/INBOX.")

# --- Regular work: functions (now) -> how much was done, called in turn by `manage.py work` -------

WORK = [
    "faq.base.delivery.send_due",
    "faq.base.delivery.forget_old",
    "faq.accounts.actions.forget_unproved",
    "faq.accounts.actions.forget_sessions",
    "faq.tickets.attachments.remove_orphans",
    "faq.tickets.settling.forget_unconfirmed",
    "faq.tickets.mail_fetching.fetch",
    "faq.tickets.mail_in.take_in_due",
    "faq.tickets.quarantine.forget_old",
    "faq.tickets.settling.solve_silent",
    "faq.tickets.settling.close_solved",
    "faq.tickets.settling.forget_presence",
]

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
