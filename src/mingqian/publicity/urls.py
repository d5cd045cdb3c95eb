from django.urls import path

from mingqian.publicity.pages import lists, penalties, places, results, withholding

app_name = "publicity"
urlpatterns = [
    path("", lists.publication_list, name="publication_list"),
    path("items/", lists.items, name="items"),
    path("plans/<int:plan_id>/", lists.plan, name="plan"),
    path("prepare/<int:inspection_id>/", results.prepare, name="prepare"),
    path("withhold/<int:inspection_id>/", withholding.propose, name="withhold"),
    path("withholdings/<int:withholding_id>/", withholding.decide, name="withholding"),
    path("penalty/<int:case_id>/", penalties.penalty, name="penalty"),
    path("correct/<int:inspection_id>/", penalties.correct_result, name="correct_result"),
    path("campaign/<int:campaign_id>/", results.campaign, name="campaign"),
    path("campaign/<int:campaign_id>/places/", places.places, name="places"),
    path("campaign/<int:campaign_id>/places/sheet/", places.places_sheet, name="places_sheet"),
    path("<int:publication_id>/", results.publication, name="publication"),
    path("<int:publication_id>/correct/", results.correct, name="correct"),
]
