from django.core.management.base import BaseCommand, CommandError

from issues.actions.verifying import broken_matters
from issues.models import Issue


class Command(BaseCommand):
    help = "核对办理记录：每一件事项的每一步都没有被改过、删过、换过顺序"

    def handle(self, *args, **options):
        broken = 0
        for _last, sentences in broken_matters():
            broken += len(sentences)
            for sentence in sentences:
                self.stderr.write(sentence)
        if broken:
            raise CommandError(f"有 {broken} 件事项的办理记录对不上，请保留现场并联系技术管理员。")
        self.stdout.write(f"办理记录完整，共 {Issue.objects.count()} 件事项。")
