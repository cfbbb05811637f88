-- Writes a book's chapters as one Typst document, in the words that Quarto would use, so that
-- the theme's partials serve both. Typst does the counting itself.

local identifiers = require("identifiers")

local M = {}

local COLOURS = { note = { "dae6fb", "0758E5" }, important = { "f7dddc", "CC1914" },
  warning = { "fcefdc", "EB9113" }, tip = { "ccf1e3", "00A047" }, caution = { "ffe5d0", "FC5300" } }

local function raw(text) return pandoc.RawBlock("typst", text) end
local function inline(text) return pandoc.RawInline("typst", text) end

local function quoted(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("\n", " ") .. '"'
end

function M.callout(kind, _, title, content)
  local fill, line = COLOURS[kind][1], COLOURS[kind][2]
  local tail = pandoc.Inlines({ inline("], title: [") }) .. title .. { inline(
    '], background_color: rgb("#' .. fill .. '"), icon_color: rgb("#' .. line ..
    '"), icon: none, body_background_color: white)') }
  return pandoc.Blocks({ raw("#callout(body: [") }) .. content .. { pandoc.Plain(tail) }
end

function M.float(entry, caption, content)
  local kind = entry.id:match("^%l+")
  local position = kind == "tbl" and "top" or "bottom"
  local tail = pandoc.Inlines({ inline("], caption: figure.caption(position: " .. position ..
    ", [") }) .. caption .. { inline(']), kind: "quarto-float-' .. kind .. '", supplement: "' ..
    entry.name .. '", )<' .. entry.id .. ">") }
  return pandoc.Blocks({ raw("#figure([") }) .. content .. { pandoc.Plain(tail) }
end

function M.equation(entry, math, alt)
  return { inline("#math.equation(block: true, numbering: equation-numbering, alt: " ..
    quoted(alt) .. ", [ "), math, inline(" ])<" .. entry.id .. ">") }
end

function M.header(chapter, el, number)
  identifiers.keep_apart(chapter, el)
  if not number and not el.classes:includes("unnumbered") then el.classes:insert("unnumbered") end
  return el
end

function M.reference(_, entry, name)
  local out = pandoc.Inlines({ inline("#ref(<" .. entry.id .. ">, supplement: [") }) .. name
  return out .. { inline("]);") }
end

function M.handlers(book, chapter, by_path)
  return {
    Table = function(el) el.classes:insert("typst:no-figure") return el end,
    Image = function(el)
      local size = ""
      for _, name in ipairs({ "width", "height" }) do
        if el.attributes[name] then size = size .. ", " .. name .. ": " .. el.attributes[name] end
      end
      return inline("#box(image(" .. quoted("/" .. book.locate(chapter, el.src)) .. ", alt: " ..
        quoted(el.attributes.alt or "") .. size .. "));")
    end,
    Link = function(el)
      if el.target:match("^%a[%w+.-]*:") then return nil end
      local path, anchor = book.locate(chapter, el.target)
      local home = el.target:sub(1, 1) == "#" and chapter or by_path[path]
      if home then
        local id = anchor:sub(2)
        el.target = "#" .. (home.renamed[id] or (id ~= "" and id) or home.id)
      else
        el.target = path .. anchor
      end
      return el
    end,
    -- PDF/UA wants words for every formula, and has its TeX where the author gave none.
    Math = function(el)
      return { inline("#math.equation(block: " .. tostring(el.mathtype == "DisplayMath") ..
        ", alt: " .. quoted(el.text) .. ", [ "), el, inline(" ]);") }
    end,
  }
end

local function heading_of(item)
  local title = pandoc.write(pandoc.Pandoc({ pandoc.Plain(item.part) }), "typst"):gsub("\n$", "")
  if not item.appendix then return "#part[" .. title .. "]\n" end
  return "#show: appendices.with(" .. quoted(item.part) .. ", hide-parent: true)\n\n" ..
    "#heading(level: 1, numbering: none)[" .. title .. "]\n"
end

-- The variables that Quarto gives to a book's Typst partials.
local function metadata_of(book)
  local meta = pandoc.MetaMap(book.metadata)
  local authors = pandoc.List(book.authors)
  meta["by-author"] = authors:map(function(name) return { name = { literal = name } } end)
  meta["section-numbering"], meta["toc-depth"] = "1.1.a", tostring(book.typst["toc-depth"])
  meta.toc = book.typst.toc or nil
  for _, key in ipairs({ "title", "subtitle", "date", "lang" }) do
    meta[key] = book[key] ~= "" and book[key] or nil
  end
  return meta
end

local function count_lines(text) return select(2, text:gsub("\n", "")) end

-- Writes the document, and returns the line at which each of its pieces begins.
function M.write(book, chapters)
  local options = { wrap_text = "preserve" }
  local pieces = pandoc.List(book.items):map(function(item)
    if item.part then return { path = "", text = heading_of(item) } end
    local chapter = chapters[item.chapter]
    return { path = chapter.path,
      text = pandoc.write(pandoc.Pandoc(chapter.blocks), "typst-citations", options) }
  end)
  local body = table.concat(pieces:map(function(piece) return piece.text end), "\n")
  local text = pandoc.write(pandoc.Pandoc({ raw(body) }, metadata_of(book)), "typst",
    { template = pandoc.template.compile(book.typst.template), wrap_text = "preserve" })
  book.write(book.typst.file, text)
  local line = count_lines(text:sub(1, text:find(body, 1, true) or 1)) + 1
  return pieces:map(function(piece)
    local start = line
    line = line + count_lines(piece.text) + 1
    return { chapter = piece.path, line = start }
  end)
end

return M
