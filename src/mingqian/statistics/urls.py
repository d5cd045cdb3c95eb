from django.urls import path

from mingqian.statistics.pages import campaign, overview, reports

app_name = "statistics"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("sheet/", overview.sheet, name="sheet"),
    path("data.csv", overview.data, name="data"),
    path("campaign/<int:campaign_id>/", campaign.campaign, name="campaign"),
    path("campaign/<int:campaign_id>/package/", campaign.package, name="package"),
    path("campaign/<int:campaign_id>/form/<slug:code>/", campaign.form_paper, name="form_paper"),
    path("campaign/<int:campaign_id>/form/<slug:code>/sheet/", campaign.form_sheet, name="form_sheet"),
    path("report/<int:report_id>/", reports.report, name="report"),
    path("report/<int:report_id>/paper/", reports.report_paper, name="report_paper"),
]
