-- Writes a book's chapters as HTML pages with their search index.

local M = {}

local stringify = pandoc.utils.stringify
local ENTITIES = { amp = "&", lt = "<", gt = ">", quot = '"', ["#39"] = "'" }

local function html(blocks, options)
  return (pandoc.write(pandoc.Pandoc(blocks), "html5", pandoc.WriterOptions(options or {})))
end

local function raw(text) return pandoc.RawBlock("html", text) end

local function escape(text)
  return (text:gsub('[&<>"]', { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
    ['"'] = "&quot;" }))
end

local function unescape(text)
  return (text:gsub("&([%w#]+);", ENTITIES))
end

function M.callout(kind, name, title, content)
  local words = pandoc.Inlines(title)
  if stringify(title) ~= name then
    words:insert(1, pandoc.Span({ pandoc.Str(name .. ":"), pandoc.Space() },
      pandoc.Attr("", { "screen-reader-only" })))
  end
  local head = pandoc.Div({ pandoc.Para(words) }, pandoc.Attr("", { "callout-title" }))
  local body = pandoc.Div(content, pandoc.Attr("", { "callout-body" }))
  return pandoc.Div({ head, body }, pandoc.Attr("", { "callout", "callout-" .. kind },
    { role = "note" }))
end

-- A float as Quarto lays it out: a table's caption above it, a figure's below.
function M.float(entry, caption, content)
  local words = pandoc.Inlines({ pandoc.Str(entry.name .. "\u{a0}" .. entry.number .. ":"),
    pandoc.Space() }) .. caption
  local kind = entry.id:match("^%l+")
  local caption_blocks = pandoc.Blocks({ raw("<figcaption>"), pandoc.Plain(words),
    raw("</figcaption>") })
  local inner = kind == "tbl" and caption_blocks .. content or content .. caption_blocks
  local open = raw('<figure id="' .. escape(entry.id) .. '" class="float float-' .. kind .. '">')
  return pandoc.Blocks({ open }) .. inner .. { raw("</figure>") }
end

function M.equation(entry, math)
  math.text = math.text .. " \\qquad(" .. entry.number .. ")"
  return pandoc.Span({ math }, pandoc.Attr(entry.id, { "equation" }))
end

local function span(text, class)
  return pandoc.Span(text, pandoc.Attr("", { class }))
end

function M.header(chapter, el, number)
  if not number then return el end
  if el.level > 1 then
    el.content = pandoc.Inlines({ span(number, "header-section-number"), pandoc.Space() })
      .. el.content
    return el
  end
  local words = chapter.appendix and "Appendix " .. number or number
  local between = chapter.appendix and " — " or "\u{a0} "
  el.content = pandoc.Inlines({ span(words, "chapter-number"), pandoc.Str(between),
    span(el.content, "chapter-title") })
  return el
end

-- Quarto numbers no sections on the page of an unnumbered chapter, and refers to none by number.
local function title_of(entry)
  if entry.chapter.id ~= entry.id then return entry.title end
  local number = entry.chapter.appendix and "Appendix " .. entry.number .. " — " or
    entry.number .. "\u{a0}"
  return pandoc.Inlines({ pandoc.Str(number) }) .. entry.title
end

function M.reference(chapter, entry, name)
  if #name > 0 then name = name .. { pandoc.Str("\u{a0}") } end
  local page = chapter == entry.chapter and "" or "/" .. entry.chapter.path
  local anchor = entry.chapter.id == entry.id and page ~= "" and "" or "#" .. entry.id
  local words = name .. { pandoc.Str(entry.number) }
  if not chapter.number and entry.title then words = title_of(entry) end
  return { pandoc.Link(words, page .. anchor, "", pandoc.Attr("", { "quarto-xref" })) }
end

function M.handlers() return {} end

-- Points a link at the page, the place or the file that it means.
local function resolve_link(book, chapter, target, homes, by_path)
  if target:match("^%a[%w+.-]*:") then return target end
  local id = target:match("^#(.+)$")
  if id then
    local home = chapter.ids[id] and chapter or homes[id]
    if not home then
      book.problem(chapter, target, "links to " .. target .. ", which is nowhere in the book")
    end
    return (not home or home == chapter) and target or chapter.root .. home.href .. target
  end
  local path, anchor = book.locate(chapter, target)
  if path == book.pdf or path == book.word then return chapter.root .. path end
  local page = by_path[path]
  if not page then
    book.needs(chapter, path, target)
  elseif anchor ~= "" and not page.ids[anchor:sub(2)] then
    book.problem(chapter, target, "links to " .. target .. ", whose anchor is not there")
  end
  return chapter.root .. (page and page.href or path) .. anchor
end

local function resolve_links(book, chapter, homes, by_path)
  local function point(name, target)
    target = unescape(target)
    if name == "src" and target:match("^%a[%w+.-]*:") then
      book.problem(chapter, target, "image " .. target .. " is on another host; keep a copy here")
    end
    local role = target:match("^#ref%-") and ' role="doc-biblioref"' or ""
    local found = resolve_link(book, chapter, target, homes, by_path)
    return " " .. name .. '="' .. escape(found) .. '"' .. role
  end
  -- Only within tags: what looks like a link in the text is text.
  return (chapter.html:gsub("<%a[^>]*>", function(tag)
    return tag:gsub('%s(href)="([^"]*)"', point):gsub('%s(src)="([^"]*)"', point)
  end))
end

-- The words of a stretch of a page, for the search; what is folded repeats what a figure shows.
local function words_of(text)
  text = text:gsub("<details.-</details>", " "):gsub("<math.-</math>", " "):gsub("<[^>]*>", function(tag)
    return tag:match("^</?%a+"):match("^</?[aespcbi]%a*$") and "" or " "
  end)
  return (unescape(text):gsub("[%s\u{a0}]+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- A page's entries: its opening, and each section down to the third level.
local function add_to_search(entries, chapter, body)
  local name = (chapter.number and chapter.number .. " " or "") .. stringify(chapter.title)
  local at, id, section = 1, nil, ""
  local function close(last)
    local text = body:sub(at, last):gsub("^<section[^>]*>%s*<h%d.-</h%d>", "")
    entries:insert({ href = chapter.href .. (id and "#" .. id or ""), chapter = name,
      section = section, text = words_of(text) })
  end
  for start, found in body:gmatch('()<section id="([^"]*)" class="level[23]') do
    close(start - 1)
    at, id = start, unescape(found)
    section = words_of(body:match("<h%d[^>]*>(.-)</h%d>", start))
  end
  close(#body)
end

local function contents_of(book, chapter)
  if not book.html.toc then return "" end
  local list = pandoc.structure.table_of_contents(chapter.blocks:filter(function(block)
    return block.t ~= "Header" or block.level > 1
  end), pandoc.WriterOptions({ toc_depth = book.html["toc-depth"] }))
  return #list.content > 0 and html({ list }) or ""
end

local function link_to(chapter, from)
  return { href = from.root .. chapter.href, number = chapter.number, title = chapter.name }
end

local function sidebar_of(book, chapters, current)
  return pandoc.List(book.items):map(function(item)
    if item.part then return { part = escape(item.part) } end
    local entry = link_to(chapters[item.chapter], current)
    entry.current = chapters[item.chapter] == current or nil
    return entry
  end)
end

local function escaped(value)
  if type(value) == "string" then return escape(value) end
  if type(value) ~= "table" then return value end
  local out = {}
  for key, inner in pairs(value) do out[key] = escaped(inner) end
  return out
end

local function context_of(book, chapters, i)
  local chapter, context = chapters[i], escaped(book.metadata)
  context.lang, context.root, context.css = book.lang, chapter.root, book.css[1] and book.css
  context.pagetitle = escape(stringify(chapter.title) .. " – " .. book.title)
  context["book-title"], context["book-subtitle"] = escape(book.title), escape(book.subtitle)
  context.author, context.date = escape(table.concat(book.authors, ", ")), escape(book.date)
  context.home, context.pdf = chapter.root .. "index.html", chapter.root .. book.pdf
  context.word = book.word ~= "" and chapter.root .. book.word or nil
  context["chapter-id"], context.toc = chapter.id, contents_of(book, chapter)
  context.sidebar, context.body = sidebar_of(book, chapters, chapter), "\0"
  context.prev = chapters[i - 1] and link_to(chapters[i - 1], chapter)
  context.next = chapters[i + 1] and link_to(chapters[i + 1], chapter)
  return context
end

-- Writes every page, and returns each page's path and number of table rows.
function M.write(book, chapters, by_path)
  local homes, pages, search = {}, pandoc.List({}), pandoc.List({})
  for _, chapter in ipairs(chapters) do
    chapter.name = html({ pandoc.Plain(chapter.title) }):gsub("\n$", "")
    chapter.root = ("../"):rep(select(2, chapter.href:gsub("/", "")))
    chapter.html = html(chapter.blocks, { section_divs = true, html_math_method = "mathml",
      highlight_method = "none", wrap_text = "preserve" })
    chapter.ids = {}
    for tag in chapter.html:gmatch("<%a[^>]*>") do
      local id = tag:match('%sid="([^"]*)"')
      if id then
        chapter.ids[unescape(id)] = true
        homes[unescape(id)] = homes[unescape(id)] or chapter
      end
    end
  end
  local template = pandoc.template.compile(book.template)
  for i, chapter in ipairs(chapters) do
    local body = resolve_links(book, chapter, homes, by_path)
    add_to_search(search, chapter, body)
    -- The body goes in last, so that the template's indentation does not reach into it.
    local page = pandoc.layout.render(pandoc.template.apply(template, context_of(book, chapters, i)))
    local before, after = page:match("^(.-)\0(.*)$")
    book.write(pandoc.path.join({ book.site, chapter.href }), before .. body .. after .. "\n")
    pages:insert({ path = chapter.href, rows = chapter.rows })
  end
  book.write(pandoc.path.join({ book.site, "assets", "search-index.js" }),
    "window.searchIndex = " .. pandoc.json.encode(search) .. ";\n")
  return pages
end

return M
