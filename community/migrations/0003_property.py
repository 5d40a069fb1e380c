import accounts.secrets
import accounts.vault
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("community", "0002_register_in_full"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('shop', '商铺'), ('firm', '企业'), ('public', '单位'), ('other', '其他')], default='shop', max_length=6, verbose_name='种类')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                ('trade', models.CharField(blank=True, max_length=40, verbose_name='行业')),
                ('operator', models.CharField(blank=True, max_length=80, verbose_name='经营者')),
                ('phone', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='联系电话')),
                ('fire_checked_on', models.DateField(blank=True, null=True, verbose_name='最近消防检查')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='grids.unit', verbose_name='楼栋')),
                ('dwelling', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='community.dwelling', verbose_name='房屋')),
            ],
            options={
                'verbose_name': '商铺和单位',
                'verbose_name_plural': '商铺和单位',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_has_name'),
                    models.UniqueConstraint(condition=models.Q(models.Q(('credit_code', ''), _negated=True), ('until', None)), fields=('credit_code', 'building'), name='organisation_current_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', '个人'), ('firm', '单位')], default='person', max_length=6, verbose_name='业主种类')),
                ('name', models.CharField(max_length=80, verbose_name='业主姓名或名称')),
                ('doc_number', accounts.secrets.EncryptedTextField(blank=True, null=True, verbose_name='证件号码')),
                ('doc_index', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('phone', accounts.secrets.EncryptedTextField(blank=True, default='', verbose_name='联系电话')),
                ('phone_index', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('share_top', models.PositiveIntegerField(default=1, verbose_name='份额的分子')),
                ('share_bottom', models.PositiveIntegerField(default=1, verbose_name='份额的分母')),
                ('basis', models.CharField(blank=True, max_length=100, verbose_name='依据')),
                ('since', models.DateField(blank=True, null=True, verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ownerships', to='community.dwelling', verbose_name='房屋')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ownerships', to='community.person', verbose_name='在册居民')),
            ],
            options={
                'verbose_name': '产权',
                'verbose_name_plural': '产权',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('share_top__gt', 0), ('share_bottom__gt', 0), ('share_top__lte', models.F('share_bottom'))), name='ownership_share_is_a_part'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='ownership_has_name'),
                    models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gte', models.F('since')), _connector='OR'), name='ownership_ends_after_start'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Pet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dog', '犬'), ('cat', '猫'), ('other', '其他')], default='dog', max_length=6, verbose_name='种类')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='名字或特征')),
                ('licence', models.CharField(blank=True, max_length=40, verbose_name='犬证号')),
                ('vaccinated_on', models.DateField(blank=True, null=True, verbose_name='最近免疫日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pets', to='community.dwelling', verbose_name='房屋')),
            ],
            options={
                'verbose_name': '宠物',
                'verbose_name_plural': '宠物',
            },
        ),
        migrations.CreateModel(
            name='Vehicle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('car', '汽车'), ('electric', '电动自行车'), ('motorcycle', '摩托车'), ('other', '其他')], default='car', max_length=10, verbose_name='种类')),
                ('plate', accounts.secrets.EncryptedTextField(verbose_name='车牌号')),
                ('plate_index', models.CharField(db_index=True, editable=False, max_length=40)),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='备注')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vehicles', to='community.dwelling', verbose_name='房屋')),
            ],
            options={
                'verbose_name': '车辆',
                'verbose_name_plural': '车辆',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until', None)), fields=('dwelling', 'plate_index'), name='vehicle_current_once'),
                ],
            },
        ),
    ]
