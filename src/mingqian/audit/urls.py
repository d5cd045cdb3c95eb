from django.urls import path

from mingqian.audit import pages

app_name = "audit"
urlpatterns = [
    path("", pages.event_list, name="event_list"),
    path("<int:number>/", pages.event, name="event"),
    path("verify/", pages.verify, name="verify"),
    path("verify/start/", pages.start, name="start"),
    path("checkpoint/", pages.checkpoint, name="checkpoint"),
]
