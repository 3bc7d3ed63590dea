from django.urls import path

from faq.brand import views

urlpatterns = [path("accent-<str:colour>.css", views.accent, name="accent")]
