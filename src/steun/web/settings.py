"""Settings of Steun. What differs per installation comes from the environment; `docs/run/settings.md` lists it all."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = Path(__file__).resolve().parent
WORLDS = ("live", "demo", "replay", "exercise")


def setting(name: str, default: str = "") -> str:
    return os.environ.get(f"STEUN_{name}", default)


def pool() -> dict[str, object]:
    """Connections kept open, shared by threads; `STEUN_POOL=0` opens one per thread instead."""
    size = int(setting("POOL", "20"))
    return {"pool": {"min_size": 2, "max_size": size, "timeout": 10}} if size else {}


LOCK_TIMEOUT = int(setting("LOCK_TIMEOUT", "20"))
"""Seconds that a writer waits for the others before it gives up."""


def database(url: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name` or a path to an SQLite file."""
    if not url.startswith(("postgres://", "postgresql://")):
        options = {
            "transaction_mode": "IMMEDIATE",  # a writer asks for the lock at once, so it waits instead of failing
            "timeout": LOCK_TIMEOUT,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;",
        }
        test = {"NAME": f"{url}.test"}  # a file, so that threads and copies see the same database
        kept = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}  # as long as the thread, and the file, are there
        connection = {"OPTIONS": options, "TEST": test, **kept}
        return {"ENGINE": "steun.web.kernel.sqlite", "NAME": url, **connection}
    parts = urlsplit(url)
    options = {"connect_timeout": "10", **dict(parse_qsl(parts.query))}
    options["options"] = f"{options.get('options', '')} -c lock_timeout={LOCK_TIMEOUT}s".strip()
    return {
        "ENGINE": "steun.web.kernel.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": parts.port or options.pop("port", ""),
        "OPTIONS": {**options, **pool()},
        "CONN_HEALTH_CHECKS": True,  # a connection from before the database restarted is replaced unseen
    }


WORLD = setting("WORLD", "live")
if WORLD not in WORLDS:
    raise ImproperlyConfigured(f"STEUN_WORLD must be one of {', '.join(WORLDS)}, not {WORLD!r}")
IS_PLAY = WORLD != "live"  # a world in which anybody may take a role with one click
OTHER_WORLD_URL = setting("OTHER_WORLD_URL")
OWNER = setting("OWNER")  # who runs this installation, as the accessibility statement names it
HOUSE_STYLE = setting("HOUSE_STYLE")  # a style sheet with the tokens of a house style, loaded after ours
CONTACT = setting("CONTACT")  # the mail address to which people tell what does not work for them
NODE = setting("NODE", "national")  # whose chain of the journal this database writes; never changed afterwards
if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", NODE):
    raise ImproperlyConfigured(f"STEUN_NODE must be a short name of small letters, digits and dashes, not {NODE!r}")
BASE_URL = setting("BASE_URL", "http://127.0.0.1:8000")

DEBUG = setting("DEBUG") == "1"
if DEBUG and not IS_PLAY:
    raise ImproperlyConfigured("STEUN_DEBUG shows settings and cases to whoever meets an error: not in a live world")
SECRET_KEY = setting("SECRET") or ("play-only-" * 6 if IS_PLAY else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("STEUN_SECRET must be set outside the demo: 50 random characters")
if not IS_PLAY and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("STEUN_SECRET is too short to withstand guessing: 50 random characters")
# Signs nothing new: what was signed with a secret of before is still taken, until it is left out here too.
SECRET_KEY_FALLBACKS = [s for s in setting("SECRET_BEFORE").split(",") if s]
if not IS_PLAY and any(len(s) < 32 for s in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured("STEUN_SECRET_BEFORE holds a secret that is too short to withstand guessing")
ALLOWED_HOSTS = setting("HOSTS", "127.0.0.1,localhost,[::1],testserver" if IS_PLAY else "").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in setting("ORIGINS").split(",") if o]

DATABASES = {"default": database(setting("DATABASE", str(Path("var") / f"{WORLD}.sqlite3")))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "steun.web",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MIDDLEWARE = [
    "steun.web.kernel.failure.retry.middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # what a file says beside its content: `kernel.server.headers`
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "steun.web.kernel.server.language.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "steun.web.people.account.mfa.second_step",
    "steun.web.kernel.people.pace.middleware",
    "django_htmx.middleware.HtmxMiddleware",
    "steun.web.kernel.live.page.noted",
    "steun.web.kernel.failure.responses.middleware",
    "steun.web.desks.sheets.tables.middleware",
]
ROOT_URLCONF = "steun.web.urls"
ASGI_APPLICATION = "steun.web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["steun.web.templatetags.steun"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "steun.web.desks.frame.page",
            ],
        },
    }
]

CACHES = {
    "default": {  # what all processes must know together: limits on log-in, codes that were used
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "steun_cached",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    "names": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "steun.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "steun.web.people.person.password.NoWordsOfTheWork"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "people:login" if IS_PLAY else "account_login"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "steun.web.people.adapter.NoSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # a crisis centre behind one address logs in at the change of a shift
    "login_failed": "5/300s/key",  # the key is an address and an account together: nobody locks out another
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Steun"

HTTPS = setting("HTTPS", "0" if IS_PLAY else "1") == "1"
OURS = "__Host-" if HTTPS else ""  # browsers take such a cookie only from this very host, over HTTPS
SESSION_COOKIE_NAME = f"{OURS}steun-{WORLD}"  # cookies ignore ports: two worlds on one host must not share a log-in
CSRF_FAILURE_VIEW = "steun.web.kernel.failure.responses.stale"
CSRF_COOKIE_NAME = f"{OURS}steun-csrf-{WORLD}"
MESSAGES_COOKIE_NAME = f"{OURS}steun-told-{WORLD}"
MESSAGE_STORAGE = "steun.web.kernel.server.messages.MessageCookies"
LANGUAGE_COOKIE_NAME = f"{OURS}steun-language"
DEVICE_COOKIE_NAME = f"{OURS}steun-device-{WORLD}"
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_AGE = "Lax", 365 * 86400
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # our scripts read no cookie
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if setting("BEHIND_PROXY") == "1" else None
SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000 if HTTPS else 0, HTTPS  # as in `kernel.server.headers`
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if setting("BEHIND_PROXY") == "1" else 0
CALLS_A_MINUTE = int(setting("CALLS_A_MINUTE", "0" if IS_PLAY else "1200"))  # of one person, in one process
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
ATTACHMENT_MAX_BYTES = 10_000_000
BODY_MAX_UPLOAD = ATTACHMENT_MAX_BYTES + 1_000_000  # bytes of a whole body with a file, see `body_limits`
BODY_MAX_STRANGER = 100_000  # bytes of a body of somebody who shows no log-in and no key
BODY_MAX_HEARD = 64_000_000  # bytes that are heard out and thrown away, so that the answer arrives
BODY_SECONDS_IDLE, BODY_SECONDS = 30, 600  # between two blocks of a body; for all of it: 10 MB over a poor line

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"  # what is typed is Dutch time, so what is shown is too
FORMAT_MODULE_PATH = ["steun.web.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
SERVED = HERE / "served"  # what `make setup` collects: hashed names, compressed
STATIC_ROOT = setting("STATIC_ROOT") or (str(SERVED) if SERVED.is_dir() else None)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "steun.web.kernel.server.static.HashedWhenCurrent"},
}
WHITENOISE_USE_FINDERS = True  # plain names are there too
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else loads them: see `kernel.server.headers`
WHITENOISE_AUTOREFRESH = DEBUG
REGIONS = setting("REGIONS", str(Path("var") / "regions.geojson"))  # official borders, when somebody imported them
ROADS = setting("ROADS", str(Path("var") / "roads"))  # the road register, when somebody imported another
MEDIA_ROOT = setting("FILES", str(Path("var") / f"{WORLD}-files"))

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if setting("SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = setting("MAIL_FOLDER", str(Path("var") / f"{WORLD}-mail"))
EMAIL_HOST, EMAIL_PORT = setting("SMTP_HOST", "localhost"), int(setting("SMTP_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = setting("SMTP_USER"), setting("SMTP_PASSWORD")
EMAIL_USE_TLS = setting("SMTP_TLS") == "1"
EMAIL_TIMEOUT = int(setting("SMTP_TIMEOUT", "5"))  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = setting("MAIL_FROM", "steun@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "steun.web.kernel.server.log_line.JsonLine"}, "plain": {}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if IS_PLAY else "json"}},
    "loggers": {"steun.refused": {"level": "WARNING" if IS_PLAY else "INFO"}},  # in a live world every no is kept
    "root": {"handlers": ["console"], "level": setting("LOG_LEVEL", "WARNING")},
}
