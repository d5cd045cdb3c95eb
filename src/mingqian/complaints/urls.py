from django.urls import path

from mingqian.complaints.pages import arrange, complaint, counts, intake, lists, shifts

app_name = "complaints"
urlpatterns = [
    path("", lists.complaint_list, name="complaint_list"),
    path("export/", lists.export, name="export"),
    path("take/", intake.take, name="take"),
    path("duty/", shifts.duty, name="duty"),
    path("duty/<int:shift_id>/", shifts.shift, name="shift"),
    path("arrangement/", arrange.arrangement, name="arrangement"),
    path("counts/", counts.count_list, name="count_list"),
    path("<int:complaint_id>/", complaint.complaint, name="complaint"),
    path("<int:complaint_id>/files/<int:number>/", complaint.attachment, name="attachment"),
]
