"""The WSGI entry: the application does not start while a route has neither a permission nor a public mark."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
application = get_wsgi_application()

from mingqian.acts.doors import check_every_door  # noqa: E402 -- needs the applications loaded

check_every_door()
