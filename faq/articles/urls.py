from django.urls import path

from faq.articles import feeds, views
from faq.base import converters  # noqa: F401 (registers "row")

urlpatterns = [
    path("categories/<row:pk>-<str:slug>/", views.category_detail, name="category_detail"),
    path("articles/", views.article_list, name="article_list"),
    path("articles/feed/", feeds.article_feed, name="article_feed"),
    path("articles/path/", views.beginner_path, name="beginner_path"),
    path("articles/preview/<row:pk>/", views.article_preview, name="article_preview"),
    path("articles/<row:pk>-<str:slug>.md", views.article_markdown, name="article_markdown"),
    path("articles/<row:pk>-<str:slug>/", views.article_detail, name="article_detail"),
    path("articles/<row:pk>/vote/", views.article_vote, name="article_vote"),
    path("articles/<row:pk>/report/", views.article_report, name="article_report"),
    path("articles/<row:pk>/view/", views.article_view, name="article_view"),
    path("tags/<str:slug>/", views.tag_detail, name="tag_detail"),
]
