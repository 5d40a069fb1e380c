import accounts.secrets
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
        ('volunteers', '0005_help'),
    ]

    operations = [
        migrations.CreateModel(
            name='CareRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('whom', models.CharField(max_length=40, verbose_name='走访哪些人')),
                ('purpose', models.CharField(max_length=100, verbose_name='用途')),
                ('until', models.DateField(verbose_name='最晚走完')),
                ('gift', models.CharField(blank=True, max_length=100, verbose_name='带什么')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发起时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='care_rounds', to='grids.unit', verbose_name='范围')),
            ],
            options={
                'verbose_name': '走访慰问',
                'verbose_name_plural': '走访慰问',
                'ordering': ['-until', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='care_round_named_with_purpose'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CareVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('planned', '还没去'), ('visited', '去过了'), ('away', '没碰上'), ('declined', '不用来')], default='planned', max_length=8, verbose_name='状态')),
                ('on', models.DateField(blank=True, null=True, verbose_name='走访日期')),
                ('went', models.CharField(blank=True, max_length=100, verbose_name='谁去的')),
                ('brought', models.CharField(blank=True, max_length=100, verbose_name='带了什么')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说了什么')),
                ('at', models.DateTimeField(blank=True, null=True, verbose_name='记录时间')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='care_visits', to='community.person', verbose_name='居民')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='volunteers.careround', verbose_name='走访慰问')),
            ],
            options={
                'verbose_name': '走访',
                'verbose_name_plural': '走访',
                'ordering': ['pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('round', 'person'), name='care_visit_once_per_round'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'visited'), _negated=True), models.Q(('on__isnull', False), models.Q(('went', ''), _negated=True)), _connector='OR'), name='care_visited_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MealRoute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='路线名称')),
                ('weekdays', models.CharField(default='12345', max_length=7, verbose_name='星期')),
                ('leaves_at', models.TimeField(verbose_name='出发时间')),
                ('deliver_by', models.TimeField(verbose_name='最晚送到')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='停送日期')),
                ('rider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meal_routes', to='community.person', verbose_name='送餐员')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meal_routes', to='grids.unit', verbose_name='范围')),
            ],
            options={
                'verbose_name': '送餐路线',
                'verbose_name_plural': '送餐路线',
                'ordering': ['name', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('weekdays', ''), _negated=True)), name='meal_route_named_and_run'),
                    models.CheckConstraint(condition=models.Q(('deliver_by__gt', models.F('leaves_at'))), name='meal_route_arrives_after_leaving'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MealRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('deliver_by', models.DateTimeField(verbose_name='最晚送到')),
                ('token', models.CharField(editable=False, max_length=32, unique=True)),
                ('rider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.person', verbose_name='送餐员')),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='volunteers.mealroute', verbose_name='路线')),
            ],
            options={
                'verbose_name': '当天送餐',
                'verbose_name_plural': '当天送餐',
                'ordering': ['-on', 'route__name', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('route', 'on'), name='meal_run_once_a_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MealStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='第几站')),
                ('note', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='送餐提示')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='停送日期')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meal_stops', to='community.person', verbose_name='长者')),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='volunteers.mealroute', verbose_name='路线')),
            ],
            options={
                'verbose_name': '送餐站点',
                'verbose_name_plural': '送餐站点',
                'ordering': ['position', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('route', 'person'), name='meal_stop_once_per_route'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Meal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='第几站')),
                ('state', models.CharField(choices=[('pending', '还没送到'), ('delivered', '已送到'), ('nobody', '没人应门'), ('skipped', '今天不要')], default='pending', max_length=10, verbose_name='状态')),
                ('at', models.DateTimeField(blank=True, null=True, verbose_name='时间')),
                ('alarmed_at', models.DateTimeField(blank=True, null=True, verbose_name='提醒时间')),
                ('looked_at', models.DateTimeField(blank=True, null=True, verbose_name='查看时间')),
                ('found', models.CharField(blank=True, max_length=200, verbose_name='查看情况')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                ('looked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='查看人')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meals', to='community.person', verbose_name='长者')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meals', to='volunteers.mealrun', verbose_name='当天送餐')),
                ('stop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meals', to='volunteers.mealstop', verbose_name='站点')),
            ],
            options={
                'verbose_name': '送餐',
                'verbose_name_plural': '送餐',
                'ordering': ['position', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('run', 'person'), name='meal_once_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('at__isnull', False)), _connector='OR'), name='meal_told_with_time'),
                    models.CheckConstraint(condition=models.Q(('looked_at', None), models.Q(models.Q(('found', ''), _negated=True), ('looked_by__isnull', False)), _connector='OR'), name='meal_looked_by_somebody'),
                ],
            },
        ),
    ]
