from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.models import AuditEntry


class Command(BaseCommand):
    help = "核对留痕记录：每一条都没有被改过、删过、插过"

    def handle(self, *args, **options):
        broken = actions.first_broken()
        if isinstance(broken, AuditEntry):
            raise CommandError(f"留痕记录从第 {broken.pk} 条（{broken}）起对不上，请保留现场并联系技术管理员。")
        if broken:
            raise CommandError(broken)
        self.stdout.write(f"留痕记录完整，共 {AuditEntry.objects.count()} 条。")
