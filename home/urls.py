"""The top floor's addresses."""

from django.urls import path

from home import views, views_desk, views_heroes
from home.insights import views as insights

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("heroes/", views_heroes.wall, name="heroes"),
    path("heroes/<idea:reference>/", views_heroes.story, name="hero"),
    path("heroes/<idea:reference>/cheer/", views_heroes.cheer, name="hero_cheer"),
    path("heroes/<idea:reference>/thank/", views_heroes.thank, name="hero_thank"),
    path("heroes/<idea:reference>/mine/", views_heroes.own, name="hero_own"),
    path("heroes/<idea:reference>/take/", views_heroes.take, name="hero_take"),
    path("insights/", insights.insights, name="insights"),
    path("insights/<slug:key>/", insights.table, name="insights_table"),
    path("search/", views.search, name="search"),
    path("desk/", views_desk.desk_page, name="desk"),
    path("desk/board/", views_desk.board, name="board"),
    path("desk/full/", views_desk.full, name="desk_full"),
    path("desk/take-over/", views_desk.take_over, name="take_over"),
    path("desk/pick-up/", views_desk.pick_up, name="pick_up"),
]
