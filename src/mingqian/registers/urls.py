"""一单两库: items, subjects, inspectors, experts; recusals; imports; versions."""

from django.urls import URLPattern

from mingqian.registers.pages.imports.urls import import_urls
from mingqian.registers.pages.lists.urls import list_urls

app_name = "registers"
urlpatterns: list[URLPattern] = [*list_urls, *import_urls]
