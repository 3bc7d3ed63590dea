from django.urls import path

from faq.accounts import views

urlpatterns = [path("", views.account, name="account")]
