"""
The console: pages for a browser that show the calls and the state of the mock, and change its state.

Pages work without JavaScript, and load nothing from another host. It is imported when a browser first asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ..._mock.contract.routes import Routes
from ..._mock.facade import BaseMock
from ..._mock.formats.http import Reply, Request
from ._card_page import answer_card
from ._pages import connections, controls, docs, logs
from ._visit import PageProblem, Visit, form_of, query_of

__all__ = ["answer_card", "answer_page"]

VIEWS: Final[Mapping[str, Mapping[str, Callable[[Visit], Reply]]]] = {
    "": {"GET": logs.requests},
    "console": {"GET": lambda visit: visit.redirect("")},
    "console/requests/{}": {"GET": logs.request},
    "console/connections": {"GET": connections.listing},
    "console/connections/{}": {"GET": connections.one},
    "console/connections/{}/{}": {"POST": connections.step},
    "console/faults": {"GET": controls.faults, "POST": controls.add_fault},
    "console/faults/clear": {"POST": controls.clear_faults},
    "console/faults/{}/remove": {"POST": controls.remove_fault},
    "console/deliveries": {"GET": logs.deliveries},
    "console/deliveries/{}/repeat": {"POST": logs.repeat},
    "console/behaviours": {"GET": controls.behaviours, "POST": controls.set_behaviours},
    "console/clock": {"GET": controls.clock},
    "console/clock/advance": {"POST": controls.advance},
    "console/clock/clear": {"POST": controls.clear_log},
    "console/clock/reset": {"POST": controls.reset},
    "console/docs": {"GET": docs.show},
    "console/assets/{}": {"GET": Visit.asset},
}
"""Every path below `/__mock__/`, with its methods; braces stand for one part of the path."""

ROUTES: Final = Routes((method, f"/{path}", view) for path, views in VIEWS.items() for method, view in views.items())


def answer_page(mock: BaseMock, request: Request, path: str) -> Reply:
    """Answer a request of a browser; `path` begins after `/__mock__/`."""
    visit = Visit(mock, request, path, (), query_of(request.target), {})
    method = "GET" if request.method == "HEAD" else request.method
    methods, arguments = ROUTES.find(f"/{path}", method)
    view = methods.get(method)
    try:
        if view is not None:
            form = form_of(request) if method == "POST" else {}
            return view(replace(visit, arguments=arguments, form=form))
        problem = PageProblem("There is no such page.", 404)
        if methods:
            problem = PageProblem(f"This page takes {', '.join(methods)}.", 405)
    except PageProblem as found:
        problem = found
    except RuntimeError as error:  # a move of time that cannot end
        problem = PageProblem(f"{error}.")
    except OSError as error:
        problem = PageProblem(f"Nothing was changed, since the change cannot be kept: {error}", 500)
    return visit.page("problem.html", status=problem.status, message=problem.message)
