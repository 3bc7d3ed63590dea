"""Addresses of the requests for help."""

from django.urls import path

from faq.tickets import views

urlpatterns = [
    path("", views.ticket_list, name="ticket_list"),
    path("<slug:reference>/", views.ticket_detail, name="ticket_detail"),
    path("<slug:reference>/files/<int:pk>/", views.ticket_attachment, name="ticket_attachment"),
]
