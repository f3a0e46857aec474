"""One look for every form."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Fields and forms are rendered by templates of the house."""

    form_template_name = "base/forms/form.html"
    field_template_name = "base/forms/field.html"
