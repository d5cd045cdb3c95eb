from django.urls import path

from mingqian.portal import complaint_pages, objection_pages, pages, why_pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("robots.txt", pages.robots, name="robots"),
    path("open/results/", pages.result_list, name="result_list"),
    path("open/results.json", pages.open_results, name="open_results"),
    path("open/items/", pages.item_list, name="item_list"),
    path("open/plans/", pages.plan_list, name="plan_list"),
    path("open/penalties/", pages.penalty_list, name="penalty_list"),
    path("open/notices/", pages.notice_list, name="notice_list"),
    path("open/reports/", pages.report_list, name="report_list"),
    path("open/draws/", pages.draw_list, name="draw_list"),
    path("open/draws/log.txt", pages.checkpoint, name="checkpoint"),
    path("open/draws/<str:address>/receipt/", pages.receipt, name="receipt"),
    path("open/draws/<str:address>/fairness/", why_pages.fairness, name="fairness"),
    path("open/draws/<str:address>/why/", why_pages.why_by_code, name="why_by_code"),
    path("open/draws/<str:address>/proof.json", why_pages.proof_by_code, name="proof_by_code"),
    path("open/draws/<str:address>/stamps/<slug:what>.tsr", pages.time_stamp, name="time_stamp"),
    path("open/draws/<str:address>/", pages.draw, name="draw"),
    path("open/draws/<str:address>/manifest.json", pages.manifest, name="manifest"),
    path("open/draws/<str:address>/transcript.zip", pages.transcript, name="transcript"),
    path("open/complaints/", pages.complain, name="complain"),
    path("open/complaints/online/", complaint_pages.complain_online, name="complain_online"),
    path("open/complaints/query/", complaint_pages.complain_query, name="complain_query"),
    path("open/how-to-check/", pages.how_to_check, name="how_to_check"),
    path("open/how-to-check/<str:name>", pages.verifier, name="verifier"),
    path("p/<slug:slug>/", pages.publication, name="publication"),
    path("n/<str:token>/", pages.own_notice, name="own_notice"),
    path("n/<str:token>/objection/", objection_pages.own_objection, name="own_objection"),
    path("n/<str:token>/why/", why_pages.own_why, name="own_why"),
    path("n/<str:token>/proof.json", why_pages.own_proof, name="own_proof"),
]
