-- Writes a book's chapters as HTML pages with their search index.

local M = {}

local stringify = pandoc.utils.stringify

local function html(blocks, options)
  return (pandoc.write(pandoc.Pandoc(blocks), "html5", pandoc.WriterOptions(options or {})))
end

local function inline_html(inlines)
  return (html({ pandoc.Plain(inlines) }):gsub("\n$", ""))
end

local function escape(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
    ['"'] = "&quot;" }))
end

function M.callout(kind, name, title, content)
  local words = pandoc.Inlines(title)
  if stringify(title) ~= name then
    words:insert(1, pandoc.Span({ pandoc.Str(name), pandoc.Str(":"), pandoc.Space() },
      pandoc.Attr("", { "screen-reader-only" })))
  end
  local head = pandoc.Div({ pandoc.Para(words) }, pandoc.Attr("", { "callout-title" }))
  local body = pandoc.Div(content, pandoc.Attr("", { "callout-body" }))
  return pandoc.Div({ head, body }, pandoc.Attr("", { "callout", "callout-" .. kind },
    { role = "note" }))
end

local function raw(text) return pandoc.RawBlock("html", text) end

-- A float as Quarto lays it out: a table's caption above it, a figure's below.
local function write_float(el, index)
  local entry = index[el.identifier]
  local words = pandoc.Inlines({ pandoc.Str(entry.name .. "\u{a0}" .. entry.number .. ":"),
    pandoc.Space() })
  local content = el.content
  words:extend(content:remove(1).content[1].content)
  local kind = el.identifier:match("^%l+")
  local caption = pandoc.Blocks({ raw("<figcaption>"), pandoc.Plain(words), raw("</figcaption>") })
  local out = pandoc.Blocks({ raw('<figure id="' .. escape(el.identifier) ..
    '" class="float float-' .. kind .. '">') })
  out:extend(kind == "tbl" and caption .. content or content .. caption)
  out:insert(raw("</figure>"))
  return out
end

local function write_equation(el, index)
  local math = el.content[1]
  math.text = math.text .. " \\qquad(" .. index[el.identifier].number .. ")"
  return pandoc.Span({ math }, pandoc.Attr(el.identifier, { "equation" }))
end

-- Where each identifier is: the page it is on, nil where two pages have it.
local function find_ids(chapters)
  local pages = {}
  for _, chapter in ipairs(chapters) do
    chapter.ids = {}
    local function note(el)
      local id = el.identifier
      if id == "" then return end
      chapter.ids[id] = true
      pages[id] = pages[id] == nil and chapter or (pages[id] == chapter and chapter or false)
    end
    chapter.blocks:walk({ Header = note, Div = note, Span = note, Table = note, Figure = note,
      CodeBlock = note, Code = note, Link = note, Image = note })
  end
  return pages
end

local function rewrite_link(book, chapter, el, pages, by_path)
  local target = el.target
  if target:match("^#ref%-") then el.attributes.role = "doc-biblioref" end
  if target:match("^%a[%w+.-]*:") then return el end
  if target:sub(1, 1) == "#" then
    local id = target:sub(2)
    local page = chapter.ids[id] and chapter or pages[id]
    if not page then
      book.problem(chapter, target, "links to " .. target .. ", which is nowhere in the book")
    elseif page ~= chapter then
      el.target = chapter.root .. page.href .. target
    end
    return el
  end
  local path, anchor = book.file(chapter, target)
  local page = by_path[path]
  if page then
    el.target = page == chapter and anchor ~= "" and anchor or chapter.root .. page.href .. anchor
    local id = anchor:sub(2)
    if anchor ~= "" and not page.ids[id] then
      book.problem(chapter, target, "links to " .. target .. ", whose anchor is not there")
    end
  else
    book.needs(chapter, path, target)
    el.target = chapter.root .. path .. anchor
  end
  return el
end

local function rewrite(book, chapter, index, pages, by_path)
  return chapter.blocks:walk({
    Div = function(el)
      if el.classes:includes("float") then return write_float(el, index) end
    end,
    Span = function(el)
      if el.classes:includes("equation") then return write_equation(el, index) end
    end,
    Link = function(el) return rewrite_link(book, chapter, el, pages, by_path) end,
    Image = function(el)
      if el.src:match("^%a[%w+.-]*:") then
        book.problem(chapter, el.src, "image " .. el.src .. " is on another host; keep a copy here")
        return el
      end
      local path = book.file(chapter, el.src)
      book.needs(chapter, path, el.src)
      el.src = chapter.root .. path
      return el
    end,
  })
end

-- The words of some blocks, for the search: a space between paragraphs, cells and items.
local function words_of(blocks)
  local words = pandoc.List({})
  local function take(el) words:insert(stringify(el)) end
  pandoc.Blocks(blocks):walk({ Math = function() return {} end })
    :walk({ Plain = take, Para = take })
  return (table.concat(words, " "):gsub("%s+", " "))
end

local function add_to_search(entries, chapter)
  local section, id, held = nil, chapter.id, pandoc.Blocks({})
  local function close()
    entries:insert({ href = chapter.href .. (section and "#" .. id or ""),
      chapter = chapter.number and chapter.number .. " " .. stringify(chapter.title) or
        stringify(chapter.title), section = section or "", text = words_of(held) })
    held = pandoc.Blocks({})
  end
  for _, block in ipairs(chapter.blocks) do
    if block.t == "Header" and block.level > 1 and block.level < 4 then
      close()
      section, id = stringify(block), block.identifier
    elseif block.t ~= "Header" then
      held:insert(block)
    end
  end
  close()
end

local function contents_of(book, chapter)
  if not book.html.toc then return "" end
  local blocks = chapter.blocks:clone()
  blocks:remove(1)
  local list = pandoc.structure.table_of_contents(blocks,
    pandoc.WriterOptions({ toc_depth = book.html["toc-depth"] }))
  if #list.content == 0 then return "" end
  return html({ list })
end

local function link_to(chapter, from)
  return { href = from.root .. chapter.href, number = chapter.number,
    title = inline_html(chapter.title) }
end

local function sidebar_of(book, chapters, current)
  local list = pandoc.List({})
  for _, item in ipairs(book.items) do
    if item.part then
      list:insert({ part = escape(item.part) })
    else
      local entry = link_to(chapters[item.chapter], current)
      entry.current = chapters[item.chapter] == current or nil
      list:insert(entry)
    end
  end
  return list
end

local function template_of(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return pandoc.template.compile(text, path)
end

local function escaped(value)
  if type(value) == "string" then return escape(value) end
  if type(value) ~= "table" then return value end
  local out = {}
  for key, inner in pairs(value) do out[key] = escaped(inner) end
  return out
end

local function write_file(path, text)
  pandoc.system.make_directory(pandoc.path.directory(path), true)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

function M.write(book, chapters, index)
  local template = template_of(book.template)
  local by_path = {}
  for _, chapter in ipairs(chapters) do
    chapter.root = ("../"):rep(select(2, chapter.href:gsub("/", "")))
    by_path[chapter.path] = chapter
  end
  local pages = find_ids(chapters)
  local search = pandoc.List({})
  for _, chapter in ipairs(chapters) do
    chapter.blocks = rewrite(book, chapter, index, pages, by_path)
    add_to_search(search, chapter)
  end
  for i, chapter in ipairs(chapters) do
    local body = html(chapter.blocks, { section_divs = true, html_math_method = "mathml",
      highlight_method = "none", wrap_text = "preserve" })
    local context = escaped(book.metadata)
    local title = stringify(chapter.title)
    for key, value in pairs({
      lang = book.lang, pagetitle = escape(title .. " – " .. book.title), root = chapter.root,
      ["book-title"] = escape(book.title), ["book-subtitle"] = escape(book.subtitle),
      author = escape(table.concat(book.authors, ", ")), date = escape(book.date),
      home = chapter.root .. "index.html", pdf = chapter.root .. book.pdf,
      ["chapter-id"] = chapter.id, body = "\0", toc = contents_of(book, chapter),
      sidebar = sidebar_of(book, chapters, chapter), css = #book.css > 0 and book.css or nil,
    }) do context[key] = value end
    if chapters[i - 1] then context.prev = link_to(chapters[i - 1], chapter) end
    if chapters[i + 1] then context.next = link_to(chapters[i + 1], chapter) end
    -- The body goes in last, so that the template's indentation does not reach into it.
    local page = pandoc.layout.render(pandoc.template.apply(template, context))
    local before, after = page:match("^(.-)\0(.*)$")
    write_file(pandoc.path.join({ book.site, chapter.href }), before .. body .. after .. "\n")
  end
  write_file(pandoc.path.join({ book.site, "assets", "search-index.js" }),
    "window.searchIndex = " .. pandoc.json.encode(search) .. ";\n")
end

return M
