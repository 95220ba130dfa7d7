"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.base")
application = get_wsgi_application()

# Django is ready only now.
from marketplace.checks import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()
