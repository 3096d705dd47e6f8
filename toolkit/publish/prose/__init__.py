"""Report prose: templates in, blocks out. The only package that knows jinja2.

What is said stands in ``templates/``; this package only turns it into ``Block``s whose spans keep the id of every
figure printed. How templates are written: ``docs/模板写法.md``.
"""

from toolkit.publish.prose.checking import check
from toolkit.publish.prose.language import UNSETTLED, TemplateFault, blocks, chinese
from toolkit.publish.prose.page import page
from toolkit.publish.prose.printing import TEMPLATES, render

__all__ = ["TEMPLATES", "UNSETTLED", "TemplateFault", "blocks", "check", "chinese", "page", "render"]
