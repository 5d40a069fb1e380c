import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('community', '0007_report_form_sealed'),
        ('grids', '0001_initial'),
        ('points', '0002_begin'),
        ('volunteers', '0006_meals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='从')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='到')),
                ('around_the_clock', models.BooleanField(default=False, verbose_name='24 小时不断岗')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='值班须知')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rosters', to='grids.unit', verbose_name='范围')),
            ],
            options={
                'verbose_name': '值班表',
                'verbose_name_plural': '值班表',
                'ordering': ['name', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='roster_named'),
                    models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='roster_ends_after_start'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('needed', models.PositiveSmallIntegerField(default=1, verbose_name='要几个人')),
                ('alerted_at', models.DateTimeField(editable=False, null=True)),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='volunteers.roster', verbose_name='值班表')),
            ],
            options={
                'verbose_name': '一班岗',
                'verbose_name_plural': '一班岗',
                'ordering': ['starts_at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('roster', 'starts_at'), name='duty_once_at_its_time'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_ends_after_start'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(7), django.core.validators.MinValueValidator(1)], verbose_name='星期')),
                ('starts_at', models.TimeField(verbose_name='开始')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='时长（分钟）')),
                ('needed', models.PositiveSmallIntegerField(default=1, verbose_name='要几个人')),
                ('people', models.ManyToManyField(blank=True, related_name='shifts', to='community.person', verbose_name='固定值班人')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='volunteers.roster', verbose_name='值班表')),
            ],
            options={
                'verbose_name': '班次',
                'verbose_name_plural': '班次',
                'ordering': ['weekday', 'starts_at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('roster', 'weekday', 'starts_at'), name='shift_once_at_its_time'),
                    models.CheckConstraint(condition=models.Q(('weekday__gte', 1), ('weekday__lte', 7)), name='shift_on_a_day'),
                    models.CheckConstraint(condition=models.Q(('minutes__gte', 30), ('minutes__lte', 1440)), name='shift_lasts'),
                    models.CheckConstraint(condition=models.Q(('needed__gte', 1)), name='shift_needs_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('seeks_since', models.DateTimeField(blank=True, null=True, verbose_name='找人替班')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='volunteers.duty', verbose_name='一班岗')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='community.person', verbose_name='值班人')),
            ],
            options={
                'verbose_name': '值班',
                'verbose_name_plural': '值班',
                'ordering': ['duty__starts_at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('duty', 'person'), name='turn_held_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(editable=False, max_length=32, unique=True)),
                ('state', models.CharField(choices=[('asked', '等对方答应'), ('agreed', '换好了'), ('refused', '对方不换'), ('dropped', '已收回')], default='asked', max_length=8, verbose_name='状态')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('mine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps', to='volunteers.turn', verbose_name='我的班')),
                ('theirs', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps_wanted', to='volunteers.turn', verbose_name='对方的班')),
            ],
            options={
                'verbose_name': '换班',
                'verbose_name_plural': '换班',
                'ordering': ['-at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('mine',), name='swap_asked_once'),
                    models.CheckConstraint(condition=models.Q(('mine', models.F('theirs')), _negated=True), name='swap_between_two'),
                ],
            },
        ),
    ]
