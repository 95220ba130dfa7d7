"""The root of all addresses; the upper packages are named by string."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from marketplace.views import (
    attachments,
    drafts,
    health,
    home,
    interests,
    journal,
    kit,
    letters,
    listings,
    moderation,
    organisations,
    people,
    reference,
    workspaces,
)

ground = [
    path("", home.home, name="home"),
    path("kit/", kit.kit, name="kit"),
    path("accessibility/", home.accessibility, name="accessibility"),
    *workspaces.routes,
    *people.routes,
    *organisations.routes,
    *listings.routes,
    *interests.routes,
    *moderation.routes,
    *reference.routes,
    *journal.routes,
    *letters.routes,
    *attachments.routes,
    *drafts.routes,
]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("", RedirectView.as_view(url="/vi/")),
    *i18n_patterns(
        path("", include((ground, "marketplace"))),
        path("account/", include("allauth.urls")),
        *(path("", include(name)) for name in settings.ROUTES),
        prefix_default_language=True,
    ),
]
