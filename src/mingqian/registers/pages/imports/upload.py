"""Step 1: the file as it is uploaded."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.registers.importing import batches, jobs
from mingqian.registers.importing.columns import NAMES, Kind
from mingqian.registers.models import ImportBatch


def _kinds(by: Actor) -> list[tuple[str, str]]:
    return [(kind.value, NAMES[kind]) for kind in Kind if by.may(batches.PERMISSION_TO_EDIT[kind])]


class UploadForm(forms.Form):
    """Which register, which file."""

    kind = forms.ChoiceField(label="导入到")
    file = forms.FileField(
        label="文件",
        allow_empty_file=True,
        help_text="CSV、CSV.GZ、XLSX、XLS 或 Parquet。第一行（或前几行中的一行）须是列的标题。",
        error_messages={"required": "请选择文件。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.gz,.xlsx,.xls,.xlsb,.ods,.parquet"}),
    )
    guess_fields = forms.BooleanField(
        label="没有“监管行业领域”的检查对象，按《高青指引行业领域对照表》推定（会标明是推定的）",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds(by)  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[Any]:
        """Not above the limit for pages; the command line takes more."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES >> 20
            raise forms.ValidationError(Refused("registers.file_too_large", limit=limit).words())
        return file


def taken_in(by: Actor, form: UploadForm) -> ImportBatch:
    """Keep the uploaded file, open its batch, start reading. Raises `Refused`."""
    if by.agency_id is None:
        raise Refused("registers.other_agency")
    uploaded: UploadedFile[Any] = form.cleaned_data["file"]
    root = Path(settings.DATA) / "imports"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = root / f"upload-{secrets.token_hex(8)}"
    try:
        digest = hashlib.sha256()
        waiting.touch(mode=0o600)
        with waiting.open("wb") as target:
            for chunk in uploaded.chunks():
                digest.update(chunk)
                target.write(chunk)
        batch = batches.begin(
            by=by,
            agency=Agency.objects.get(pk=by.agency_id),
            kind=Kind(form.cleaned_data["kind"]),
            file_name=Path(uploaded.name or "文件").name,
            file_size=uploaded.size or 0,
            file_digest=digest.hexdigest(),
            options={"guess_fields": form.cleaned_data["guess_fields"]},
        )
        waiting.replace(batches.folder_of(batch.pk) / "file")
    finally:
        waiting.unlink(missing_ok=True)
    jobs.start(batches.begin_work(batch, "read"), "read", by)
    return batch
