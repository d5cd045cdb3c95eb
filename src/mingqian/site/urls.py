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
    path("bodies/", include("mingqian.bodies.urls")),
    path("draws/", include("mingqian.draws.urls")),
    path("inspections/", include("mingqian.inspections.urls")),
    path("crossing/", include("mingqian.crossing.urls")),
    path("followups/", include("mingqian.followups.urls")),
    path("publicity/", include("mingqian.publicity.urls")),
    path("liability/", include("mingqian.liability.urls")),
    path("statistics/", include("mingqian.statistics.urls")),
    path("complaints/", include("mingqian.complaints.urls")),
]

handler500 = "mingqian.staff.pages.server_error"
