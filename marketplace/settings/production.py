"""Production settings: only overrides, and one sentence for each missing or unsafe variable."""

import os

from django.core.exceptions import ImproperlyConfigured

from marketplace.settings.base import *  # noqa: F403
from marketplace.settings.base import database_from


def required(name: str, why: str) -> str:
    """The variable's value, or a refusal to start that names it."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: {why}.")
    return value


SECRET_KEY = required("SECRET_KEY", "a random text of at least 50 characters signs sessions and links")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters: make a random one.")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "the names under which the portal answers, with commas").split(",")
SITE_URL = required("SITE_URL", "the address that letters and passports carry, with https://")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https://.")
DATABASES = {"default": database_from(required("DATABASE_URL", "postgresql://user:password@host:port/name"))}
CELERY_BROKER_URL = required("BROKER_URL", "redis:// or amqp:// address of the broker")
CELERY_BROKER_TRANSPORT_OPTIONS = {}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": required(
            "CACHE_URL", "redis:// address at which all web processes count sign-in attempts"
        ),
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the reverse proxy with TLS; throttling counts the address that it names
PASSPORT_SIGNING_KEY = required("PASSPORT_SIGNING_KEY", "64 hexadecimal digits: the Ed25519 key of passports")
VIRUS_SCANNER = required("VIRUS_SCANNER", "the dotted path of what reads each uploaded file first")
if VIRUS_SCANNER.endswith("SignatureTwin"):
    raise ImproperlyConfigured(
        "VIRUS_SCANNER must be a real scanner: the twin knows only the harmless test file."
    )
MEDIA_ROOT = required("MEDIA_ROOT", "the folder, shared by web and worker, that keeps private files")
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "the sender of the portal's letters")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = required("EMAIL_HOST", "the mail server")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = True

if os.environ.get("SECOND_FACTOR_REQUIRED", "1") != "1":
    raise ImproperlyConfigured("SECOND_FACTOR_REQUIRED must not be switched off in production.")
SECOND_FACTOR_REQUIRED = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
