from django.urls import path

from mingqian.bodies import pages

app_name = "bodies"
urlpatterns = [
    path("", pages.overview, name="overview"),
    path("group/<str:pack_id>/", pages.group, name="group"),
    path("charge/", pages.charge, name="charge"),
    path("joint/<int:campaign_id>/", pages.joint, name="joint"),
]
