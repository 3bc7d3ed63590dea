from django.urls import path

from faq.robot import views

urlpatterns = [path("ask/", views.ask, name="ask")]
