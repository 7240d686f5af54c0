"""The signer's window in tkinter; imported only when there is a screen to show it on."""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import scrolledtext, ttk
from typing import Any

TITLE = "Ký số"
PAD: Any = {"padx": 10, "pady": 6}
MOST_LINES = 8  # more than one document make a sheet that scrolls


def confirm(
    lines: Sequence[tuple[str, str]], warning: str, names: Sequence[str], look: Callable[[int], None], *,
    needs_pin: bool = True,
) -> str | None:
    """Show what is to be signed; the PIN when Ký was pressed, None for Hủy or a closed window.

    ``look`` opens the document of that place among ``names``.  Where the maker's window asks for the PIN it is empty.
    """
    root = _root()
    pin = tkinter.StringVar(root)
    answer: list[str] = []

    def sign(_: object = None) -> None:
        if pin.get() or not needs_pin:
            answer.append(pin.get())
            root.destroy()

    _sheet(root, lines)
    entry = ttk.Entry(root, textvariable=pin, show="•", width=24)
    if needs_pin:
        ttk.Label(root, text="PIN:").grid(row=98, column=0, sticky="e", **PAD)
        entry.grid(row=98, column=1, sticky="w", **PAD)
    if warning:
        tkinter.Label(root, text=warning, fg="#b00020", wraplength=460).grid(row=97, column=1, sticky="w", **PAD)
    buttons = ttk.Frame(root)
    buttons.grid(row=99, column=0, columnspan=2, sticky="e", **PAD)
    chosen = ttk.Combobox(buttons, values=list(names), state="readonly", width=36)
    chosen.current(0)
    if len(names) > 1:
        chosen.pack(side="left", padx=4)
    actions = (("Xem văn bản", lambda: look(chosen.current())), ("Ký", sign), ("Hủy", root.destroy))
    for text, command in actions:
        ttk.Button(buttons, text=text, command=command).pack(side="left", padx=4)
    entry.bind("<Return>", sign)
    _enter_presses(root)
    root.bind("<Escape>", lambda _: root.destroy())
    (entry if needs_pin else root).focus_force()
    root.mainloop()
    return answer[0] if answer else None


def _sheet(root: tkinter.Tk, lines: Sequence[tuple[str, str]]) -> None:
    """Labels and values; a long list goes into a field that scrolls."""
    if len(lines) > MOST_LINES:
        sheet = scrolledtext.ScrolledText(root, width=78, height=22, wrap="word")
        sheet.insert("1.0", "\n\n".join(f"{label}: {value}" for label, value in lines))
        sheet.configure(state="disabled")
        sheet.grid(row=0, column=0, columnspan=2, **PAD)
        return
    for row, (label, value) in enumerate(lines):
        ttk.Label(root, text=label + ":").grid(row=row, column=0, sticky="ne", **PAD)
        ttk.Label(root, text=value, wraplength=460, justify="left").grid(row=row, column=1, sticky="w", **PAD)


def _enter_presses(root: tkinter.Tk) -> None:
    """Enter on a button is that button and no other: on Hủy it cancels."""
    root.bind("<Return>", lambda event: event.widget.invoke() if isinstance(event.widget, ttk.Button) else None)


def ask(prompt: str) -> str:
    """One line typed by the person; empty for a closed window."""
    root = _root()
    typed, answer = tkinter.StringVar(root), list[str]()

    def take(_: object = None) -> None:
        answer.append(typed.get().strip())
        root.destroy()

    ttk.Label(root, text=prompt).pack(anchor="w", **PAD)
    entry = ttk.Entry(root, textvariable=typed, width=24)
    entry.pack(anchor="w", **PAD)
    _close_with(root, ("Tiếp tục", take), ("Hủy", root.destroy))
    entry.bind("<Return>", take)
    _enter_presses(root)
    entry.focus_force()
    root.mainloop()
    return answer[0] if answer else ""


def choose(names: Sequence[str]) -> int | None:
    """Pick one of several certificates by its place in the list."""
    root = _root()
    picked = tkinter.IntVar(root, 0)
    answer: list[int] = []

    def take() -> None:
        answer.append(picked.get())
        root.destroy()

    ttk.Label(root, text="Chọn chứng thư để ký:").pack(anchor="w", **PAD)
    for place, name in enumerate(names):
        ttk.Radiobutton(root, text=name, variable=picked, value=place).pack(anchor="w", **PAD)
    _close_with(root, ("Tiếp tục", take), ("Hủy", root.destroy))
    root.mainloop()
    return answer[0] if answer else None


def tell(text: str) -> None:
    """How it ended, and a button."""
    root = _root()
    ttk.Label(root, text=text, wraplength=560, justify="left").pack(anchor="w", **PAD)
    _close_with(root, ("Đóng", root.destroy))
    root.bind("<Return>", lambda _: root.destroy())
    root.focus_force()
    root.mainloop()


def _close_with(root: tkinter.Tk, *actions: tuple[str, Callable[[], None]]) -> None:
    """Buttons at the lower right, the first one leftmost; Esc closes the window."""
    for text, command in reversed(actions):
        ttk.Button(root, text=text, command=command).pack(side="right", **PAD)
    root.bind("<Escape>", lambda _: root.destroy())


def _root() -> tkinter.Tk:
    root = tkinter.Tk()
    root.title(TITLE)
    root.attributes("-topmost", True)
    root.resizable(False, False)
    return root
