"""The addresses of the page floor."""

from shuping.core.roles.permissions import Permission
from tests.factories.permission_table import Row

ROWS = [Row("base:components", Permission.MATRIX_READ, scoped=False)]
