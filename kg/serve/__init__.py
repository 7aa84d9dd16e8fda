"""A graph in the browser: in, a :class:`kg.serve.site.Site`; out, an ASGI application.

The room knows HTTP and no other room: what it serves comes with the site (``kg/serving.py`` puts one together).
"""

from __future__ import annotations

from kg.serve.app import application
from kg.serve.settings import Limits, Settings

__all__ = ["Limits", "Settings", "application"]
