"""Uploads in a bucket of an S3-compatible store (S3_BUCKET). Nobody is ever sent there.

The bucket stays private: people get files from our own views, which ask whether they may, so
``url`` is an address of ours as it is with a folder. Needs requirements-bucket.txt.
"""

from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import OperationalError
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

IN_MEMORY = 5_000_000  # bytes of one file; more goes through a temporary file


class Away(OSError, OperationalError):
    """The bucket does not answer, or does not let us in: pages say 503, as for the database."""


def or_away(name):
    """A method of S3Storage that raises Away instead of errors that only boto knows."""
    by_boto = getattr(S3Storage, name)

    def method(self, *args, **kwargs):
        try:
            return by_boto(self, *args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            raise Away(f"The bucket does not answer: {type(error).__name__}") from error

    method.__name__ = name
    return method


class Bucket(S3Storage):
    """S3Storage that never overwrites, never signs an address, and gives up in time."""

    def get_default_settings(self):
        return super().get_default_settings() | {
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": False,
            "custom_domain": None,
            "max_memory_size": IN_MEMORY,
        }

    def __init__(self, **options):
        own_server = bool(options.get("endpoint_url"))
        options["client_config"] = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if own_server else "auto"},
            # Checksums beyond the standard's are refused by many stores that are not Amazon's.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=3,
            read_timeout=15,
            retries={"total_max_attempts": 2},
        )
        super().__init__(**options)

    def url(self, name, *args, **kwargs):
        """The address of ours, which answers as a view of ours says; never the bucket's."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    _open = or_away("_open")
    _save = or_away("_save")
    delete = or_away("delete")
    exists = or_away("exists")
    listdir = or_away("listdir")
    size = or_away("size")
