from django.urls import path

from mingqian.publicity.pages import lists, results, withholding

app_name = "publicity"
urlpatterns = [
    path("", lists.publication_list, name="publication_list"),
    path("items/", lists.items, name="items"),
    path("plans/<int:plan_id>/", lists.plan, name="plan"),
    path("prepare/<int:inspection_id>/", results.prepare, name="prepare"),
    path("withhold/<int:inspection_id>/", withholding.propose, name="withhold"),
    path("withholdings/<int:withholding_id>/", withholding.decide, name="withholding"),
    path("campaign/<int:campaign_id>/", results.campaign, name="campaign"),
    path("<int:publication_id>/", results.publication, name="publication"),
    path("<int:publication_id>/correct/", results.correct, name="correct"),
]
