import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0003_flow_columns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发放人'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.unit', verbose_name='社区'),
        ),
        migrations.AddField(
            model_name='approval',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人'),
        ),
        migrations.AddField(
            model_name='approval',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人'),
        ),
        migrations.AddField(
            model_name='approval',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='issues.issue', verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='batch',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人'),
        ),
        migrations.AddField(
            model_name='batch',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.unit', verbose_name='社区'),
        ),
        migrations.AddField(
            model_name='call',
            name='arrived_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报到人'),
        ),
        migrations.AddField(
            model_name='call',
            name='scored_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='评分人'),
        ),
        migrations.AddField(
            model_name='department',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departments', to='grids.unit', verbose_name='服务范围'),
        ),
        migrations.AddField(
            model_name='call',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='issues.department', verbose_name='部门'),
        ),
        migrations.AddField(
            model_name='issue',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='issues.department', verbose_name='承办部门'),
        ),
        migrations.AddField(
            model_name='joiner',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joiners', to='issues.issue'),
        ),
        migrations.AddField(
            model_name='joiner',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.unit', verbose_name='住在哪里'),
        ),
        migrations.AddField(
            model_name='joiner',
            name='user',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='joined', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='member',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='issues.department', verbose_name='部门'),
        ),
        migrations.AddField(
            model_name='member',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departments', to=settings.AUTH_USER_MODEL, verbose_name='账号'),
        ),
        migrations.AddField(
            model_name='nudge',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='issues.issue'),
        ),
        migrations.AddConstraint(
            model_name='officehour',
            constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='office_hour_forwards'),
        ),
        migrations.AddField(
            model_name='order',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='orders', to='issues.batch'),
        ),
        migrations.AddField(
            model_name='order',
            name='issue',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='order', to='issues.issue', verbose_name='事项'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='policy_one_row'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('weight_response', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('weight_solved')), '-', models.F('weight_satisfied')))), name='policy_weights_are_whole', violation_error_message='三个权重加起来要等于 100。'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('case_months__gte', models.F('contact_months'))), name='policy_contact_before_case'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issues.category', verbose_name='类别'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='处理人'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='issue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='issues.issue', verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.unit', verbose_name='范围'),
        ),
        migrations.AddField(
            model_name='question',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='issues.category', verbose_name='类别'),
        ),
        migrations.AddField(
            model_name='reply',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='issues.category', verbose_name='类别'),
        ),
        migrations.AddField(
            model_name='rule',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='issues.category', verbose_name='类别（含小类）'),
        ),
        migrations.AddField(
            model_name='rule',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='grids.unit', verbose_name='地点在（含下级）'),
        ),
        migrations.AddField(
            model_name='rule',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='派给个人'),
        ),
        migrations.AddField(
            model_name='issue',
            name='rule',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='issues', to='issues.rule'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['state', 'due_at'], name='issue_due'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['category', '-received_at'], name='issue_category_received'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('assigned', 'working', 'returning', 'waiting', 'paused')), _negated=True), ('handler__isnull', False), ('department__isnull', False), _connector='OR'), name='issue_in_hand_has_handler'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', False), _connector='OR'), name='issue_merged_into_another'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='issue_not_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('waiting', 'paused')), ('stopped_at__isnull', False)), models.Q(models.Q(('state__in', ('waiting', 'paused')), _negated=True), ('stopped_at', None)), _connector='OR'), name='issue_clock_stands_with_state'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stand',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人'),
        ),
        migrations.AddField(
            model_name='stand',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stands', to='issues.issue', verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='issues.category', verbose_name='类别'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='issue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='issues.issue'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='grids.unit', verbose_name='范围'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tombstone',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.unit', verbose_name='地点'),
        ),
        migrations.AddField(
            model_name='visit',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回访人'),
        ),
        migrations.AddField(
            model_name='visit',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='issues.issue', verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='visit',
            name='joiner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='issues.joiner'),
        ),
        migrations.AddField(
            model_name='whistle',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='吹哨人'),
        ),
        migrations.AddField(
            model_name='whistle',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='whistles', to='issues.issue', verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='call',
            name='whistle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='issues.whistle', verbose_name='吹哨'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('issue', 'kind'), name='approval_one_open_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='approval_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='department',
            constraint=models.UniqueConstraint(fields=('unit', 'name'), name='department_once_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='joiner',
            constraint=models.UniqueConstraint(condition=models.Q(('phone_index', ''), _negated=True), fields=('issue', 'phone_index'), name='joiner_once_by_phone'),
        ),
        migrations.AddConstraint(
            model_name='joiner',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('issue', 'user'), name='joiner_once_by_account'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('department', 'user'), name='member_open_once'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='member_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=models.UniqueConstraint(fields=('issue', 'mark', 'due_at'), name='nudge_once'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('system', 'number'), name='order_once_per_system'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='order_has_a_number'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('issue__isnull', False), ('state', 'proposed')), fields=('issue', 'kind'), name='proposal_once_per_issue'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('issue', None), ('state', 'proposed')), fields=('unit', 'category', 'kind'), name='proposal_once_per_place'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('category', 'code'), name='question_once_per_category'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.CheckConstraint(condition=models.Q(('department_kind', ''), ('role', ''), ('user', None), _negated=True), name='rule_sends_somewhere', violation_error_message='请选择派给岗位、部门或个人。'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='saved_view_once'),
        ),
        migrations.AddConstraint(
            model_name='stand',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='stand_counts_somebody'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(condition=models.Q(('joiner', None)), fields=('issue', 'round', 'again'), name='visit_once_for_reporter'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(condition=models.Q(('joiner__isnull', False)), fields=('joiner', 'round', 'again'), name='visit_once_for_joiner'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('solved', ''), ('stars', None)), models.Q(models.Q(('answered_at', None), _negated=True), models.Q(('solved', ''), _negated=True)), _connector='OR'), name='visit_answer_whole'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(fields=('whistle', 'department'), name='call_once_per_department'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(condition=models.Q(('leads', True)), fields=('whistle',), name='call_one_leads'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('score', None), models.Q(('score__gte', 1), ('score__lte', 5)), _connector='OR'), name='call_score_range'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('scored_by', None), ('arrived_by', None), models.Q(('scored_by', models.F('arrived_by')), _negated=True), _connector='OR'), name='call_not_scored_by_itself'),
        ),
    ]
