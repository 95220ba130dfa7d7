"""Named from the start, so that the tower stands; filled when its capability is built."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
