from django.urls import path

from mingqian.followups.pages import cases, objections, orders, overview, penalties

app_name = "followups"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("inspection/<int:inspection_id>/", overview.inspection, name="inspection"),
    path("inspection/<int:inspection_id>/order/", orders.new, name="order_new"),
    path("inspection/<int:inspection_id>/measure/", orders.measure, name="measure_new"),
    path("inspection/<int:inspection_id>/case/", cases.new, name="case_new"),
    path("inspection/<int:inspection_id>/objection/", objections.new, name="objection_new"),
    path("orders/<int:order_id>/", orders.order, name="order"),
    path("orders/<int:order_id>/paper/", orders.paper, name="order_paper"),
    path("cases/letter/", cases.letter, name="letter_new"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/penalty/", penalties.propose, name="penalty_new"),
    path("objections/<int:objection_id>/", objections.objection, name="objection"),
]
