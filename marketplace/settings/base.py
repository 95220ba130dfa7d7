"""Laptop settings: everything runs without a server. `production` overrides, nothing else.

The composition root names the other packages by string only, so that imports keep going down.
"""

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("FIRST_CUSTOMER_VAR") or BASE_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = os.environ.get("SECRET_KEY", "laptop-only-key-production-refuses-to-start-with-it")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
SITE_URL = os.environ.get("SITE_URL") or "http://localhost:8000"
SITE_NAME = _("First Customer")

INSTALLED_APPS = [
    "cms",
    "search",
    "procurement",
    "marketplace",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.middleware.SecondFactorMiddleware",
    "marketplace.middleware.ActingMiddleware",
    "marketplace.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.context_processors.portal",
            ],
        },
    }
]


def database_from(url: str) -> dict[str, object]:
    """Django's connection settings from `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR_DIR / "first-customer.sqlite3",
    "OPTIONS": {
        # IMMEDIATE: a writer waits for the lock at the start instead of failing in the middle.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    },
}
DATABASES = {
    "default": database_from(os.environ["DATABASE_URL"]) if os.environ.get("DATABASE_URL") else SQLITE
}

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "marketplace.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_GET_INIT_ANONYMOUS_USER = None
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "marketplace:workspace"
ACCOUNT_LOGOUT_REDIRECT_URL = "marketplace:home"
ACCOUNT_ADAPTER = "marketplace.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "marketplace.forms.people.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# One address a person; a new one replaces the old once its letter's link was opened.
ACCOUNT_CHANGE_EMAIL = True
MFA_ADAPTER = "marketplace.sign_in.SecondFactorAdapter"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "First Customer"
# Officials and platform roles need a second factor; only a demo or a test may say no, and it shows.
SECOND_FACTOR_REQUIRED = os.environ.get("SECOND_FACTOR_REQUIRED", "1") == "1"

# --- language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [path for path in (VAR_DIR / "static-vendor",) if path.is_dir()]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT: str | Path = VAR_DIR / "media"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# The twin knows one test signature; production names `…virus_scanner.ClamAV` and where clamd listens.
VIRUS_SCANNER = os.environ.get("VIRUS_SCANNER", "marketplace.gateways.virus_scanner.SignatureTwin")
CLAMAV_ADDRESS = os.environ.get("CLAMAV_ADDRESS", "localhost:3310")

# --- mail, jobs --------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = "First Customer <no-reply@localhost>"
FILE_BROKER = "filesystem://localhost"
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = os.environ.get("BROKER_URL") or FILE_BROKER
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if CELERY_BROKER_URL == FILE_BROKER:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "marketplace.tasks.sweep", "schedule": 15.0},
    "play-due": {"task": "marketplace.tasks.play_due", "schedule": 60.0},
}

# --- what each package brings, by name ----------------------------------------------------------
ROUTES = ["procurement.urls"]
REFERENCE_LOADERS = ["marketplace.reference.load", "procurement.reference.load"]
DEMO_LOADERS = ["marketplace.demo.load", "procurement.demo.load"]
MOVES = [
    "marketplace.states.ORGANISATION_MOVES",
    "marketplace.states.LISTING_MOVES",
    "marketplace.states.INTEREST_MOVES",
    "procurement.states.PROGRAMME_MOVES",
    "procurement.states.ORDER_MOVES",
    "procurement.states.CONTRACT_MOVES",
    "procurement.states.MILESTONE_MOVES",
    "procurement.states.PAYMENT_MOVES",
    "procurement.states.REVIEW_MOVES",
]
DUTIES = ["marketplace.workspaces.duties", "procurement.workspaces.duties"]
PLAY_DUE = ["marketplace.domain.due.play_due", "procurement.domain.due.play_due"]
LETTERS = ["marketplace.workspaces.letters", "procurement.workspaces.letters"]
LISTING_ROADS = "procurement.domain.road.listing_roads"  # (listings) → {pk: stops}, in a fixed few queries
LISTING_PANELS = ["procurement.workspaces.listing_passports", "procurement.workspaces.listing_panel"]
INTEREST_PANELS = ["procurement.workspaces.interest_panel"]
# (request) → panels beside the duties of whoever is signed in.
WORKSPACE_PANELS = ["marketplace.workspaces.workspace_panels"]
REUSE_FINDER = "procurement.domain.reuse.find_by_technology"
ORDER_PANELS = ["procurement.workspaces.order_panels"]
ORGANISATION_PANELS = [
    "procurement.workspaces.organisation_passports",
    "procurement.workspaces.organisation_panel",
]
TECHNOLOGY_PANELS = ["procurement.workspaces.technology_passports", "procurement.workspaces.technology_panel"]
HOME_PANELS = ["procurement.workspaces.home_passports", "procurement.workspaces.home_panel"]
ROAD_COUNTS = "procurement.domain.road.road_counts"
ATTACHMENT_READERS = ["marketplace.policies.may_read_attachment", "procurement.policies.may_read_attachment"]
REFUSALS = ["marketplace.phrases.REFUSALS", "procurement.phrases.REFUSALS"]
VERBS = ["marketplace.phrases.VERBS", "procurement.phrases.VERBS"]

# --- signatures --------------------------------------------------------------------------------
# Hex of an Ed25519 private key; empty on a laptop, where one is made and kept under var/.
PASSPORT_SIGNING_KEY = os.environ.get("PASSPORT_SIGNING_KEY", "")

# --- safety ------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "marketplace.views.refusals.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
