from django.urls import path

from faq.search import views

urlpatterns = [
    path("search/", views.search_results, name="search_results"),
    path("search/suggest/", views.search_suggest, name="search_suggest"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
