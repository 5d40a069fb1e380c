"""For translators: put what English lacks into the catalogue, and make the file that the portal reads."""

from django.conf import settings
from django.core.management.base import BaseCommand

from config import words


class Command(BaseCommand):
    help = "补齐英文词条（locale/en），并生成平台读取的 .mo 文件"

    def handle(self, *args, **options) -> None:
        file = settings.BASE / words.CATALOGUE
        known = words.read(file.read_text())
        used = {word for app in words.RESIDENTS for word in words.of_residents(app)}
        merged = {"": known[""]} | {word: known.get(word, "") for word in sorted(used)}
        # words that only a running page shows (labels of models) stay
        merged |= {word: said for word, said in known.items() if said and word not in merged}
        file.write_text(words.written(merged))
        file.with_suffix(".mo").write_bytes(words.compiled(merged))
        missing = [word for word in merged if word and not merged[word]]
        self.stdout.write(f"{len(merged) - 1} 条，缺英文 {len(missing)} 条")
