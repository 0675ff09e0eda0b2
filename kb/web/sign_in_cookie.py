"""The one cookie of the site: made at sign-in, never before."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from kb.services.signing_in import NewSignIn, Visitor
from kb.web.browsers import browser_name
from kb.web.context import address_of, site_of
from kb.web.signed_in import cookie_name, token_of


def visitor(request: Request[Any, Any, Any]) -> Visitor:
    """A new sign-in ends the one that the browser has. A token that it brings never becomes one."""
    return Visitor(
        address=address_of(request),
        browser=browser_name(request.headers.get("user-agent", "")),
        former=token_of(request),
    )


def admitted(request: Request[Any, Any, Any], sign_in: NewSignIn, address: str) -> Response[Any]:
    """On to the address, signed in. The cookie ends with the browser, the record by its limits."""
    response: Response[Any] = Response(
        None, status_code=303, headers={"location": address, "cache-control": "no-store"}
    )
    production = site_of(request).options.production
    response.set_cookie(
        key=cookie_name(production=production),
        value=sign_in.token,
        path="/",
        secure=production,
        httponly=True,
        samesite="lax",
    )
    return response


def without_cookie(request: Request[Any, Any, Any], response: Response[Any]) -> Response[Any]:
    """Sign the browser out: the cookie goes, if there is one."""
    if token_of(request) is not None:
        production = site_of(request).options.production
        response.set_cookie(
            key=cookie_name(production=production),
            value="",
            max_age=0,
            path="/",
            secure=production,
            httponly=True,
            samesite="lax",
        )
    return response
