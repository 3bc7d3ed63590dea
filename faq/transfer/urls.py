from django.urls import path

from faq.transfer import views

urlpatterns = [
    path("data/", views.personal_data, name="personal_data"),
    path("data/delete/", views.personal_data_delete, name="personal_data_delete"),
]
