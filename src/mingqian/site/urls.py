"""All doors of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("mingqian.portal.urls")),
    path("", include("mingqian.accounts.urls")),
    path("", include("mingqian.staff.urls")),
    path("jobs/", include("mingqian.jobs.urls")),
    path("audit/", include("mingqian.audit.urls")),
    path("registers/", include("mingqian.registers.urls")),
    path("plans/", include("mingqian.plans.urls")),
    path("draws/", include("mingqian.draws.urls")),
    path("inspections/", include("mingqian.inspections.urls")),
    path("publicity/", include("mingqian.publicity.urls")),
]

handler500 = "mingqian.staff.pages.server_error"
