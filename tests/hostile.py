"""Texts that run, hide or break something where they are taken for more than text, and the search
for them in what was made of them."""

import csv
import io
import itertools
import re
import unicodedata

# Of letters that the fonts of the PDF lack none is here: they stop the build, with their chapter.
ATTACKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>bold</b>", "<!-- hidden -->",
    "<svg/onload=alert(1)>", "</td></tr></table>", "&lt;b&gt; &amp; &#x27;", "javascript:alert(1)",
    '" onmouseover="alert(1)', "' onfocus='alert(1)", "@fig-forest @nobody [-@x]", "$x^2$ $$y$$",
    "~sub~ ^sup^ ~~gone~~", "*stars* _under_ **both**", "`{python} 1/0` `code`", "# heading",
    "1. first", "- item", "> quoted", "| a | b |", "---", "...", "[link](http://example.org)",
    "![image](http://example.org/x.png)", "{{< env HOME >}}", "{{< include /etc/passwd >}}",
    "::: {.finding}", "[^1] footnote", "`x`{=html}", '```{=typst} #read("/etc/passwd")```',
    '#read("/etc/passwd")', "#panic() #sys.inputs", "\\input{x} \\end{document}", "%s %d {0} {name}",
    "${HOME} $(id) %PATH%", "../../etc/passwd", "C:\\temp\\new", "=1+1", '=HYPERLINK("http://e.org","x")',
    "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "NaN", "None", "TRUE", "1e5", "-", "'=1",
    'say "x" and \'y\'', "a; b, c\td", "{.class #id key=value}", "<https://example.org>", "x\u00a0y",
    "e\u0301 \u00e7", "\u0416\u0434\u0438", "\u03a9\u03bc\u03ad", "<a href=x>", "]]>", "{%% x %%}", "&nbsp;", "Straße – “ok” ‘ok’…",
)  # fmt: skip
FORMS = ("{}", "Before {}", "{} after")
TEXTS = tuple(
    f"{form.format(attack)} ({number})"
    for number, (form, attack) in enumerate(itertools.product(FORMS, ATTACKS))
)
# Of characters that nobody sees: controls that move the cursor or write into the title of the
# window, marks that turn letters round, join nothing or fill no space.
HIDING = (
    "\x1b[31mred", "\x1b]0;title\x07bell", "\x1b[2J\x1b[13;37Hmoved", "up\x9b5A", "back\x08space",
    "null\x1fsign", "next\x85line", "line\u2028sign", "\u202edrow", "\u2066isolate\u2069", "zero\u200bwidth",
    "join\u200der", "join\u200cno", "word\u2060join", "\ufeffmark", "soft\u00adhyphen", "tag\U000e0041\U000e0042",
    "fill\u3164er", "select\ufe0for",
)  # fmt: skip
BARRED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe0f\ufeff\U000e0000-\U000e007f]"
)


def find_lost(planted: dict[str, list[str]], pages: str) -> list[str]:
    """Texts that do not stand in pages, white space aside."""

    def fold(text: str) -> str:
        return "".join(unicodedata.normalize("NFC", text).split())

    whole = fold(pages)
    return [
        f"{kind}: {text!r}"
        for kind, texts in planted.items()
        for text in texts
        if fold(text) not in whole
    ]


def find_formulas(text: str) -> list[str]:
    """Cells of a CSV file that a spreadsheet takes for formulas."""
    return [
        cell
        for row in csv.reader(io.StringIO(text, newline=""))
        for cell in row
        if unicodedata.normalize("NFKC", cell).lstrip()[:1] in ("=", "+", "@", "-")
        and not re.fullmatch(r"[-+]?[\d.e+-]+", cell)
    ]
