"""Model fields of the house."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.db import models

from mingqian.acts import keys

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class EncryptedTextField(_Text):
    """Text kept encrypted in the database (personal data: ID and telephone numbers).

    The empty text stays empty, so that "missing" can be counted without a key.
    """

    def _context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return ""
        return "g1:" + base64.b64encode(keys.encrypt(str(value).encode(), context=self._context())).decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        if not value:
            return ""
        return keys.decrypt(base64.b64decode(value[3:]), context=self._context()).decode()
