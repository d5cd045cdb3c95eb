from django.urls import path

from mingqian.inspections.pages import changes, check, inspection, joint, notices, overlay, referrals, tasks

app_name = "inspections"
urlpatterns = [
    path("", tasks.inspection_list, name="inspection_list"),
    path("dispatch/<int:draw_id>/", tasks.dispatch, name="dispatch"),
    path("campaign/<int:campaign_id>/", tasks.campaign, name="campaign"),
    path("campaign/<int:campaign_id>/archive/", tasks.archive, name="archive"),
    path("campaign/<int:campaign_id>/notices/", notices.notify_all, name="notify_all"),
    path("campaign/<int:campaign_id>/notices/papers/", notices.notice_papers, name="notice_papers"),
    path("<int:inspection_id>/", inspection.inspection, name="inspection"),
    path("<int:inspection_id>/notice/", inspection.notice, name="notice"),
    path("<int:inspection_id>/notice/paper/", inspection.notice_paper, name="notice_paper"),
    path("<int:inspection_id>/seat/<int:seat_id>/", inspection.seat, name="seat"),
    path("joint/", joint.visits, name="visits"),
    path("joint/<int:visit_id>/", joint.visit, name="visit"),
    path("change/<int:change_id>/", changes.change, name="change"),
    path("change/<int:change_id>/draw/", changes.vacancy, name="vacancy"),
    path("approvals/", overlay.approvals, name="approvals"),
    path("referrals/", referrals.referral_list, name="referral_list"),
    path("referrals/<int:referral_id>/", referrals.referral, name="referral"),
    path("referrals/<int:referral_id>/paper/", referrals.referral_paper, name="referral_paper"),
    path("<int:inspection_id>/refer/", referrals.refer, name="refer"),
    path("<int:inspection_id>/enter/", overlay.enter, name="enter"),
    path("<int:inspection_id>/urgent/", overlay.urgent, name="urgent"),
    path("<int:inspection_id>/start/", check.start, name="start"),
    path("<int:inspection_id>/check/", check.check, name="check"),
    path("<int:inspection_id>/sign/", check.sign, name="sign"),
    path("<int:inspection_id>/record/paper/", check.record_paper, name="record_paper"),
    path("<int:inspection_id>/review/", inspection.review, name="review"),
]
