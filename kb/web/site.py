"""The site put together: routes, errors, headers, compression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.types import ASGIApp

from kb.domain.languages import Language
from kb.web.access_log import AccessLog
from kb.web.api import ApiController
from kb.web.api_writing import WritingController
from kb.web.assets import AssetController, Assets
from kb.web.context import Site
from kb.web.files import FileController
from kb.web.heads import HeadAsGet
from kb.web.health import HealthController
from kb.web.hosts import HostCheck
from kb.web.origins import own_pages_only
from kb.web.pages import PAGES
from kb.web.pages.schema import OpenApiController
from kb.web.parameters import prefix_of
from kb.web.problems import answer
from kb.web.rendering import Renderer
from kb.web.security import security_headers
from kb.web.signed_in import keep_private
from kb.web.sitemap import SitemapController

LARGEST_BODY = 1_048_576

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


class SiteApplication(Litestar):
    """Litestar with the host check and the access log in front of everything, errors included."""

    def __init__(self, site: Site, **options: Any) -> None:
        super().__init__(**options)
        guarded: ASGIApp = HostCheck(self.asgi_handler, site.options.base_url, site.options.host)
        self.asgi_handler = AccessLog(HeadAsGet(guarded))


def create_site(site: Site, lifespan: Sequence[Lifespan] = ()) -> Litestar:
    assets = Assets(site.options.templates / "static", site.options.frontend)
    renderer = Renderer(site.options.templates, assets)
    # A page's addresses are the same in every language, below /en and /uk for two of them.
    pages = [Router(prefix_of(language) or "/", route_handlers=list(PAGES)) for language in Language]
    return SiteApplication(
        site,
        route_handlers=[
            *pages,
            ApiController,
            WritingController,
            HealthController,
            OpenApiController,
            SitemapController,
            AssetController,
            FileController,
        ],
        state=State(
            {
                "site": site,
                "assets": assets,
                "renderer": renderer,
            }
        ),
        guards=[own_pages_only],
        exception_handlers={Exception: answer},
        before_send=[security_headers(production=site.options.production), keep_private],
        compression_config=CompressionConfig("gzip", minimum_size=1000, gzip_compress_level=5),
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        lifespan=list(lifespan),
        logging_config=None,
    )
