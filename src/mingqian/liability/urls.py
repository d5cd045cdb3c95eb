from django.urls import path

from mingqian.liability import pages

app_name = "liability"
urlpatterns = [
    path("", pages.campaign_list, name="campaign_list"),
    path("campaign/<int:campaign_id>/", pages.campaign, name="campaign"),
    path("campaign/<int:campaign_id>/paper/", pages.campaign_paper, name="campaign_paper"),
    path("campaign/<int:campaign_id>/paper.pdf", pages.campaign_file, name="campaign_file"),
    path("inspection/<int:inspection_id>/paper.pdf", pages.inspection_file, name="inspection_file"),
    path("inspection/<int:inspection_id>/", pages.inspection, name="inspection"),
    path("inspection/<int:inspection_id>/paper/", pages.inspection_paper, name="inspection_paper"),
]
