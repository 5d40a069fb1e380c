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
        ('volunteers', '0007_rosters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='共建目标')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='grids.unit', verbose_name='网格或社区')),
            ],
            options={
                'verbose_name': '结对共建',
                'verbose_name_plural': '结对共建',
                'ordering': ['pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until', None)), fields=('unit',), name='pair_once_per_unit'),
                    models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='pair_ends_after_start'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PairLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('resource', '资源清单'), ('need', '需求清单'), ('project', '项目清单')], max_length=8, verbose_name='清单')),
                ('title', models.CharField(max_length=100, verbose_name='内容')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='计划完成')),
                ('state', models.CharField(choices=[('open', '待认领'), ('claimed', '进行中'), ('done', '已完成'), ('dropped', '不做了')], default='open', max_length=8, verbose_name='状态')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='volunteers.pair', verbose_name='结对共建')),
            ],
            options={
                'verbose_name': '共建清单',
                'verbose_name_plural': '共建清单',
                'ordering': ['kind', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='pair_line_says_what'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PairProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='日期')),
                ('text', models.CharField(max_length=200, verbose_name='进展')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='volunteers.pairline', verbose_name='共建清单')),
            ],
            options={
                'verbose_name': '共建进展',
                'verbose_name_plural': '共建进展',
                'ordering': ['on', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='pair_progress_says_what'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='单位名称')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='从')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='到')),
                ('organisation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='partner', to='community.organisation', verbose_name='辖区单位')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners', to='grids.unit', verbose_name='和谁共建')),
            ],
            options={
                'verbose_name': '共建单位',
                'verbose_name_plural': '共建单位',
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('organisation', None), models.Q(('name', ''), _negated=True)), models.Q(('name', ''), ('organisation__isnull', False)), _connector='OR'), name='partner_named_once'),
                    models.UniqueConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('ended_on', None)), fields=('unit', 'name'), name='partner_once_per_unit'),
                ],
            },
        ),
        migrations.AddField(
            model_name='pairline',
            name='partner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='volunteers.partner', verbose_name='单位'),
        ),
        migrations.AddField(
            model_name='pair',
            name='partners',
            field=models.ManyToManyField(related_name='pairs', to='volunteers.partner', verbose_name='结对单位'),
        ),
        migrations.CreateModel(
            name='PartnerContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(default=django.utils.timezone.localdate)),
                ('until', models.DateField(blank=True, null=True)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='volunteers.partner', verbose_name='共建单位')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partner_contacts', to=settings.AUTH_USER_MODEL, verbose_name='联络人')),
            ],
            options={
                'verbose_name': '联络人',
                'verbose_name_plural': '联络人',
                'ordering': ['pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until', None)), fields=('partner', 'user'), name='partner_contact_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='岗位')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='做什么')),
                ('places', models.PositiveSmallIntegerField(default=1, verbose_name='要几个人')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='grids.unit', verbose_name='网格')),
            ],
            options={
                'verbose_name': '认领岗位',
                'verbose_name_plural': '认领岗位',
                'ordering': ['name', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='post_named'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Reporting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('offers', models.CharField(blank=True, max_length=200, verbose_name='能做什么')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='报到时间')),
                ('placed_at', models.DateTimeField(blank=True, null=True, verbose_name='安排时间')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reportings', to='volunteers.partner', verbose_name='所在单位')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reportings', to='community.person', verbose_name='党员')),
                ('placed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='安排人')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reportings', to='grids.unit', verbose_name='服务的网格')),
            ],
            options={
                'verbose_name': '双报到',
                'verbose_name_plural': '双报到',
                'ordering': ['-at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('person',), name='reporting_open_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('placed_at', None), ('unit', None)), models.Q(('placed_at__isnull', False), ('unit__isnull', False)), _connector='OR'), name='reporting_placed_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('taken', '已认领'), ('served', '已服务，待评价'), ('rated', '已评价'), ('dropped', '已退回')], default='taken', max_length=8, verbose_name='状态')),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='认领时间')),
                ('served_on', models.DateField(blank=True, null=True, verbose_name='服务日期')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='服务多少分钟')),
                ('did', models.CharField(blank=True, max_length=200, verbose_name='做了什么')),
                ('stars', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='评价')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='评语')),
                ('rated_at', models.DateTimeField(blank=True, null=True, verbose_name='评价时间')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='volunteers.activity', verbose_name='活动')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='volunteers.post', verbose_name='岗位')),
                ('rated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='评价人')),
                ('reporting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='services', to='volunteers.reporting', verbose_name='报到')),
                ('wish', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='volunteers.wish', verbose_name='微心愿')),
            ],
            options={
                'verbose_name': '报到服务',
                'verbose_name_plural': '报到服务',
                'ordering': ['-taken_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('activity', None), ('post__isnull', False), ('wish', None)), models.Q(('activity', None), ('post', None), ('wish__isnull', False)), models.Q(('activity__isnull', False), ('post', None), ('wish', None)), _connector='OR'), name='service_of_one_thing'),
                    models.UniqueConstraint(condition=models.Q(('post__isnull', False), ('state', 'taken')), fields=('reporting', 'post'), name='service_post_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['served', 'rated']), _negated=True), ('served_on__isnull', False), _connector='OR'), name='service_on_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'rated'), _negated=True), ('stars__isnull', False), _connector='OR'), name='service_rated_whole'),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name='pairline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['claimed', 'done']), _negated=True), ('partner__isnull', False), _connector='OR'), name='pair_line_taken_by_one'),
        ),
    ]
