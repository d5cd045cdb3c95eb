"""Settings come from the environment with safe defaults; production refuses unsafe ones.

MINGQIAN_ENV         development (default) | production
MINGQIAN_DATA        folder of everything kept (default ./data)
DATABASE_URL         sqlite:///… (default: a file in the data folder) | postgresql://…
MINGQIAN_SECRET_KEY  required in production (50 characters or more)
MINGQIAN_HOSTS       required in production: names the site answers to, comma separated
MINGQIAN_HTTPS       must be 1 in production: the site is reached over HTTPS only
MINGQIAN_PROXIES     how many reverse proxies stand in front (default 0)
MINGQIAN_KEYS        folder of the keys (default: keys in the data folder)
MINGQIAN_AGENCY      code of the agency whose installation this is, named on the public pages (default: the first opened)
MINGQIAN_LONG_WORK_SECONDS  work expected to last so long or longer goes to a process of its own (default 1)
MINGQIAN_TSA         address of an RFC 3161 time stamp server (default: none)
MINGQIAN_TSA_ROOT    its root certificate in PEM, required with it
MINGQIAN_LAW_PACKS   folder of the rule packs (default: law/packs of this program)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from mingqian.site.database import database

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
LAW_PACKS = Path(os.environ.get("MINGQIAN_LAW_PACKS", ROOT / "law" / "packs"))

PRODUCTION = os.environ.get("MINGQIAN_ENV", "development") == "production"
DEBUG = False
DATA = Path(os.environ.get("MINGQIAN_DATA", ROOT / "data")).resolve()
KEYS_DIR = Path(os.environ.get("MINGQIAN_KEYS", DATA / "keys"))
MAKE_KEYS = not PRODUCTION


def _secret_key() -> str:
    given = os.environ.get("MINGQIAN_SECRET_KEY", "")
    if PRODUCTION:
        if len(given) < 50 or len(set(given)) < 10:
            raise ImproperlyConfigured("生产环境须设置 MINGQIAN_SECRET_KEY（不少于 50 个字符的随机串）")
        return given
    if given:
        return given
    KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = KEYS_DIR / "web.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


SECRET_KEY = _secret_key()
HTTPS = os.environ.get("MINGQIAN_HTTPS") == "1"
PROXIES = int(os.environ.get("MINGQIAN_PROXIES", "0"))
ALLOWED_HOSTS = [h for h in os.environ.get("MINGQIAN_HOSTS", "").split(",") if h]
if PRODUCTION:
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("生产环境须用 MINGQIAN_HOSTS 写明站点的域名，不能用 *")
    if not HTTPS:
        raise ImproperlyConfigured("生产环境须经 HTTPS 访问：配置好证书后设置 MINGQIAN_HTTPS=1")
else:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]", "testserver"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "mingqian.accounts",
    "mingqian.audit",
    "mingqian.jobs",
    "mingqian.registers",
    "mingqian.plans",
    "mingqian.bodies",
    "mingqian.draws",
    "mingqian.inspections",
    "mingqian.crossing",
    "mingqian.followups",
    "mingqian.publicity",
    "mingqian.statistics",
    "mingqian.complaints",
    "mingqian.liability",
    "mingqian.staff",
    "mingqian.portal",
]
MIDDLEWARE = [
    "mingqian.site.proxies.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mingqian.accounts.sessions.SlidingEnd",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingqian.accounts.current.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "mingqian.site.urls"
WSGI_APPLICATION = "mingqian.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingqian.staff.shell.shell",
            ],
            "builtins": ["mingqian.staff.templatetags.mingqian"],
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA)}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Counts of large registers: what one worker has counted the others need not count again (acts/counting.py).
    "counts": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "counts"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "mingqian.accounts.backend.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/login/"

# Five wrong passwords lock the account from that address for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "mingqian.accounts.pages.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "username"

# Sessions end after half an hour without a click (`SlidingEnd`), and with the browser.
SESSION_ENGINE = "mingqian.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mingqian.staff.pages.form_expired"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

TSA_URL = os.environ.get("MINGQIAN_TSA", "")
TSA_ROOT = os.environ.get("MINGQIAN_TSA_ROOT", "")
if TSA_URL and not (TSA_URL.startswith(("http://", "https://")) and Path(TSA_ROOT).is_file()):
    raise ImproperlyConfigured(
        "MINGQIAN_TSA 要写 http(s) 地址，并用 MINGQIAN_TSA_ROOT 指出时间戳机构的根证书文件（PEM）"
    )

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if os.environ.get("MINGQIAN_STATIC") == "built" or PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_LIMIT_BYTES = 300 * 1024 * 1024
"""Largest register file taken by the import page."""

HOST_AGENCY = os.environ.get("MINGQIAN_AGENCY", "").strip()
LONG_WORK_SECONDS = float(os.environ.get("MINGQIAN_LONG_WORK_SECONDS", "1"))

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "mingqian.site.logs.LineFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
