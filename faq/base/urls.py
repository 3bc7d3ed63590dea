from django.urls import path

from faq.base import views

urlpatterns = [
    path("secret-rules.json", views.secret_rules_json, name="secret_rules_json"),
]
