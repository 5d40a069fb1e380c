"""Settings of the portal: one file, each switch an environment variable with a safe default."""

import os
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config import keys

env = environ.Env()
BASE = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
DATA = Path(env.str("DATA", default=str(BASE / "data"))).resolve()
if TESTING:
    # pytest-xdist starts several workers; each has files of its own
    DATA = DATA / "test" / env.str("PYTEST_XDIST_WORKER", default="alone")
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
# names are read sign by sign; the table of phrases would cost a second and 30 MB
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# addresses or networks of our own reverse proxies; only these may say where a request came from
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
# manage.py run: where the web server listens (no HOST: on every address), and what an empty portal begins with
HOST = env.str("HOST", default="")
PORT = env.str("PORT", default="8000")
DEMO = env.bool("DEMO", default=True)

# --- what is installed -------------------------------------------------------------------------
OWN_APPS = ["deliberation", "issues", "volunteers", "points", "community", "grids", "accounts", "jobs"]
INSTALLED_APPS = [
    "config",
    *OWN_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "mptt",
    "import_export",
    "rules.apps.AutodiscoverRulesConfig",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]
MIDDLEWARE = [
    "config.middleware.request_id",
    "config.middleware.machine_readable",
    "config.middleware.in_readers_language",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.wrong_method",
    "config.middleware.bearable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.second_factor.StaffSessionLimits",
    "config.second_factor.SecondFactor",
    "config.middleware.remember_building",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "config.widgets.Renderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database, cache, carriers -----------------------------------------------------------------
DATABASE_FILE = DATA / "linli.sqlite3"
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATABASE_FILE}")}
DATABASE = DATABASES["default"]
ON_SQLITE = DATABASE["ENGINE"] == "django.db.backends.sqlite3"
if ON_SQLITE:
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
    DATABASE["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
else:
    DATABASE["CONN_MAX_AGE"] = 600
    DATABASE["CONN_HEALTH_CHECKS"] = True

SECRETS = keys.load(DATA, DATABASE_FILE if ON_SQLITE and not TESTING else None)
SECRET_KEY = env.str("SECRET_KEY", default=SECRETS["secret_key"])
SECRETS_FILE = Path(env.str("SECRETS_FILE", default=str(DATA / "secrets.json")))
INDEX_KEY = SECRETS["index_key"]

REDIS_URL = env.str("REDIS_URL", default="")
REDIS_CACHE = {
    "BACKEND": "config.cache.CalmRedisCache",
    "LOCATION": REDIS_URL,
    "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
}
if TESTING:
    REDIS_CACHE["KEY_PREFIX"] = f"test-{DATA.name}-{os.getpid()}"
MEMORY_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
# read by every process of this machine, so that what one publishes the others show
FILE_CACHE = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"}
CACHES = {
    "default": REDIS_CACHE if REDIS_URL else MEMORY_CACHE,
    "shared": REDIS_CACHE if REDIS_URL else MEMORY_CACHE | {"LOCATION": "shared"} if TESTING else FILE_CACHE,
}
CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Shanghai"
# how long a background job is held without a sign of life before another worker may take it
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=120)
JOB_CLOCK_SECONDS = 60.0

# --- people who sign in ------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
# who may see others' data needs a second factor; only the demonstration may do without, and tests switch it on
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not TESTING)
# of residents; staff are signed out sooner (accounts/middleware.py)
SESSION_COOKIE_AGE = 30 * 24 * 3600
RESIDENTS_MAY_SIGN_UP = env.bool("RESIDENTS_MAY_SIGN_UP", default=True)
# text messages: the gateway the committee has a contract with (accounts/senders/sms.py, docs/operations.md)
SMS_URL = env.str("SMS_URL", default="")
SMS_SIGN = env.str("SMS_SIGN", default="")
SMS_BODY = env.json("SMS_BODY", default={"phone": "{phone}", "content": "{sign}{text}"})
SMS_FORM = env.bool("SMS_FORM", default=False)
SMS_HEADERS = env.json("SMS_HEADERS", default={})
SMS_OK = env.str("SMS_OK", default="")
SMS_SAYS = env.str("SMS_SAYS", default="message")
# 企业微信群机器人: the staff's group, and one for residents (accounts/senders/wecom.py)
WECOM_GROUPS = {"staff": env.str("WECOM_STAFF", default=""), "public": env.str("WECOM_PUBLIC", default="")}
WECOM_HOSTS = env.list("WECOM_HOSTS", default=["qyapi.weixin.qq.com"])
# 微信公众号（服务号）: messages to whoever bound their WeChat (accounts/senders/wechat.py); the addresses are WeChat's own
WECHAT_APP_ID = env.str("WECHAT_APP_ID", default="")
WECHAT_SECRET = env.str("WECHAT_SECRET", default="")
WECHAT_TEMPLATE = env.str("WECHAT_TEMPLATE", default="")
WECHAT_DATA = env.json("WECHAT_DATA", default={"thing1": "{what}", "character_string2": "{number}", "time3": "{time}"})
WECHAT_API, WECHAT_OPEN = "https://api.weixin.qq.com", "https://open.weixin.qq.com"
SEND_SECONDS = 5
SENDERS = {
    "mail": env.str("MAIL_SENDER", default="accounts.senders.MailSender"),
    "sms": env.str(
        "SMS_SENDER", default="accounts.senders.sms.GatewaySender" if SMS_URL else "accounts.senders.ConsoleSender"
    ),
    "wecom": "accounts.senders.wecom.RobotSender",
    "wechat": "accounts.senders.wechat.TemplateSender",
}
SMS_PER_DAY = env.int("SMS_PER_DAY", default=500)

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
# counted by accounts.limits instead, in the database, so that all web processes agree
ACCOUNT_RATE_LIMITS = dict.fromkeys(["login", "login_failed", "request_login_code", "reset_password"])
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "request_login_code": "accounts.forms.CodeRequestForm",
    "confirm_login_code": "accounts.forms.ConfirmCodeForm",
    "confirm_password_reset_code": "accounts.forms.ConfirmResetCodeForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# addresses of staff are typed in by the administrator
MFA_ALLOW_UNVERIFIED_EMAIL = True
# one step of 30 s either way, for telephones whose clock is a little off
MFA_TOTP_TOLERANCE = 1
# browsers themselves offer passkeys on https and on localhost only
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.SecondFactorReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTotpForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# knocking at a locked door does not keep it locked for longer
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "accounts.limits.attempt_name"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login"]
AXES_CLIENT_IP_CALLABLE = "accounts.limits.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

# --- words and times ---------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
# words are Chinese where they are written; English has a catalogue of what residents read (config/words.py)
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True

# --- territory ---------------------------------------------------------------------------------
# digits each level adds below the 12 of the community (grids/codes.py)
UNIT_CODE_SEGMENTS = env.dict(
    "UNIT_CODE_SEGMENTS", cast={"value": int}, default={"area": 2, "grid": 3, "micro": 2, "building": 3}
)
# households a grid should have; the tree page marks others, nothing is refused
GRID_HOUSEHOLDS = env.list("GRID_HOUSEHOLDS", cast=int, default=[300, 500])
# service groups of codes.RESTRICTED_GROUPS: nobody sees or enters them until the committee turns them on
RESTRICTED_GROUPS_ON = env.bool("RESTRICTED_GROUPS_ON", default=False)

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE / "static-built"
STATICFILES_DIRS = [BASE / "static"]
MEDIA_ROOT = DATA / "media"
PLAIN_STATIC = DEBUG or TESTING
STORAGES = {
    # rosters and photos are nobody else's on this machine
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# looks files up one by one: a listing of all of them for each test client would take most of the tests' time
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = PLAIN_STATIC

# --- safety ------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_SERIALIZER = "accounts.secrets.SealedSerializer"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-linli"
    CSRF_COOKIE_NAME = "__Host-csrf"
# what a message says (a first password, a name) stays on the server, in the sealed session
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = IMPORT_EXPORT_ESCAPE_ILLEGAL_CHARS_ON_EXPORT = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- mail --------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="linli@localhost")

# --- what is written to the terminal or the service's journal ----------------------------------
# Django alone shows errors while DEBUG is on only: a failing page would leave no trace
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
