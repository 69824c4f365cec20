"""The windows of an X11 desktop, asked through libxcb, which whatever draws windows there brings along."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from ctypes import POINTER, Structure, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p
from ctypes import c_int16 as c_short
from functools import lru_cache
from typing import Any

from face_model.screen.open_window import OpenWindow
from face_model.screen.place import Box

_VIEWABLE = 2
_ANY_TYPE = 0
_LONGEST_TEXT_WORDS = 256
_DEEPEST = 3
"""How far below a window manager's frame the program's own window may lie."""

_lock = threading.Lock()
"""Guards the one connection."""


class _Cookie(Structure):
    _fields_ = [("sequence", c_uint32)]


class _Tree(Structure):
    _fields_ = [
        *(("head", c_uint8 * 8), ("root", c_uint32), ("parent", c_uint32)),
        *(("children_len", c_uint16), ("pad", c_uint8 * 14)),
    ]


class _Geometry(Structure):
    _fields_ = [
        *(("head", c_uint8 * 8), ("root", c_uint32), ("x", c_short), ("y", c_short)),
        *(("width", c_uint16), ("height", c_uint16), ("border_width", c_uint16), ("pad", c_uint8 * 2)),
    ]


class _Attributes(Structure):
    _fields_ = [
        *(("head", c_uint8 * 8), ("visual", c_uint32), ("class_", c_uint16), ("gravities", c_uint8 * 2)),
        *(("planes", c_uint32), ("pixel", c_uint32), ("save_under", c_uint8), ("map_is_installed", c_uint8)),
        *(("map_state", c_uint8), ("override_redirect", c_uint8), ("rest", c_uint8 * 16)),
    ]


class _Property(Structure):
    _fields_ = [
        *(("response_type", c_uint8), ("format", c_uint8), ("head", c_uint8 * 6), ("type", c_uint32)),
        *(("bytes_after", c_uint32), ("value_len", c_uint32), ("pad", c_uint8 * 12)),
    ]


class _Atom(Structure):
    _fields_ = [("head", c_uint8 * 8), ("atom", c_uint32)]


class _Place(Structure):
    _fields_ = [("head", c_uint8 * 8), ("child", c_uint32), ("x", c_short), ("y", c_short)]


class _Screen(Structure):
    _fields_ = [("root", c_uint32)]


class _Screens(Structure):
    _fields_ = [("data", POINTER(_Screen)), ("rem", c_int), ("index", c_int)]


_REQUESTS: dict[str, tuple[list[Any], type[Structure]]] = {
    "query_tree": ([c_uint32], _Tree),
    "get_geometry": ([c_uint32], _Geometry),
    "get_window_attributes": ([c_uint32], _Attributes),
    "translate_coordinates": ([c_uint32, c_uint32, c_short, c_short], _Place),
    "get_property": ([c_uint8, *[c_uint32] * 5], _Property),
    "intern_atom": ([c_uint8, c_uint16, c_char_p], _Atom),
}


def open_windows() -> list[OpenWindow]:
    """All visible windows of this display, the lowest first.

    Raises
    ------
    OSError
        If no X server answers.
    """
    with _lock:
        connection = _Connection()
        try:
            return list(connection.windows())
        finally:
            connection.close()


class _Connection:
    """A conversation with the X server; a window that vanishes meanwhile is passed over."""

    def __init__(self) -> None:
        self._xcb, self._free = _libraries()
        number = c_int()
        self._connection = self._xcb.xcb_connect(None, ctypes.byref(number))
        if self._xcb.xcb_connection_has_error(self._connection):
            self.close()
            raise OSError("no X server answers")
        screens = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection))
        for _ in range(number.value):
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        self._root = int(screens.data.contents.root)
        self._atoms = {
            name: self._atom(name) for name in (b"WM_STATE", b"_NET_WM_NAME", b"WM_NAME", b"_NET_WM_PID")
        }

    def close(self) -> None:
        self._xcb.xcb_disconnect(self._connection)

    def windows(self) -> Iterator[OpenWindow]:
        """Visible children of the root, in stacking order."""
        for window in self._children(self._root):
            attributes = self._ask("get_window_attributes", window, read=lambda a: a.map_state)
            box = self._box(window)
            if attributes == _VIEWABLE and box is not None:
                client = self._client(window, _DEEPEST) or window
                yield OpenWindow(self._title(client), box, self._pid(client))

    def _client(self, window: int, deepest: int) -> int | None:
        """The program's window within a window manager's frame, which bears WM_STATE."""
        if self._property(window, b"WM_STATE"):
            return window
        children = self._children(window) if deepest else []
        return next((found for c in children if (found := self._client(c, deepest - 1))), None)

    def _box(self, window: int) -> Box | None:
        size = self._ask("get_geometry", window, read=lambda g: (g.width, g.height))
        corner = self._ask("translate_coordinates", window, self._root, 0, 0, read=lambda p: (p.x, p.y))
        return Box(*corner, *size) if size and corner else None

    def _title(self, window: int) -> str:
        raw: bytes = self._property(window, b"_NET_WM_NAME") or self._property(window, b"WM_NAME")
        return " ".join(raw.decode("utf-8", "replace").split())

    def _pid(self, window: int) -> int:
        return int.from_bytes(self._property(window, b"_NET_WM_PID")[:4], "little")

    def _children(self, window: int) -> list[int]:
        def read(tree: Any) -> list[int]:
            start = ctypes.addressof(tree) + ctypes.sizeof(_Tree)
            return list((c_uint32 * tree.children_len).from_address(start))

        return self._ask("query_tree", window, read=read) or []

    def _property(self, window: int, name: bytes) -> bytes:
        def read(found: Any) -> bytes:
            length = found.value_len * found.format // 8
            return ctypes.string_at(ctypes.addressof(found) + ctypes.sizeof(_Property), length)

        atom = self._atoms[name]
        return self._ask("get_property", 0, window, atom, _ANY_TYPE, 0, _LONGEST_TEXT_WORDS, read=read) or b""

    def _atom(self, name: bytes) -> int:
        return int(self._ask("intern_atom", 0, len(name), name, read=lambda a: a.atom) or 0)

    def _ask(self, request: str, *arguments: Any, read: Any) -> Any:
        """What ``read`` makes of the server's reply; None where it has none to give."""
        cookie = getattr(self._xcb, f"xcb_{request}")(self._connection, *arguments)
        error = c_void_p()
        reply = getattr(self._xcb, f"xcb_{request}_reply")(self._connection, cookie, ctypes.byref(error))
        if error.value:
            self._free(error)
        if not reply:
            return None
        try:
            return read(reply.contents)
        finally:
            self._free(reply)


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, Any]:
    """The libxcb of this system with its functions declared, and the C library's ``free``. Raises OSError."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype, xcb.xcb_connect.argtypes = c_void_p, [c_char_p, POINTER(c_int)]
    xcb.xcb_connection_has_error.argtypes = [c_void_p]
    xcb.xcb_disconnect.restype, xcb.xcb_disconnect.argtypes = None, [c_void_p]
    xcb.xcb_get_setup.restype, xcb.xcb_get_setup.argtypes = c_void_p, [c_void_p]
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_setup_roots_iterator.argtypes = [c_void_p]
    xcb.xcb_screen_next.restype, xcb.xcb_screen_next.argtypes = None, [POINTER(_Screens)]
    for name, (arguments, reply) in _REQUESTS.items():
        ask, answer = getattr(xcb, f"xcb_{name}"), getattr(xcb, f"xcb_{name}_reply")
        ask.restype, ask.argtypes = _Cookie, [c_void_p, *arguments]
        answer.restype = POINTER(reply)
        answer.argtypes = [c_void_p, _Cookie, POINTER(c_void_p)]
    free = ctypes.CDLL(None).free
    free.restype, free.argtypes = None, [c_void_p]
    return xcb, free
