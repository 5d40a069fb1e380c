import accounts.secrets
import accounts.vault
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("community", "0003_property"),
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=30, verbose_name='同意的事')),
                ('given_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='同意日期')),
                ('how', models.CharField(max_length=100, verbose_name='怎么同意的')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='撤回日期')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='community.person', verbose_name='居民')),
            ],
            options={
                'verbose_name': '同意',
                'verbose_name_plural': '同意',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_on', None)), fields=('person', 'purpose'), name='consent_current_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('copy', '查看和复制'), ('correct', '更正'), ('delete', '删除')], max_length=8, verbose_name='请求')),
                ('text', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='具体内容')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_on', models.DateField(verbose_name='最晚答复')),
                ('answer', models.CharField(blank=True, choices=[('done', '已办理'), ('partly', '部分办理'), ('refused', '不能办理')], max_length=8, verbose_name='结果')),
                ('reply', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='data_requests', to='community.person', verbose_name='居民')),
            ],
            options={
                'verbose_name': '个人信息请求',
                'verbose_name_plural': '个人信息请求',
                'ordering': ['-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('person', 'kind'), name='data_request_open_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='data_request_answered_with_result'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=200, verbose_name='用途')),
                ('chosen', models.JSONField(default=dict)),
                ('unmasked', models.BooleanField(default=False, verbose_name='含完整号码')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='人数')),
                ('file', models.FileField(blank=True, max_length=200, storage=accounts.vault.Vault(), upload_to='exports/')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='grids.unit', verbose_name='范围')),
            ],
            options={
                'verbose_name': '导出',
                'verbose_name_plural': '导出',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='HouseholdUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(editable=False, max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', '等住户填写'), ('sent', '等您核对'), ('unchanged', '没有变化'), ('taken', '已登记'), ('dropped', '未采用')], default='asked', max_length=10, verbose_name='状态')),
                ('said', accounts.secrets.EncryptedTextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='community.household', verbose_name='户')),
            ],
            options={
                'verbose_name': '住户核对',
                'verbose_name_plural': '住户核对',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='报表名称')),
                ('asked_by', models.CharField(max_length=80, verbose_name='要求单位')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('period', models.CharField(choices=[('month', '每月'), ('quarter', '每季度'), ('half_year', '每半年'), ('year', '每年'), ('once', '一次性')], default='month', max_length=10, verbose_name='周期')),
                ('whom', models.JSONField(default=dict, verbose_name='报哪些人')),
                ('form', models.FileField(blank=True, max_length=200, upload_to='reports/')),
                ('form_name', models.CharField(blank=True, max_length=200)),
                ('layout', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('stopped_on', models.DateField(blank=True, null=True, verbose_name='停报日期')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='grids.unit', verbose_name='范围')),
            ],
            options={
                'verbose_name': '报表',
                'verbose_name_plural': '报表',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('stopped_on', None)), fields=('unit', 'name'), name='report_named_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('values', accounts.secrets.EncryptedTextField(default='{}')),
                ('typed', accounts.secrets.EncryptedTextField(default='{}')),
                ('changed', models.JSONField(default=list)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.person')),
            ],
            options={
                'verbose_name': '报表的行',
                'verbose_name_plural': '报表的行',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ReportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=20, verbose_name='期次')),
                ('state', models.CharField(choices=[('filling', '正在取数'), ('open', '等您补填'), ('done', '已完成')], default='filling', max_length=8, verbose_name='状态')),
                ('as_of', models.DateField(default=django.utils.timezone.localdate, verbose_name='取数日期')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='community.report')),
            ],
            options={
                'verbose_name': '报表期次',
                'verbose_name_plural': '报表期次',
                'ordering': ['-pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('report', 'label'), name='report_run_once_a_period'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=20, verbose_name='服务类别')),
                ('grade', models.CharField(blank=True, max_length=20, verbose_name='等级')),
                ('basis', models.CharField(max_length=100, verbose_name='依据')),
                ('note', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='说明')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('review_on', models.DateField(verbose_name='复核日期')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='community.person', verbose_name='居民')),
            ],
            options={
                'verbose_name': '服务需求',
                'verbose_name_plural': '服务需求',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person', 'group'), name='need_current_once'),
                    models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='need_has_basis'),
                    models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='need_ends_after_start'),
                ],
            },
        ),
        migrations.AddField(
            model_name='reportrow',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='community.reportrun'),
        ),
        migrations.AddConstraint(
            model_name='reportrow',
            constraint=models.UniqueConstraint(fields=('run', 'position'), name='report_row_once'),
        ),
    ]
