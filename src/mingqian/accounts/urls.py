from django.urls import path

from mingqian.accounts import office, pages

app_name = "accounts"
urlpatterns = [
    path("login/", pages.sign_in, name="login"),
    path("login/code/", pages.second_factor, name="second_factor"),
    path("logout/", pages.sign_out, name="logout"),
    path("me/role/", pages.switch_role, name="switch_role"),
    path("me/password/", pages.password, name="password"),
    path("me/second-factor/", pages.own_second_factor, name="own_second_factor"),
    path("settings/agencies/", office.agency_list, name="agency_list"),
    path("settings/agencies/new/", office.agency_new, name="agency_new"),
    path("settings/agencies/<int:agency_id>/", office.agency, name="agency"),
    path("settings/agencies/<int:agency_id>/edit/", office.agency_edit, name="agency_edit"),
    path("settings/units/<int:unit_id>/edit/", office.unit_edit, name="unit_edit"),
    path("settings/people/", office.user_list, name="user_list"),
    path("settings/people/new/", office.user_new, name="user_new"),
    path("settings/people/<int:user_id>/", office.user, name="user"),
    path("settings/people/<int:user_id>/edit/", office.user_edit, name="user_edit"),
    path("settings/people/<int:user_id>/password/", office.one_time_password, name="one_time_password"),
    path("settings/roles/", office.role_list, name="role_list"),
]
