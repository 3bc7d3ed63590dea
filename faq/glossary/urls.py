from django.urls import path

from faq.base import converters  # noqa: F401 (registers "row")
from faq.glossary import views

urlpatterns = [
    path("", views.term_list, name="term_list"),
    path("<row:pk>-<str:slug>/", views.term_detail, name="term_detail"),
]
