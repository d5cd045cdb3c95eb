from django.urls import path

from mingqian.jobs import pages

app_name = "jobs"
urlpatterns = [
    path("<int:job_id>/", pages.job, name="job"),
    path("<int:job_id>/progress/", pages.progress, name="progress"),
]
