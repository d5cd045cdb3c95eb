"""One row a job."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.acts.fields import EncryptedTextField
from mingqian.jobs.states import JOB, RUNNING


class Job(models.Model):
    """One piece of long work handed to a process of its own: who, what, since when, how it ended.

    How far it is stands in a file beside the data (`runs.progress_of`): the database is busy with the work's own
    transaction. `arguments` are what the work was asked with, numbers and labels, never anything secret; why it was
    refused may name a drawn enterprise and is kept encrypted.
    """

    UNSEALED: ClassVar = "办理的过程；所办的事由它自己的审计事件和封记记载，开始和结束另有审计事件"
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "work",
                "object_id",
                "title",
                "arguments",
                "agency_id",
                "by_user_id",
                "by_role",
                "by_name",
                "by_origin",
                "state",
                "begun_at",
                "ended_at",
                "seen_at",
                "outcome",
                "pid",
                "pid_began",
            ),
            "internal",
        ),
        "refusal": "secret",
    }

    work = models.CharField("事项", max_length=40)
    object_id = models.BigIntegerField("对象")
    title = models.CharField("名称", max_length=400)
    arguments = models.JSONField("参数", default=dict, blank=True)
    agency_id = models.BigIntegerField("机构", null=True, blank=True)
    by_user_id = models.BigIntegerField("经办人", db_index=True)
    by_role = models.CharField("经办角色", max_length=30)
    by_name = models.CharField("经办人姓名", max_length=60)
    by_origin = models.CharField("来处", max_length=64, blank=True)
    state = models.CharField("状态", max_length=12, choices=JOB.choices, default=RUNNING)
    begun_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    seen_at = models.DateTimeField("经办人看到结果的时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=400, blank=True)
    refusal = EncryptedTextField("没有办成的原因", blank=True, default="")
    pid = models.IntegerField("进程", null=True, blank=True)
    pid_began = models.CharField("进程启动时刻", max_length=40, blank=True)

    class Meta:
        verbose_name = "后台办理"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "object_id"], condition=models.Q(state="running"), name="one_job_at_a_time"
            ),
            models.CheckConstraint(
                name="job_ended_pair",
                condition=models.Q(state="running", ended_at__isnull=True)
                | (~models.Q(state="running") & models.Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.object_id}"
