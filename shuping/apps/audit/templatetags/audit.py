"""Words of the audit log in templates."""

from django import template

from shuping.apps.audit.wording import action_label

register = template.Library()


@register.simple_tag
def action_words(action: str) -> str:
    """What an action code says, in words."""
    return action_label(action)
