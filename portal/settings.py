"""All settings, read from the environment. docs/operate.md explains every variable.

Production is the default. `make` asks for the demo (PORTAL_ENV=demo) or for development.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.mode()
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = env.boolean("DEBUG", default=MODE == "development")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DEBUG must be off in production. Unset DEBUG, or ask for PORTAL_ENV=development."
    )

SECRET_KEY = env.secret("SECRET_KEY", PRODUCTION)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_OLD")
AUDIT_KEY = env.secret("AUDIT_KEY", PRODUCTION)
AUDIT_KEY_OLD = env.words("AUDIT_KEY_OLD")  # they still verify what was written under them
if PRODUCTION and AUDIT_KEY == SECRET_KEY:
    raise ImproperlyConfigured(
        "AUDIT_KEY must differ from SECRET_KEY. Make a second random one, for example: "
        "AUDIT_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')"
    )

# Where the portal is reached. Links in mails begin with it.
ALLOWED_HOSTS = env.hosts(PRODUCTION)
BASE_URL = env.web_address(
    "BASE_URL",
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else "http://127.0.0.1:8000",
)
HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

# Everything that the portal writes to disk: database, media, mail, built type faces.
DATA_DIR = Path(env.text("DATA_DIR") or BASE_DIR / "var")

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "policy",
    "ideas",
    "home",
    "wagtail.contrib.settings",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.apps.CmsUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "portal.middleware.RequestId",
    "portal.measuring.Measure",
    "portal.middleware.NoNul",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.middleware.PersonalView",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.middleware.CmsDoor",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.pace.Pace",
    "policy.cms.SayRefusals",
    "policy.middleware.Gate",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.page",
                "policy.context.page",
            ],
        },
    },
]
FORM_RENDERER = "portal.inputs.Renderer"

# Database: SQLite without being told, PostgreSQL by DATABASE_URL.
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS.append("django.contrib.postgres")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One cache for all processes: rate limits and lock-outs must not depend on who answers. A table
# of the database, or Redis, which then keeps a copy of sessions too.
_here = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "here"}
CACHES = {"default": env.cache("REDIS_URL"), "here": _here}  # "here": what a process counts alone
if CACHES["default"]["BACKEND"] == env.REDIS:
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# People and sign-in
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "portal.accounts.backends.NameOrEmail",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: no row for nobody
PASSWORD_HASHERS = [
    "portal.accounts.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come from HR or the identity provider
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
_forms = "portal.accounts.forms"
ACCOUNT_FORMS = {
    "login": f"{_forms}.SignInForm",
    "reset_password": f"{_forms}.ResetForm",
    "reset_password_from_key": f"{_forms}.NewPasswordForm",
    "user_token": f"{_forms}.UserTokenForm",
    "set_password": f"{_forms}.SetPasswordForm",
    "change_password": f"{_forms}.ChangePasswordForm",
    "reauthenticate": f"{_forms}.ReauthenticateForm",
}
# How many proxies of ours stand in front: only what the outermost one adds to X-Forwarded-For
# counts as a person's address. 0: none, the header is not read at all.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)
# A whole shop may share one address, so the tight limit (key) is a person at an address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/15m/key,100/15m/ip",
    "reset_password": "5/15m/key,60/15m/ip",
}
MFA_ADAPTER = "portal.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": f"{_forms}.SecondStepForm",
    "reauthenticate": f"{_forms}.SecondStepAgainForm",
    "activate_totp": f"{_forms}.AddAppForm",
    "add_webauthn": f"{_forms}.AddPasskeyForm",
    "edit_webauthn": f"{_forms}.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_ALLOW_UNVERIFIED_EMAIL = True  # HR vouches for addresses, allauth keeps none
MFA_TOTP_ISSUER = "HERO Compact"
CMS_REQUIRES_SECOND_FACTOR = env.boolean("CMS_REQUIRES_SECOND_FACTOR", default=PRODUCTION)
USERSESSIONS_TRACK_ACTIVITY = False

# Single sign-on by OpenID Connect: three variables switch it on.
SOCIALACCOUNT_ADAPTER = "portal.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # portal.accounts.single_sign_on finds the person
OIDC_NAME = env.text("OIDC_NAME", "your work account")
SOCIALACCOUNT_PROVIDERS = {}
_oidc = {name: env.text(name) for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
if any(_oidc.values()):
    if missing := [name for name, value in _oidc.items() if not value]:
        raise ImproperlyConfigured(
            f"Single sign-on needs {', '.join(missing)} as well. "
            "Example: OIDC_ISSUER=https://login.example.com/realms/staff"
        )
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "work",
                "name": OIDC_NAME,
                "client_id": _oidc["OIDC_CLIENT_ID"],
                "secret": _oidc["OIDC_CLIENT_SECRET"],
                "settings": {
                    "server_url": _oidc["OIDC_ISSUER"],
                    # For a company's own provider that says nothing about addresses (Entra ID).
                    "verified_email": env.boolean("OIDC_TRUST_EMAIL"),
                },
            }
        ],
    }

# Sessions, cookies, headers
SESSION_COOKIE_AGE = env.integer("SESSION_HOURS", 12, least=1) * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "hero_sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "hero_csrftoken"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS and env.boolean("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if HTTPS:
    SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 63_072_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    if env.boolean("BEHIND_PROXY", default=True):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# W021 asks for the browsers' preload list: that is a company's decision, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = {
    "camera": [],
    "microphone": [],
    "geolocation": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-get": "self",
    "publickey-credentials-create": "self",
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
# What one person may send in a minute; 0 for any number. See portal.pace.
WRITES_A_MINUTE = env.integer("WRITES_A_MINUTE", 0 if MODE == "test" else 90)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Language and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", "Europe/London")
HOLIDAYS = env.holiday_region("HOLIDAYS", "GB-ENG")

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_DIR") or DATA_DIR / "static")
FONTS_DIR = DATA_DIR / "fonts"
FONTS_DIR.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [("portal/fonts", FONTS_DIR)]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"
_hashed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": env.uploads(),
    "staticfiles": {
        "BACKEND": _hashed if PRODUCTION else _plain,
        # Whoever serves may be somebody else than who collected. Nothing here is secret.
        "OPTIONS": {"file_permissions_mode": 0o644},
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o640
CLAMAV = env.scanner("CLAMAV")  # every upload is shown to this daemon; see portal.antivirus

# Mail: files in the demo, the terminal in development, EMAIL_URL in production.
_mail = {"demo": "filemail://", "development": "consolemail://", "test": "memorymail://"}
globals().update(env.mail("EMAIL_URL", _mail.get(MODE, "consolemail://")))
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "HERO desk <hero@localhost>")
EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# Hosts inside the house (NAME or NAME:PORT) that webhooks may reach, also without TLS.
WEBHOOK_PRIVATE_HOSTS = [host.lower() for host in env.words("WEBHOOK_PRIVATE_HOSTS")]

# The desk answers when nobody else does: shown even when the database is away.
DESK_PHONE = env.text("DESK_PHONE", "0")
DESK_NAME = env.text("DESK_NAME", "the HERO desk")

# Numbers for a monitor at /metrics, for whoever shows this token. Without one nothing is counted.
METRICS_TOKEN = env.token("METRICS_TOKEN")
# A line for each request: its id, the name of its address, the answer, the time. Nothing of whom.
ACCESS_LOG = env.boolean("ACCESS_LOG", default=PRODUCTION)

# Wagtail
WAGTAIL_SITE_NAME = "HERO Compact"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS = []
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "policy.documents.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "txt", "vtt", "mp4", "webm"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "policy.documents.DocumentForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_USER_TIME_ZONES = ["Europe/London", "Europe/Dublin", "Europe/Warsaw", "Asia/Kolkata", "UTC"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.logs.AddRequestId"}},
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.level("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "portal": {"level": "INFO"},
    },
}

if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    WHITENOISE_AUTOREFRESH = True
