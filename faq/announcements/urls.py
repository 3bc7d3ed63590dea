from django.urls import path

from faq.announcements import feeds, views
from faq.base import converters  # noqa: F401 (registers "row")

urlpatterns = [
    path("", views.announcement_list, name="announcement_list"),
    path("feed/", feeds.announcement_feed, name="announcement_feed"),
    path("<row:pk>/dismiss/", views.announcement_dismiss, name="announcement_dismiss"),
    path("<row:pk>-<str:slug>/", views.announcement_detail, name="announcement_detail"),
]
