-- Reads a chapter: cell outputs in their places, conditions decided, floats and equations
-- brought into one form, filters run, callouts written. A float is a Div with the class "float"
-- that holds a Div with the class "caption" and then what it captions.

local M = {}

local stringify = pandoc.utils.stringify
local CALLOUTS = { note = "Note", tip = "Tip", important = "Important", warning = "Warning",
  caution = "Caution" }
local CLASSES = pandoc.List({ "panel%-.*", "column%-.*", "columns?", "aside", "landscape", "grid",
  "g%-col.*", "incremental", "fragment", "notes", "hidden", "proof", "layout%-.*", "margin%-.*",
  "code%-.*", "page%-columns", "quarto%-.*", "lightbox", "no%-lightbox" })
local ATTRIBUTES = pandoc.List({ "layout", "layout-ncol", "layout-nrow",
  "collapse", "appearance", "icon", "fig-align", "fig-scap", "tbl-colwidths",
  "group" })
local PREFIXES = pandoc.List({ "lst", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr",
  "nte", "tip", "wrn", "imp", "cau", "sol", "rem" })

local function refuse(book, chapter, el)
  for _, class in ipairs(el.classes) do
    if CLASSES:find_if(function(pattern) return class:match("^" .. pattern .. "$") end) then
      book.problem(chapter, "." .. class, "class `." .. class .. "` is not supported; use " ..
        "sections, callouts or plain divs, or render with Quarto")
    end
  end
  for name in pairs(el.attributes) do
    if ATTRIBUTES:includes(name) then
      book.problem(chapter, name, "attribute `" .. name .. "` is not supported")
    end
  end
  if PREFIXES:includes(el.identifier:match("^(%l+)%-")) then
    book.problem(chapter, "#" .. el.identifier, "label `" .. el.identifier ..
      "` is not supported; labels begin with fig-, tbl-, sec- or eq-")
  end
end

local function float(label, caption, content)
  local head = pandoc.Div({ pandoc.Plain(caption) }, pandoc.Attr("", { "caption" }))
  return pandoc.Div(pandoc.Blocks({ head }) .. content, pandoc.Attr(label, { "float" }))
end

local function inlines_of(markdown)
  return pandoc.utils.blocks_to_inlines(pandoc.read(markdown, "markdown").blocks)
end

local function read_cell(book, chapter, cell)
  local blocks = pandoc.read(cell.markdown, "markdown").blocks
  local function raw()
    book.problem(chapter, cell.label, "cell `" .. cell.name .. "` returns raw HTML or Typst; " ..
      "escape the text that it comes from")
  end
  blocks:walk({ RawBlock = raw, RawInline = raw })
  if cell.captioned then blocks = { float(cell.label, inlines_of(cell.caption), blocks) } end
  local code = cell.echo and { pandoc.CodeBlock(cell.code, pandoc.Attr("", { "python" })) } or {}
  return pandoc.Blocks(code) .. blocks
end

-- Equations with a label: `$$ … $$ {#eq-x alt="…"}`, whose braces Pandoc leaves as text.
local function find_equations(book, chapter, content)
  local out, i = pandoc.Inlines({}), 1
  while i <= #content do
    local after = i + 1
    while content[after] and (content[after].t == "Space" or content[after].t == "SoftBreak") do
      after = after + 1
    end
    local opens = content[i].t == "Math" and content[after]
    if opens and opens.t == "Str" and opens.text:match("^{#eq%-") then
      local text = ""
      repeat
        local piece = content[after]
        text = text .. (piece.t == "Quoted" and '"' .. stringify(piece.content) .. '"' or
          stringify(piece))
        after = after + 1
      until text:match("}$") or not content[after]
      local attr = pandoc.read("# x " .. text, "markdown-smart").blocks[1].attr
      if not attr.attributes.alt then
        book.problem(chapter, "#" .. attr.identifier, "equation `" .. attr.identifier ..
          "` has no text alternative; write {#" .. attr.identifier .. " alt=\"…\"}")
      end
      out:insert(pandoc.Span({ content[i] }, pandoc.Attr(attr.identifier, { "equation" },
        { alt = attr.attributes.alt or "" })))
      i = after
    else
      out:insert(content[i])
      i = i + 1
    end
  end
  return out
end

local function visible(book, el, format)
  local holds = true
  local function check(name, active)
    local when, unless = el.attributes["when-" .. name], el.attributes["unless-" .. name]
    if when then holds = holds and active(when) end
    if unless then holds = holds and not active(unless) end
  end
  check("format", function(wanted) return wanted == format end)
  check("meta", function(key) return book.metadata[key] == true end)
  check("profile", function(wanted) return pandoc.List(book.profiles):includes(wanted) end)
  return el.classes:includes("content-hidden") ~= holds
end

local function count_rows(tbl)
  local rows = #tbl.head.rows + #tbl.foot.rows
  for _, body in ipairs(tbl.bodies) do rows = rows + #body.body end
  return rows
end

-- What is done to each kind of element, in one walk: a walk of a book is dear.
local function handlers(book, chapter, format)
  local function check(el)
    refuse(book, chapter, el)
    if el.classes:includes("content-visible") or el.classes:includes("content-hidden") then
      if visible(book, el, format) then return el.content end
      if el.t == "Div" then
        -- Its tables were counted on the way here.
        el:walk({ Table = function(tbl) chapter.rows = chapter.rows - count_rows(tbl) end })
      end
      return {}
    end
  end
  local function loose(el, caption)
    book.problem(chapter, stringify(caption):sub(1, 30), "a caption needs a label; write " ..
      "{#fig-name} after the image or {#tbl-name} after the table's caption")
    return el
  end
  local function equations(el)
    if not chapter.text:find("{#eq-", 1, true) then return nil end
    el.content = find_equations(book, chapter, el.content)
    return el
  end
  return {
    Div = check, Span = check, CodeBlock = check, Header = check, Para = equations,
    Plain = equations,
    Image = function(el)
      refuse(book, chapter, el)
      local alt = el.attributes["fig-alt"] or el.attributes.alt or stringify(el.caption)
      if alt == "" then
        book.problem(chapter, el.src, "image " .. el.src .. " has no text alternative; write " ..
          "{fig-alt=\"…\"} after it")
      end
      el.attributes["fig-alt"], el.attributes.alt, el.caption = nil, alt, {}
      return el
    end,
    Figure = function(el)
      local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
      if not el.identifier:match("^fig%-") then return loose(el, caption) end
      return float(el.identifier, caption, el.content)
    end,
    Table = function(el)
      refuse(book, chapter, el)
      chapter.rows = chapter.rows + count_rows(el)
      local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
      if #caption == 0 then return nil end
      local label = el.identifier
      if not label:match("^tbl%-") then return loose(el, caption) end
      el.caption, el.identifier = { long = {} }, ""
      return float(label, caption, pandoc.Blocks({ el }))
    end,
  }
end

local function filter_environment(format)
  local function is_format(name)
    return name == format or (format == "html" and (name == "html5" or name == "html:js"))
  end
  local env = { FORMAT = format, quarto = { doc = { is_format = is_format } } }
  return setmetatable(env, { __index = _G })
end

-- The filters that do anything in this format: one that has nothing to do says so by returning
-- an empty list, and need not be run on every chapter.
local function find_filters(book, format)
  if book.active then return book.active end
  book.active = pandoc.List({})
  for _, path in ipairs(book.filters) do
    local chunk = loadfile(path, "t", filter_environment(format))
    local done, result = pcall(chunk or error)
    if not (done and type(result) == "table" and next(result) == nil) then
      book.active:insert(path)
    end
  end
  return book.active
end

local function run_filters(book, chapter, blocks, format)
  local env = filter_environment(format)
  local doc = pandoc.Pandoc(blocks, book.metadata)
  for _, path in ipairs(find_filters(book, format)) do
    local done, result = pcall(pandoc.utils.run_lua_filter, doc, path, env)
    if not done then error(path .. ", on " .. chapter.path .. ": " .. tostring(result), 0) end
    doc = result
  end
  return doc.blocks
end

local function write_callout(writer, el)
  local kind
  for _, class in ipairs(el.classes) do kind = kind or class:match("^callout%-(%l+)$") end
  local name = CALLOUTS[kind]
  if not name then return nil end
  local title, content = pandoc.Inlines({ pandoc.Str(name) }), el.content
  if el.attributes.title then
    title = inlines_of(el.attributes.title)
  elseif content[1] and content[1].t == "Header" then
    title = content:remove(1).content
  end
  return writer.callout(kind, name, title, content)
end

function M.read(book, chapter, writer, format)
  chapter.rows = 0
  local blocks = pandoc.read(chapter.text, "markdown").blocks
  if #chapter.cells > 0 then
    blocks = blocks:walk({
      Div = function(el)
        local number = tonumber(el.attributes["data-cell"])
        if number then return read_cell(book, chapter, chapter.cells[number]) end
      end,
    })
  end
  blocks = blocks:walk(handlers(book, chapter, format))
  blocks = run_filters(book, chapter, blocks, format)
  if chapter.text:find("callout", 1, true) then
    blocks = blocks:walk({ Div = function(el) return write_callout(writer, el) end })
  end
  return blocks
end

return M
