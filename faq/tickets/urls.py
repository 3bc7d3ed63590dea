"""Addresses of the requests for help."""

from django.urls import path

from faq.tickets import mail_views, views

urlpatterns = [
    path("", views.ticket_list, name="ticket_list"),
    path("new/", views.ticket_new, name="ticket_new"),
    path("new/check/", views.ticket_check, name="ticket_check"),
    path("new/confirm/", views.ticket_confirm, name="ticket_confirm"),
    path("mails/", mail_views.ticket_mails, name="ticket_mails"),
    path("<slug:reference>/", views.ticket_detail, name="ticket_detail"),
    path("<slug:reference>/files/<int:pk>/", views.ticket_attachment, name="ticket_attachment"),
    path("<slug:reference>/reply/", views.ticket_reply, name="ticket_reply"),
    path("<slug:reference>/close/", views.ticket_close, name="ticket_close"),
    path("<slug:reference>/reopen/", views.ticket_reopen, name="ticket_reopen"),
    path("<slug:reference>/rate/", views.ticket_rate, name="ticket_rate"),
]
