"""Imports: one batch from upload to the register."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.acts.fields import EncryptedTextField
from mingqian.registers.states import IMPORT


class ImportBatch(models.Model):
    """One file on its way into a register. Its rows wait in a staging file until the batch is applied."""

    UNSEALED: ClassVar = "导入的过程和进度；收入名录由审计事件和各行封记记载"
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "agency",
                "kind",
                "state",
                "file_name",
                "file_size",
                "file_digest",
                "columns",
                "mapping",
                "options",
                "notices",
                "rows_expected",
                "rows_done",
                "read",
                "new",
                "changed",
                "unchanged",
                "warned",
                "noted",
                "set_aside",
                "pending",
                "serial",
                "failure",
                "job_pid",
                "job_started",
                "by_user_id",
                "by_role",
                "by_name",
                "by_origin",
                "created_at",
                "finished_at",
                "seconds",
                "event_number",
            ),
            "internal",
        ),
        "staging_key": "secret",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机构")
    kind = models.CharField("类别", max_length=20)
    state = models.CharField("状态", max_length=12, choices=IMPORT.choices, default="uploaded")
    file_name = models.CharField("文件名", max_length=200)
    file_size = models.BigIntegerField("文件大小", default=0)
    file_digest = models.CharField("文件摘要", max_length=64, blank=True)
    columns = models.JSONField("文件的列", default=list, blank=True)
    mapping = models.JSONField("列的对应", default=dict, blank=True)
    options = models.JSONField("选项", default=dict, blank=True)
    notices = models.JSONField("提示", default=list, blank=True)
    rows_expected = models.BigIntegerField("预计行数", default=0)
    rows_done = models.BigIntegerField("已处理行数", default=0)
    read = models.BigIntegerField("读入", default=0)
    new = models.BigIntegerField("新增", default=0)
    changed = models.BigIntegerField("变更", default=0)
    unchanged = models.BigIntegerField("不变", default=0)
    warned = models.BigIntegerField("警告", default=0)
    noted = models.BigIntegerField("规范书写", default=0)
    set_aside = models.BigIntegerField("搁置", default=0)
    pending = models.BigIntegerField("待定管辖", default=0)
    serial = models.BigIntegerField("比对时的名录序号", default=0)
    failure = models.JSONField("失败原因", default=dict, blank=True)
    job_pid = models.IntegerField("进程", null=True, blank=True)
    job_started = models.CharField("进程启动时刻", max_length=40, blank=True)
    by_user_id = models.BigIntegerField("经办人", null=True, blank=True)
    by_role = models.CharField("经办角色", max_length=30, blank=True)
    by_name = models.CharField("经办人姓名", max_length=60)
    by_origin = models.CharField("来处", max_length=64, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    seconds = models.FloatField("用时（秒）", default=0)
    event_number = models.BigIntegerField("审计事件", null=True, blank=True)
    staging_key = EncryptedTextField("暂存密钥", blank=True, default="")

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "-id"], name="import_of_agency")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
