from django.urls import path

from faq.api import views

urlpatterns = [
    path("openapi.json", views.api_description, name="api_description"),
    path("articles/", views.api_articles, name="api_articles"),
    path("articles/<slug:key>/", views.api_article, name="api_article"),
    path("categories/", views.api_categories, name="api_categories"),
    path("terms/", views.api_terms, name="api_terms"),
    path("search/", views.api_search, name="api_search"),
]
