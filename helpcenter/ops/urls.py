from django.urls import path

from helpcenter.ops import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("readyz", views.readiness, name="readiness"),
]
