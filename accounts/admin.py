"""The technical administrator's view of accounts: no plain phone numbers, no passwords chosen for others."""

from importlib import import_module

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.forms import UserForm
from accounts.limits import client_address
from accounts.masks import mask_phone
from accounts.models import AuditEntry, Delivery, Message, User

admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = gettext_lazy("邻里 · 系统管理")
admin.site.site_title = gettext_lazy("系统管理")
admin.site.index_title = gettext_lazy("基础数据与账号")
# registered by packages, and no business of the administrator: permissions come from postings, never from groups
for package, model in [
    ("django.contrib.auth", Group),
    ("allauth.account", EmailAddress),
    ("allauth.mfa", Authenticator),
]:
    import_module(f"{package}.admin")
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class OwnFilters:
    """Only the filters a list offers; the stock admin takes any column from the address, sealed and secret ones too.

    Letter by letter (``?password__startswith=``, ``?token__startswith=``) such a list tells what it never shows.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup.partition("__")[0] in (*self.list_filter, self.date_hierarchy)


class ReadOnly(OwnFilters, admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(User)
class UserAdmin(OwnFilters, admin.ModelAdmin):
    list_display = ("username", "name", "masked_phone", "is_active", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "name")
    fields = ("username", "name", "email", "masked_phone", "is_active", "wants_mail", "last_login", "date_joined")
    readonly_fields = ("masked_phone", "last_login", "date_joined")
    form = UserForm
    actions = ("give_password", "drop_second_factor", "unlock")

    @admin.display(description=gettext_lazy("手机号"))
    def masked_phone(self, user: User) -> str:
        return mask_phone(user.phone) if user.phone else "—"

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def save_model(self, request: HttpRequest, user: User, form, change: bool) -> None:
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)
        if change and "is_active" in form.changed_data and not user.is_active:
            actions.end_sessions(user)
        fields = {"by": request.user, "target": f"user:{user.pk}", "address": client_address(request)}
        actions.record("account.changed" if change else "account.made", **fields, fields=form.changed_data)

    @admin.action(description=gettext_lazy("发放一次性初始密码（只显示一次）"))
    def give_password(self, request: HttpRequest, users: QuerySet) -> None:
        for user in users:
            password = actions.give_password(user, by=request.user, address=client_address(request))
            words = {"user": user.username, "password": password}
            messages.warning(
                request,
                _("账号 %(user)s 的初始密码：%(password)s。请当面告诉本人，七天内有效，首次登录须更换。") % words,
            )

    @admin.action(description=gettext_lazy("清除第二重验证（本人丢失手机时）"))
    def drop_second_factor(self, request: HttpRequest, users: QuerySet) -> None:
        for user in users:
            actions.drop_second_factor(user, by=request.user, address=client_address(request))
        messages.success(request, _("已清除，本人下次登录后须重新启用。"))

    @admin.action(description=gettext_lazy("解除登录锁定"))
    def unlock(self, request: HttpRequest, users: QuerySet) -> None:
        for user in users:
            actions.unlock(user.username)
            actions.record("account.unlocked", by=request.user, target=f"user:{user.pk}")
        messages.success(request, _("已解除锁定，现在可以重新登录。"))


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("at", "actor", "verb", "target", "reason", "address")
    list_filter = ("verb",)
    list_select_related = ("actor",)
    search_fields = ("target", "verb", "actor__name")
    date_hierarchy = "at"
    show_full_result_count = False


class DeliveryInline(admin.TabularInline):
    model = Delivery
    fields = ("channel", "state", "tries", "error", "at")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Whether something was told and went out; what it said and the receipt it led to are the recipient's."""

    list_display = ("created_at", "recipient", "title", "read_at")
    list_select_related = ("recipient",)
    search_fields = ("title", "recipient__name")
    fields = ("recipient", "title", "created_at", "read_at")
    inlines = (DeliveryInline,)
