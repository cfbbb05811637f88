-- Reads a chapter: cell outputs in their places, conditions decided, filters run, callouts
-- and floats brought into one form: a Div with the class "float" that holds a Div with the
-- class "caption" and then what it captions.

local M = {}

local CALLOUTS = { note = "Note", tip = "Tip", important = "Important", warning = "Warning",
  caution = "Caution" }
local REFUSED = { "panel%-.*", "column%-.*", "columns?", "aside", "landscape", "grid", "g%-col.*",
  "incremental", "fragment", "notes", "hidden", "proof", "layout%-.*", "margin%-.*", "code%-.*",
  "page%-columns", "quarto%-.*", "lightbox", "no%-lightbox" }
local REFUSED_ATTRIBUTES = { "layout", "layout-ncol", "layout-nrow", "when-meta", "unless-meta",
  "collapse", "appearance", "icon", "fig-align", "fig-scap", "tbl-colwidths", "group" }
local REFUSED_PREFIXES = { "lst", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "nte",
  "tip", "wrn", "imp", "cau", "sol", "rem" }

local function refuse(book, chapter)
  local function check(el)
    for _, class in ipairs(el.classes) do
      for _, pattern in ipairs(REFUSED) do
        if class:match("^" .. pattern .. "$") then
          book.problem(chapter, "." .. class, "class `." .. class ..
            "` is not supported; use sections, callouts or plain divs, or render with Quarto")
        end
      end
    end
    for _, name in ipairs(REFUSED_ATTRIBUTES) do
      if el.attributes[name] then
        book.problem(chapter, name, "attribute `" .. name .. "` is not supported")
      end
    end
    local prefix = el.identifier:match("^(%l+)%-")
    if pandoc.List(REFUSED_PREFIXES):includes(prefix) then
      book.problem(chapter, "#" .. el.identifier, "label `" .. el.identifier .. "` is not " ..
        "supported; labels begin with fig-, tbl-, sec- or eq-")
    end
  end
  return { Div = check, Span = check, Header = check, Image = check, Table = check,
    CodeBlock = check }
end

local function float(label, caption, content)
  local head = pandoc.Div({ pandoc.Plain(caption) }, pandoc.Attr("", { "caption" }))
  return pandoc.Div(pandoc.Blocks({ head }) .. content, pandoc.Attr(label, { "float" }))
end

local function read_cell(book, chapter, cell)
  local blocks = pandoc.read(cell.markdown, "markdown").blocks
  local function raw()
    book.problem(chapter, cell.label, "cell `" .. cell.name .. "` returns raw HTML or Typst; " ..
      "escape the text that it comes from")
  end
  blocks:walk({ RawBlock = raw, RawInline = raw })
  local out = pandoc.Blocks({})
  if cell.echo then out:insert(pandoc.CodeBlock(cell.code, pandoc.Attr("", { "python" }))) end
  if cell.captioned then
    local caption = pandoc.utils.blocks_to_inlines(pandoc.read(cell.caption, "markdown").blocks)
    out:insert(float(cell.label, caption, blocks))
  else
    out:extend(blocks)
  end
  return out
end

local function visible(book, el, format)
  local hidden = el.classes:includes("content-hidden")
  local function matches(wanted) return wanted == format end
  local function active(wanted) return pandoc.List(book.profiles):includes(wanted) end
  local holds = true
  for name, test in pairs({ format = matches, profile = active }) do
    local when, unless = el.attributes["when-" .. name], el.attributes["unless-" .. name]
    if when then holds = holds and test(when) end
    if unless then holds = holds and not test(unless) end
  end
  return hidden ~= holds
end

-- Floats as Pandoc writes them, from `![Caption](x.svg){#fig-x}` and `: Caption {#tbl-x}`.
local function make_floats(book, chapter)
  local function loose(caption)
    book.problem(chapter, pandoc.utils.stringify(caption):sub(1, 30), "a caption needs a label; " ..
      "write {#fig-name} after the image or {#tbl-name} after the table's caption")
  end
  return {
    Figure = function(el)
      local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
      if not el.identifier:match("^fig%-") then return loose(caption) end
      return float(el.identifier, caption, el.content), false
    end,
    Table = function(el)
      local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
      if #caption == 0 then return nil end
      if not el.identifier:match("^tbl%-") then return loose(caption) end
      local label = el.identifier
      el.caption, el.identifier = { long = {} }, ""
      return float(label, caption, pandoc.Blocks({ el })), false
    end,
    traverse = "topdown",
  }
end

local function count_rows(blocks)
  local rows = 0
  blocks:walk({ Table = function(el)
    rows = rows + #el.head.rows + #el.foot.rows
    for _, body in ipairs(el.bodies) do rows = rows + #body.body end
  end })
  return rows
end

-- Alt text under one name, and never absent.
local function describe_images(book, chapter)
  return {
    Image = function(el)
      local alt = el.attributes["fig-alt"] or el.attributes.alt or
        pandoc.utils.stringify(el.caption)
      el.attributes["fig-alt"], el.attributes.alt = nil, alt
      if alt == "" then
        book.problem(chapter, el.src, "image " .. el.src .. " has no text alternative; " ..
          "write {fig-alt=\"…\"} after it")
      end
      el.caption = {}
      return el
    end,
  }
end

local function make_callouts(render)
  return {
    Div = function(el)
      local kind = nil
      for _, class in ipairs(el.classes) do kind = kind or class:match("^callout%-(%l+)$") end
      if not kind or not CALLOUTS[kind] then return nil end
      local title = pandoc.Inlines({ pandoc.Str(CALLOUTS[kind]) })
      local content = el.content
      if el.attributes.title then
        title = pandoc.utils.blocks_to_inlines(pandoc.read(el.attributes.title, "markdown").blocks)
      elseif content[1] and content[1].t == "Header" then
        title = content[1].content
        content:remove(1)
      end
      return render(kind, CALLOUTS[kind], title, content)
    end,
  }
end

-- Equations with a label: `$$ … $$ {#eq-x alt="…"}`, whose braces Pandoc leaves as text.
local function make_equations(book, chapter)
  local function find(el)
    local out, content, i = pandoc.Inlines({}), el.content, 1
    while i <= #content do
      local math = content[i]
      local after = i + 1
      while content[after] and pandoc.List({ "Space", "SoftBreak" }):includes(content[after].t) do
        after = after + 1
      end
      local opens = content[after]
      if math.t == "Math" and opens and opens.t == "Str" and opens.text:match("^{#eq%-") then
        local text, last = "", after
        while content[last] do
          text = text .. (content[last].t == "Quoted" and
            '"' .. pandoc.utils.stringify(content[last].content):gsub('"', "'") .. '"' or
            pandoc.utils.stringify(content[last]))
          if text:match("}$") then break end
          last = last + 1
        end
        local header = pandoc.read("# x " .. text, "markdown-smart").blocks[1]
        out:insert(pandoc.Span({ math }, pandoc.Attr(header.identifier, { "equation" },
          { alt = header.attributes.alt or "" })))
        if not header.attributes.alt then
          book.problem(chapter, "#" .. header.identifier, "equation `" .. header.identifier ..
            "` has no text alternative; write {#" .. header.identifier .. " alt=\"…\"}")
        end
        i = last + 1
      else
        out:insert(math)
        i = i + 1
      end
    end
    el.content = out
    return el
  end
  return { Para = find, Plain = find }
end

local function run_filters(book, chapter, blocks, format)
  local quarto = { doc = {
    is_format = function(name)
      return name == format or (format == "html" and (name == "html5" or name == "html:js"))
    end,
  } }
  local env = setmetatable({ FORMAT = format, quarto = quarto }, { __index = _G })
  local doc = pandoc.Pandoc(blocks, book.metadata)
  for _, path in ipairs(book.filters) do
    local done, result = pcall(pandoc.utils.run_lua_filter, doc, path, env)
    if not done then error(path .. ", on " .. chapter.path .. ": " .. tostring(result), 0) end
    doc = result
  end
  return doc.blocks
end

function M.read(book, chapter, declared, format)
  local blocks = pandoc.read(declared.text, "markdown").blocks
  blocks = blocks:walk(refuse(book, chapter))
  blocks = blocks:walk({
    Div = function(el)
      local number = el.attributes["data-cell"]
      if number then return read_cell(book, chapter, declared.cells[tonumber(number)]) end
    end,
  })
  local function decide(el)
    if el.classes:includes("content-visible") or el.classes:includes("content-hidden") then
      return visible(book, el, format) and el.content or {}
    end
  end
  blocks = blocks:walk({ Div = decide, Span = decide })
  blocks = blocks:walk(make_floats(book, chapter)):walk(describe_images(book, chapter))
  blocks = blocks:walk(make_equations(book, chapter))
  chapter.rows = count_rows(blocks)
  blocks = run_filters(book, chapter, blocks, format)
  local writer = require(format == "html" and "website" or "printed")
  return blocks:walk(make_callouts(writer.callout))
end

return M
