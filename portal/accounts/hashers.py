"""Argon2id with the parameters OWASP advises: 19 MiB and 33 ms instead of Django's 100 MiB."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
