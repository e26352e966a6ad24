"""The ground floor's own addresses."""

from django.urls import path

from portal.views import calendar, friction, gallery, mail, me, notices, people, pictures, zero

app_name = "portal"
urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("got-in-my-way/", friction.everything, name="friction"),
    path("got-in-my-way/<int:pk>/", friction.one, name="friction_task"),
    path("media/images/<str:name>", pictures.picture, name="picture"),
    path("me/", me.me, name="me"),
    path("me/away/<int:pk>/drop/", me.drop_absence, name="me_drop_absence"),
    path("mail/stop/<str:token>/", mail.stop, name="mail_stop"),
    path("me/calendar/", calendar.mine, name="calendar"),
    path("me/calendar/end/", calendar.end, name="calendar_end"),
    path("calendar/<str:secret>.ics", calendar.file, name="calendar_file"),
    path("theme/", me.theme, name="theme"),
    path("notices/", notices.everything, name="notices"),
    path("notices/read/", notices.all_read, name="notices_read"),
    path("notices/<int:pk>/", notices.opened, name="notice"),
    path("people/<str:username>/", people.person, name="person"),
    path("zero/", zero.desk, name="zero"),
    path("zero/message/", zero.message, name="zero_message"),
    path("zero/ring/", zero.ring, name="zero_ring"),
    path("zero/sent/<str:token>/", zero.sent, name="zero_sent"),
    path("zero/calls/", zero.calls, name="zero_calls"),
    path("zero/calls/<int:pk>/", zero.one_call, name="zero_call"),
]
