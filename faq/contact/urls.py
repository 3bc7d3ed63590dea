"""Addresses below /<language>/contact/."""

from django.urls import path

from faq.contact import views

urlpatterns = [
    path("", views.channel_list, name="channel_list"),
    path("mail/", views.mail_guide, name="mail_guide"),
    path("verify/", views.channel_verify, name="channel_verify"),
]
