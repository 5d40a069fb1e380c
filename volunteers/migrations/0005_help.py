import accounts.secrets
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('community', '0007_report_form_sealed'),
        ('grids', '0001_initial'),
        ('points', '0002_begin'),
        ('volunteers', '0004_attendance_and_records'),
    ]

    operations = [
        migrations.CreateModel(
            name='Help',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject', models.CharField(blank=True, db_index=True, editable=False, max_length=60)),
                ('text', models.CharField(max_length=200, verbose_name='要帮什么忙')),
                ('details', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='去了才需要知道的')),
                ('slot', models.CharField(blank=True, max_length=3, verbose_name='什么时候')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, '不急'), (2, '这两天'), (4, '今天就要')], default=1, verbose_name='急不急')),
                ('answer_hours', models.PositiveSmallIntegerField(default=4, verbose_name='几小时没答复就问下一位')),
                ('state', models.CharField(choices=[('open', '要找人'), ('asked', '等邻居答复'), ('accepted', '有人去了'), ('done', '办好了，待确认'), ('confirmed', '已确认'), ('cancelled', '已取消')], default='open', max_length=10, verbose_name='状态')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提出时间')),
                ('result', models.CharField(blank=True, max_length=300, verbose_name='办得怎样')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='用了多少分钟')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='办好时间')),
                ('stars', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='满意度')),
                ('thanks', models.CharField(blank=True, max_length=200, verbose_name='想说的话')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                ('stuck_at', models.DateTimeField(editable=False, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('helper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='helped', to='volunteers.volunteer', verbose_name='谁去')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='points.item', verbose_name='按哪项记积分')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='helps', to='community.person', verbose_name='谁需要帮忙')),
                ('skill', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.skill', verbose_name='要会什么')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='helps', to='grids.unit', verbose_name='地点')),
            ],
            options={
                'verbose_name': '邻里求助',
                'verbose_name_plural': '邻里求助',
                'ordering': ['-made_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='help_says_what'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'done', 'confirmed']), _negated=True), ('helper__isnull', False), _connector='OR'), name='help_gone_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'confirmed']), _negated=True), models.Q(('done_at__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='help_done_with_result'),
                    models.CheckConstraint(condition=models.Q(('stars', None), models.Q(('stars__gte', 1), ('stars__lte', 5)), _connector='OR'), name='help_stars_range'),
                    models.UniqueConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), ('state__in', ['open', 'asked', 'accepted', 'done'])), fields=('subject',), name='help_open_once_per_subject'),
                ],
                'indexes': [
                    models.Index(fields=['state', 'urgency'], name='help_by_state'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HelpOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(editable=False, max_length=32, unique=True)),
                ('reasons', models.JSONField(default=list, verbose_name='为什么问这位')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='询问时间')),
                ('expires_at', models.DateTimeField(verbose_name='最晚答复')),
                ('answer', models.CharField(blank=True, choices=[('yes', '去'), ('no', '去不了'), ('silent', '没有答复'), ('dropped', '不用去了')], default='', max_length=8, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('help', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='volunteers.help', verbose_name='求助')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='volunteers.volunteer', verbose_name='邻居')),
            ],
            options={
                'verbose_name': '询问邻居',
                'verbose_name_plural': '询问邻居',
                'ordering': ['asked_at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('help',), name='help_offer_one_at_a_time'),
                    models.UniqueConstraint(condition=models.Q(('answer', 'yes')), fields=('help',), name='help_offer_one_goes'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='help_offer_answered_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('shown_as', models.CharField(max_length=20, verbose_name='公开的称呼')),
                ('text', models.CharField(max_length=100, verbose_name='心愿')),
                ('meeting', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='怎么碰头')),
                ('state', models.CharField(choices=[('made', '待核实'), ('published', '等人认领'), ('claimed', '已认领'), ('fulfilled', '已实现，待确认'), ('confirmed', '圆梦'), ('refused', '未采纳'), ('withdrawn', '已撤回')], default='made', max_length=10, verbose_name='状态')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提出时间')),
                ('verified_how', models.CharField(blank=True, max_length=100, verbose_name='怎么核实的')),
                ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='核实时间')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('days', models.PositiveSmallIntegerField(default=14, verbose_name='几天内实现')),
                ('fulfilled_on', models.DateField(blank=True, null=True, verbose_name='实现日期')),
                ('token', models.CharField(editable=False, max_length=32, null=True, unique=True)),
                ('thanks', models.CharField(blank=True, max_length=200, verbose_name='想说的话')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('confirmed_how', models.CharField(blank=True, max_length=100, verbose_name='怎么确认的')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='points.item', verbose_name='按哪项记积分')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='community.person', verbose_name='居民')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='grids.unit', verbose_name='所在单元')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核实人')),
            ],
            options={
                'verbose_name': '微心愿',
                'verbose_name_plural': '微心愿',
                'ordering': ['-made_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('shown_as', ''), _negated=True)), name='wish_says_something'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['made', 'refused', 'withdrawn']), ('verified_at__isnull', False), _connector='OR'), name='wish_verified_before_shown'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['fulfilled', 'confirmed']), _negated=True), ('fulfilled_on__isnull', False), _connector='OR'), name='wish_fulfilled_on_a_day'),
                    models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 90)), name='wish_days_in_range'),
                ],
                'indexes': [
                    models.Index(fields=['state', 'made_at'], name='wish_by_state'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WishClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', '进行中'), ('done', '已实现'), ('given_back', '已退回'), ('overdue', '过期退回')], default='open', max_length=10, verbose_name='状态')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='认领时间')),
                ('until', models.DateField(verbose_name='最晚')),
                ('evidence', models.CharField(blank=True, max_length=300, verbose_name='做了什么')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('reminded_at', models.DateTimeField(editable=False, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wish_claims', to=settings.AUTH_USER_MODEL, verbose_name='认领人')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wish_claims', to='volunteers.team', verbose_name='认领的队伍')),
                ('wish', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='volunteers.wish', verbose_name='心愿')),
            ],
            options={
                'verbose_name': '心愿认领',
                'verbose_name_plural': '心愿认领',
                'ordering': ['-at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'done'])), fields=('wish',), name='wish_claim_wins_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='wish_claim_done_with_evidence'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='wish_claim_ends_once'),
                ],
            },
        ),
    ]
