"""Pictures of the CMS, for people who are signed in. Nothing else in the media folder is served."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

KINDS = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_safe
def picture(request, name):
    """A picture as some page shows it: a rendition that Wagtail made, at the address it gives."""
    renditions = get_image_model().get_rendition_model().objects
    found = get_object_or_404(renditions, file=f"images/{name}")
    kind = KINDS.get(name.rpartition(".")[2].lower())
    if kind is None:
        raise Http404
    try:
        response = FileResponse(found.file.open("rb"), content_type=kind)
    except FileNotFoundError as error:
        raise Http404 from error
    # The name of a rendition changes with what it shows, so it may stay with the person a while.
    patch_cache_control(response, private=True, max_age=3600)
    return response
