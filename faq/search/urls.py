from django.urls import path

from faq.search import views

urlpatterns = [
    path("search/", views.search_results, name="search_results"),
    path("search/suggest/", views.search_suggest, name="search_suggest"),
    path("search/click/", views.search_click, name="search_click"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
