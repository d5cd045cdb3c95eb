from django.urls import path

from mingqian.crossing.pages import activities, findings, leads

app_name = "crossing"
urlpatterns = [
    path("", activities.activity_list, name="activity_list"),
    path("new/", activities.activity_new, name="activity_new"),
    path("<int:activity_id>/", activities.activity, name="activity"),
    path("<int:activity_id>/received/", findings.receive, name="receive"),
    path("received/<int:received_id>/", findings.received, name="received"),
    path("letters/<int:referral_id>/", findings.letter, name="letter"),
    path("leads/", leads.lead_list, name="lead_list"),
    path("leads/new/", leads.lead_new, name="lead_new"),
    path("reports/new/", leads.report_new, name="report_new"),
    path("reports/<int:report_id>/", leads.report, name="report"),
]
