"""The top floor's addresses."""

app_name = "home"
urlpatterns = []
