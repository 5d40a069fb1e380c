import accounts.secrets
import django.core.validators
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grids', '0001_initial'),
        ('issues', '0002_categories'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='给谁用')),
                ('index', models.CharField(editable=False, max_length=40, unique=True)),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发放时间')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='最近使用')),
            ],
            options={
                'verbose_name': '对外接口密钥',
                'verbose_name_plural': '对外接口密钥',
                'ordering': ['-since'],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('return', '退单'), ('more_time', '延期'), ('exclusion', '不计入统计')], max_length=10, verbose_name='申请什么')),
                ('reason', models.TextField(max_length=500, verbose_name='原因')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='延到')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='申请时间')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='审核期限')),
                ('state', models.CharField(choices=[('asked', '待审'), ('granted', '同意'), ('refused', '不同意')], default='asked', max_length=8, verbose_name='结果')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='审核时间')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='审核意见')),
            ],
            options={
                'verbose_name': '审核',
                'verbose_name_plural': '审核',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(max_length=20, verbose_name='来自哪个系统')),
                ('file_name', models.CharField(max_length=120, verbose_name='文件名')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('state', models.CharField(choices=[('reading', '正在读'), ('preview', '请核对'), ('bringing', '正在转入'), ('done', '已转入'), ('failed', '没有读成')], default='reading', max_length=8, verbose_name='状态')),
                ('layout', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': '工单导入',
                'verbose_name_plural': '工单导入',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leads', models.BooleanField(default=False, verbose_name='牵头')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='看到时间')),
                ('arrived_at', models.DateTimeField(blank=True, null=True, verbose_name='报到时间')),
                ('result', models.TextField(blank=True, max_length=2000, verbose_name='处理情况')),
                ('result_at', models.DateTimeField(blank=True, null=True, verbose_name='反馈时间')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='评分')),
                ('score_text', models.CharField(blank=True, max_length=200, verbose_name='评语')),
            ],
            options={
                'verbose_name': '被哨部门',
                'verbose_name_plural': '被哨部门',
                'ordering': ['-leads', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='单位名称')),
                ('kind', models.CharField(choices=[('property', '物业公司'), ('police', '派出所'), ('traffic', '交警'), ('fire', '消防'), ('city', '城管'), ('housing', '住建'), ('environment', '环保环卫'), ('animals', '畜牧兽医'), ('utility', '水电气热公司'), ('health', '卫生健康'), ('street', '街道（镇）科室'), ('owners', '业委会'), ('other', '其他单位')], max_length=12, verbose_name='性质')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='值班电话')),
                ('open', models.BooleanField(default=True, verbose_name='启用')),
            ],
            options={
                'verbose_name': '协同部门',
                'verbose_name_plural': '协同部门',
                'ordering': ['kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('works', models.BooleanField(default=False, verbose_name='这天上班')),
                ('name', models.CharField(blank=True, max_length=20, verbose_name='名称')),
            ],
            options={
                'verbose_name': '节假日和调休',
                'verbose_name_plural': '节假日和调休',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Joiner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('token', models.CharField(editable=False, max_length=32, unique=True)),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='补充说明')),
                ('name', accounts.secrets.EncryptedTextField(blank=True, verbose_name='称呼')),
                ('phone', accounts.secrets.EncryptedTextField(blank=True, verbose_name='联系电话')),
                ('phone_index', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
            ],
            options={
                'verbose_name': '附议人',
                'verbose_name_plural': '附议人',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
            ],
            options={
                'verbose_name': '部门人员',
                'verbose_name_plural': '部门人员',
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=24)),
                ('due_at', models.DateTimeField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': '提醒',
                'verbose_name_plural': '提醒',
            },
        ),
        migrations.CreateModel(
            name='OfficeHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.TimeField(verbose_name='从')),
                ('end', models.TimeField(verbose_name='到')),
            ],
            options={
                'verbose_name': '上班时间',
                'verbose_name_plural': '上班时间',
                'ordering': ['start'],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(max_length=20, verbose_name='系统')),
                ('number', models.CharField(max_length=40, verbose_name='对方编号')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='对方要求的期限')),
                ('sent_state', models.CharField(blank=True, max_length=10)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='结果导出时间')),
            ],
            options={
                'verbose_name': '外部工单',
                'verbose_name_plural': '外部工单',
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight_response', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='响应率权重')),
                ('weight_solved', models.PositiveSmallIntegerField(default=35, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='解决率权重')),
                ('weight_satisfied', models.PositiveSmallIntegerField(default=35, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='满意率权重')),
                ('satisfied_from', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='几分起算满意')),
                ('rate_days', models.PositiveSmallIntegerField(default=14, verbose_name='评价链接几天有效')),
                ('wait_days', models.PositiveSmallIntegerField(default=5, verbose_name='等居民补充最多几天')),
                ('return_hours', models.PositiveSmallIntegerField(default=24, verbose_name='退单几小时内审完')),
                ('returns_before_rise', models.PositiveSmallIntegerField(default=2, verbose_name='退单几次后上升一级')),
                ('more_time_limit', models.PositiveSmallIntegerField(default=2, verbose_name='最多延期几次')),
                ('urgent_minutes', models.PositiveSmallIntegerField(default=30, verbose_name='应急哨几分钟到')),
                ('whistle_hours', models.PositiveSmallIntegerField(default=24, verbose_name='其他哨几小时到')),
                ('topic_joiners', models.PositiveSmallIntegerField(default=10, verbose_name='几人附议转议事')),
                ('topic_similar', models.PositiveSmallIntegerField(default=5, verbose_name='几件同类转议事')),
                ('similar_days', models.PositiveSmallIntegerField(default=30, verbose_name='同类看最近几天')),
                ('contact_months', models.PositiveSmallIntegerField(default=12, verbose_name='办结几个月后去掉联系方式')),
                ('case_months', models.PositiveSmallIntegerField(default=60, verbose_name='办结几个月后删除事项')),
                ('quiet_from', models.TimeField(default='21:00', verbose_name='夜间不打扰从')),
                ('quiet_until', models.TimeField(default='08:00', verbose_name='夜间不打扰到')),
            ],
            options={
                'verbose_name': '办理规则',
                'verbose_name_plural': '办理规则',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('topic', '转议事'), ('prevent', '未诉先办')], max_length=8, verbose_name='建议')),
                ('title', models.CharField(max_length=60, verbose_name='题目')),
                ('why', models.CharField(max_length=200, verbose_name='为什么')),
                ('state', models.CharField(choices=[('proposed', '待处理'), ('taken', '已采纳'), ('dropped', '不采纳')], default='proposed', max_length=8, verbose_name='状态')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='处理意见')),
                ('topic', models.CharField(blank=True, editable=False, max_length=120)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
            ],
            options={
                'verbose_name': '转议事建议',
                'verbose_name_plural': '转议事建议',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, verbose_name='代码')),
                ('label', models.CharField(max_length=60, verbose_name='问什么')),
                ('hint', models.CharField(blank=True, max_length=120, verbose_name='说明')),
                ('kind', models.CharField(choices=[('string', '一行字'), ('text', '几行字'), ('number', '数字'), ('datetime', '时间'), ('singlevaluelist', '选一个'), ('multivaluelist', '可选几个')], default='string', max_length=16, verbose_name='怎么答')),
                ('required', models.BooleanField(default=False, verbose_name='必须回答')),
                ('choices', models.TextField(blank=True, verbose_name='选项（每行一个：代码=显示的字）')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='顺序')),
            ],
            options={
                'verbose_name': '类别的补充问题',
                'verbose_name_plural': '类别的补充问题',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=30, verbose_name='名称')),
                ('text', models.TextField(max_length=1000, verbose_name='内容')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='顺序')),
            ],
            options={
                'verbose_name': '答复模板',
                'verbose_name_plural': '答复模板',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='顺序')),
                ('name', models.CharField(max_length=40, verbose_name='规则名称')),
                ('level', models.CharField(blank=True, choices=[('street', '街道（镇）'), ('community', '社区'), ('area', '片区（小区）'), ('grid', '网格'), ('building', '楼栋')], max_length=12, verbose_name='地点层级')),
                ('severity_from', models.PositiveSmallIntegerField(choices=[(1, '一般'), (2, '较重'), (3, '紧急')], default=1, verbose_name='轻重不低于')),
                ('hour_from', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='从几点')),
                ('hour_until', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='到几点')),
                ('working_days_only', models.BooleanField(default=False, verbose_name='只在工作日')),
                ('role', models.CharField(blank=True, choices=[('admin', '系统管理员'), ('secretary', '社区书记'), ('worker', '社区工作者'), ('grid_leader', '网格长'), ('grid_worker', '网格员'), ('building_head', '楼栋长'), ('lane_head', '街巷长'), ('party_home', '党员中心户'), ('representative', '居民代表'), ('property', '物业')], max_length=20, verbose_name='派给岗位')),
                ('department_kind', models.CharField(blank=True, choices=[('property', '物业公司'), ('police', '派出所'), ('traffic', '交警'), ('fire', '消防'), ('city', '城管'), ('housing', '住建'), ('environment', '环保环卫'), ('animals', '畜牧兽医'), ('utility', '水电气热公司'), ('health', '卫生健康'), ('street', '街道（镇）科室'), ('owners', '业委会'), ('other', '其他单位')], max_length=12, verbose_name='派给哪类部门')),
                ('open', models.BooleanField(default=True, verbose_name='启用')),
            ],
            options={
                'verbose_name': '派单规则',
                'verbose_name_plural': '派单规则',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('query', models.CharField(max_length=300)),
            ],
            options={
                'verbose_name': '常用筛选',
                'verbose_name_plural': '常用筛选',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Stand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('for', '赞成'), ('against', '反对'), ('if', '有条件赞成')], max_length=8, verbose_name='立场')),
                ('who', models.CharField(max_length=40, verbose_name='哪些人')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='多少户（人）')),
                ('text', models.TextField(max_length=500, verbose_name='理由')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': '各方意见',
                'verbose_name_plural': '各方意见',
                'ordering': ['side', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('at_once', '有进展就告诉我'), ('daily', '每天汇总一次')], default='daily', max_length=8, verbose_name='多久一次')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': '订阅',
                'verbose_name_plural': '订阅',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True, verbose_name='编号')),
                ('category_name', models.CharField(blank=True, max_length=20, verbose_name='类别')),
                ('state', models.CharField(max_length=10, verbose_name='状态')),
                ('received_at', models.DateTimeField(verbose_name='收到时间')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
                ('deleted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='删除时间')),
            ],
            options={
                'verbose_name': '已删除的事项',
                'verbose_name_plural': '已删除的事项',
                'ordering': ['-deleted_at'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='第几次办结')),
                ('again', models.BooleanField(default=False, verbose_name='过几周再问')),
                ('token', models.CharField(editable=False, max_length=32, unique=True)),
                ('way', models.CharField(choices=[('link', '本人点链接'), ('phone', '电话回访'), ('door', '上门回访')], default='link', max_length=6, verbose_name='方式')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='询问时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='回答时间')),
                ('solved', models.CharField(blank=True, choices=[('yes', '解决了'), ('partly', '解决了一部分'), ('no', '没有解决')], max_length=6, verbose_name='解决了吗')),
                ('stars', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='满意度')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='想说的话')),
            ],
            options={
                'verbose_name': '回访',
                'verbose_name_plural': '回访',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Whistle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('kind', models.CharField(choices=[('daily', '日常哨'), ('hard', '攻坚哨'), ('urgent', '应急哨')], max_length=8, verbose_name='哨种')),
                ('text', models.TextField(max_length=1000, verbose_name='请来做什么')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='到哪里')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='吹哨时间')),
                ('arrive_by', models.DateTimeField(verbose_name='最晚报到')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('record', models.TextField(blank=True, max_length=4000, verbose_name='联合处置记录')),
            ],
            options={
                'verbose_name': '吹哨',
                'verbose_name_plural': '吹哨',
                'ordering': ['-at', '-pk'],
            },
        ),
    ]
