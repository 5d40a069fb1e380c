import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0003_flow_tables'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='issue',
            name='issue_assigned_has_handler',
        ),
        migrations.RemoveIndex(
            model_name='issue',
            name='issue_due',
        ),
        migrations.AddField(
            model_name='category',
            name='ask_again_weeks',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='几周后再问一次'),
        ),
        migrations.AddField(
            model_name='category',
            name='code',
            field=models.CharField(max_length=40, null=True, verbose_name='代码'),
        ),
        migrations.AddField(
            model_name='category',
            name='keywords',
            field=models.CharField(blank=True, max_length=300, verbose_name='关键词'),
        ),
        migrations.AddField(
            model_name='category',
            name='offered_outside',
            field=models.BooleanField(default=True, verbose_name='对外接口可用'),
        ),
        migrations.AddField(
            model_name='category',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='issues.category', verbose_name='大类'),
        ),
        migrations.AddField(
            model_name='category',
            name='photo_after',
            field=models.BooleanField(default=False, verbose_name='办结要有现场照片'),
        ),
        migrations.AddField(
            model_name='category',
            name='respond_amount',
            field=models.PositiveSmallIntegerField(default=24, verbose_name='响应期限'),
        ),
        migrations.AddField(
            model_name='category',
            name='respond_measure',
            field=models.CharField(choices=[('wh', '工作时'), ('wd', '工作日'), ('nh', '自然时'), ('nd', '自然日')], default='nh', max_length=2, verbose_name='响应期限单位'),
        ),
        migrations.AddField(
            model_name='category',
            name='severity',
            field=models.PositiveSmallIntegerField(choices=[(1, '一般'), (2, '较重'), (3, '紧急')], default=1, verbose_name='轻重'),
        ),
        migrations.AddField(
            model_name='category',
            name='solve_amount',
            field=models.PositiveSmallIntegerField(default=7, verbose_name='办理期限'),
        ),
        migrations.AddField(
            model_name='category',
            name='solve_measure',
            field=models.CharField(choices=[('wh', '工作时'), ('wd', '工作日'), ('nh', '自然时'), ('nd', '自然日')], default='nd', max_length=2, verbose_name='办理期限单位'),
        ),
        migrations.AddField(
            model_name='issue',
            name='answers',
            field=models.JSONField(blank=True, default=dict, verbose_name='补充问题的回答'),
        ),
        migrations.AddField(
            model_name='issue',
            name='assigned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='派单时间'),
        ),
        migrations.AddField(
            model_name='issue',
            name='due_at',
            field=models.DateTimeField(null=True, verbose_name='期限'),
        ),
        migrations.AddField(
            model_name='issue',
            name='filed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='立案时间'),
        ),
        migrations.AddField(
            model_name='issue',
            name='forgotten_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='去掉联系方式的时间'),
        ),
        migrations.AddField(
            model_name='issue',
            name='hidden_by_reporter',
            field=models.BooleanField(default=False, verbose_name='反映人不愿公开'),
        ),
        migrations.AddField(
            model_name='issue',
            name='joined',
            field=models.PositiveIntegerField(default=0, verbose_name='附议人数'),
        ),
        migrations.AddField(
            model_name='issue',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='issue',
            name='left',
            field=models.IntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='issue',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='issue',
            name='measure',
            field=models.CharField(choices=[('wh', '工作时'), ('wd', '工作日'), ('nh', '自然时'), ('nd', '自然日')], default='nd', editable=False, max_length=2),
        ),
        migrations.AddField(
            model_name='issue',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='issues.issue', verbose_name='并入'),
        ),
        migrations.AddField(
            model_name='issue',
            name='more_time',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='延期次数'),
        ),
        migrations.AddField(
            model_name='issue',
            name='outcome',
            field=models.CharField(blank=True, choices=[('solved', '已解决'), ('partly', '部分解决'), ('explained', '已解释说明'), ('referred', '已转有关部门'), ('unable', '暂时无法解决')], max_length=10, verbose_name='办理结论'),
        ),
        migrations.AddField(
            model_name='issue',
            name='public_text',
            field=models.TextField(blank=True, max_length=4000, verbose_name='对外公开的内容'),
        ),
        migrations.AddField(
            model_name='issue',
            name='raised_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='raised', to='grids.unit', verbose_name='督办层级'),
        ),
        migrations.AddField(
            model_name='issue',
            name='respond_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='响应期限'),
        ),
        migrations.AddField(
            model_name='issue',
            name='responded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='联系反映人的时间'),
        ),
        migrations.AddField(
            model_name='issue',
            name='returns',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='退单次数'),
        ),
        migrations.AddField(
            model_name='issue',
            name='reworks',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='返工次数'),
        ),
        migrations.AddField(
            model_name='issue',
            name='severity',
            field=models.PositiveSmallIntegerField(choices=[(1, '一般'), (2, '较重'), (3, '紧急')], default=1, verbose_name='轻重'),
        ),
        migrations.AddField(
            model_name='issue',
            name='shares_contact',
            field=models.BooleanField(default=False, verbose_name='同意把称呼和电话告诉办理部门'),
        ),
        migrations.AddField(
            model_name='issue',
            name='signed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='签收时间'),
        ),
        migrations.AddField(
            model_name='issue',
            name='split_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='issues.issue', verbose_name='拆自'),
        ),
        migrations.AddField(
            model_name='issue',
            name='steps_count',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='issue',
            name='steps_digest',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='issue',
            name='stopped_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='issue',
            name='stopped_until',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='最晚恢复'),
        ),
        migrations.AddField(
            model_name='issue',
            name='why',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='派单依据'),
        ),
        migrations.AddField(
            model_name='photo',
            name='boxes',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='photo',
            name='redacted',
            field=models.FileField(blank=True, upload_to='photos/%Y/%m/'),
        ),
        migrations.AddField(
            model_name='photo',
            name='shown',
            field=models.BooleanField(default=False, verbose_name='对外公开'),
        ),
        migrations.AddField(
            model_name='photo',
            name='thumb',
            field=models.FileField(blank=True, upload_to='photos/%Y/%m/'),
        ),
        migrations.AddField(
            model_name='step',
            name='digest',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='step',
            name='previous',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='step',
            name='text_index',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AlterField(
            model_name='category',
            name='name',
            field=models.CharField(max_length=20, verbose_name='名称'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='channel',
            field=models.CharField(choices=[('web', '网页'), ('qr', '楼栋二维码'), ('snap', '随手拍'), ('phone', '电话'), ('visit', '上门走访'), ('meeting', '会议'), ('group', '微信群'), ('12345', '12345 热线'), ('app', '城市应用'), ('api', '对外接口'), ('import', '批量导入'), ('patrol', '巡查发现')], default='web', max_length=8, verbose_name='来源'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='state',
            field=models.CharField(choices=[('received', '已受理'), ('filed', '已立案'), ('assigned', '已派单'), ('working', '办理中'), ('returning', '退单待审'), ('waiting', '等居民补充'), ('paused', '已挂起'), ('answered', '已答复'), ('closed', '已办结'), ('ended', '已评价'), ('declined', '不予受理'), ('merged', '已并单')], default='received', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='text',
            field=models.TextField(max_length=4000, verbose_name='情况'),
        ),
        migrations.AlterField(
            model_name='step',
            name='state',
            field=models.CharField(choices=[('received', '已受理'), ('filed', '已立案'), ('assigned', '已派单'), ('working', '办理中'), ('returning', '退单待审'), ('waiting', '等居民补充'), ('paused', '已挂起'), ('answered', '已答复'), ('closed', '已办结'), ('ended', '已评价'), ('declined', '不予受理'), ('merged', '已并单')], max_length=10),
        ),
        migrations.AlterField(
            model_name='step',
            name='verb',
            field=models.CharField(choices=[('submit', '收到反映'), ('take_down', '工作人员代为登记'), ('bring_in', '从外部工单转入'), ('file', '立案'), ('decline', '不予受理'), ('assign', '派单办理'), ('reassign', '改派'), ('take', '工作人员接手办理'), ('sign', '签收，开始办理'), ('contact', '已联系反映人'), ('hand_back', '承办人申请退单'), ('allow_return', '同意退单，重新安排'), ('refuse_return', '不同意退单，继续办理'), ('ask', '请您补充情况，期限暂停'), ('reply', '居民补充了情况'), ('pause', '挂起，期限暂停'), ('resume', '恢复办理，期限接着算'), ('ask_more_time', '申请延期'), ('allow_more_time', '延期'), ('refuse_more_time', '不同意延期'), ('answer', '给出答复'), ('rework', '核查没有通过，返工'), ('close', '核查通过，办结'), ('visit', '回访'), ('rate', '居民评价'), ('lapse', '到期没有评价，按未评价存档'), ('reopen', '重新办理'), ('raise', '提请上一级督办'), ('merge', '与另一件合并办理'), ('unmerge', '取消合并，单独办理'), ('follow', '合并办理的事项已办结'), ('split', '拆成几件分别办理'), ('join', '又有居民反映同样的情况'), ('sort', '改类别和轻重'), ('whistle', '请有关部门到场'), ('arrive', '部门到场'), ('record', '部门处理情况'), ('note', '内部备注'), ('title', '修改公开内容'), ('hide', '反映人要求不再公开'), ('forget', '按期限去掉联系方式')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('parent', 'name'), name='category_named_once'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('name',), name='category_group_named_once'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='category_not_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('solve_amount__gte', 1)), name='category_has_a_limit'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('shown', False), models.Q(('redacted', ''), _negated=True), _connector='OR'), name='photo_shown_is_safe'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('issue', 'previous'), name='step_one_follows_one'),
        ),
    ]
