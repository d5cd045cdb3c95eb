from django.urls import path

from mingqian.staff import pages

app_name = "staff"
urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("desk/search/", pages.search, name="search"),
    path("desk/style/", pages.style, name="style"),
]
