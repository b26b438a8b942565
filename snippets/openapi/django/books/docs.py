# --8<-- [start:docs]
from drf_spectacular.views import SpectacularSwaggerSplitView

# From Django 6.0 on SECURE_CSP could say it for every page; Django 5.2 has no such setting.
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


class DocsPage(SpectacularSwaggerSplitView):
    """Swagger UI, which starts by a script of its own address, as the policy asks."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = POLICY
        return response


# --8<-- [end:docs]
