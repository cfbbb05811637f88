-- Writes a book's chapters as one Typst document, in the words that Quarto would use, so that
-- the theme's partials serve both.

local numbering = require("numbering")

local M = {}

local COLOURS = { note = { "dae6fb", "0758E5" }, important = { "f7dddc", "CC1914" },
  warning = { "fcefdc", "EB9113" }, tip = { "ccf1e3", "00A047" }, caution = { "ffe5d0", "FC5300" } }

local function raw(text) return pandoc.RawBlock("typst", text) end
local function inline(text) return pandoc.RawInline("typst", text) end

local function quoted(text)
  return '"' .. text:gsub("[\\\"]", "\\%0"):gsub("\n", " ") .. '"'
end

function M.callout(kind, _, title, content)
  local fill, line = COLOURS[kind][1], COLOURS[kind][2]
  local out = pandoc.Blocks({ raw("#callout(body: [") })
  out:extend(content)
  out:insert(pandoc.Plain(pandoc.Inlines({ inline("], title: [") }) .. title .. { inline(
    '], background_color: rgb("#' .. fill .. '"), icon_color: rgb("#' .. line ..
    '"), icon: none, body_background_color: white)') }))
  return out
end

local function write_float(el)
  local kind = el.identifier:match("^%l+")
  local content = el.content
  local caption = content:remove(1).content[1].content
  local out = pandoc.Blocks({ raw("#figure([") })
  out:extend(content)
  out:insert(pandoc.Plain(pandoc.Inlines({ inline("], caption: figure.caption(position: " ..
    (kind == "tbl" and "top" or "bottom") .. ", [") }) .. caption .. { inline(']), kind: "' ..
    "quarto-float-" .. kind .. '", supplement: "' .. numbering.names[kind] .. '", )<' ..
    el.identifier .. ">") }))
  return out
end

local function write_math(math, alt, label)
  return pandoc.Inlines({
    inline("#math.equation(block: " .. tostring(math.mathtype == "DisplayMath") ..
      (label and ", numbering: equation-numbering" or "") .. ", alt: " .. quoted(alt) .. ", [ "),
    math, inline(label and " ])<" .. label .. ">" or " ]);"),
  })
end

local function rewrite_math(blocks)
  return blocks:walk({
    traverse = "topdown",
    Span = function(el)
      if el.classes:includes("equation") then
        return write_math(el.content[1], el.attributes.alt, el.identifier), false
      end
    end,
    -- PDF/UA wants words for every formula; TeX is read aloud better than nothing.
    Math = function(el) return write_math(el, el.text), false end,
  })
end

-- Identifiers must be unique in the one document: an automatic one that two chapters have is
-- told apart by the chapter's place.
local function separate_ids(chapters)
  local seen = {}
  for i, chapter in ipairs(chapters) do
    local renamed = {}
    chapter.blocks = chapter.blocks:walk({
      Header = function(el)
        if seen[el.identifier] then
          renamed[el.identifier] = el.identifier .. "-" .. i
          el.identifier = renamed[el.identifier]
        end
        seen[el.identifier] = true
        return el
      end,
    })
    chapter.blocks = chapter.blocks:walk({
      Link = function(el)
        local id = renamed[el.target:sub(2)]
        if el.target:sub(1, 1) == "#" and id then el.target = "#" .. id end
        return el
      end,
    })
  end
end

local function rewrite(book, chapter, by_path)
  local blocks = chapter.blocks:walk({
    Div = function(el) if el.classes:includes("float") then return write_float(el) end end,
    Table = function(el) el.classes:insert("typst:no-figure") return el end,
    Image = function(el)
      local path = book.file(chapter, el.src)
      local size = ""
      for _, name in ipairs({ "width", "height" }) do
        if el.attributes[name] then size = size .. ", " .. name .. ": " .. el.attributes[name] end
      end
      return inline("#box(image(" .. quoted("/" .. path) .. ", alt: " ..
        quoted(el.attributes.alt or "") .. size .. "));")
    end,
    Link = function(el)
      if el.target:match("^%a[%w+.-]*:") or el.target:sub(1, 1) == "#" then return el end
      local path, anchor = book.file(chapter, el.target)
      local other = by_path[path]
      el.target = other and (anchor ~= "" and anchor or "#" .. other.id) or path .. anchor
      return el
    end,
  })
  return rewrite_math(blocks)
end

local function count_lines(text) return select(2, text:gsub("\n", "")) end

-- Returns a list of the lines at which each chapter begins in the file.
function M.write(book, chapters, _)
  local by_path = {}
  for _, chapter in ipairs(chapters) do by_path[chapter.path] = chapter end
  separate_ids(chapters)
  local out = pandoc.List({})
  local options = pandoc.WriterOptions({ wrap_text = "preserve" })
  for _, item in ipairs(book.items) do
    if item.chapter then
      local chapter = chapters[item.chapter]
      local blocks = rewrite(book, chapter, by_path)
      out:insert({ path = chapter.path,
        text = pandoc.write(pandoc.Pandoc(blocks), "typst-citations", options) })
    elseif item.appendix then
      out:insert({ text = '#show: appendices.with("' .. item.part ..
        '", hide-parent: true)\n\n#heading(level: 1, numbering: none)[' .. item.part .. "]\n" })
    else
      local title = pandoc.write(pandoc.Pandoc({ pandoc.Plain(item.part) }), "typst")
      out:insert({ text = "#part[" .. title:gsub("\n$", "") .. "]\n" })
    end
  end
  return M.assemble(book, out)
end

function M.assemble(book, pieces)
  local texts = pieces:map(function(piece) return piece.text end)
  local body = table.concat(texts, "\n")
  local authors = pandoc.List(book.authors):map(function(name)
    return { name = { literal = name } }
  end)
  local meta = pandoc.MetaMap(book.metadata)
  for key, value in pairs({ title = book.title, subtitle = book.subtitle, date = book.date,
    lang = book.lang, ["by-author"] = authors, ["section-numbering"] = "1.1.a",
    ["toc-depth"] = tostring(book.typst["toc-depth"]) }) do
    if value ~= "" then meta[key] = value end
  end
  if book.typst.toc then meta.toc = true end
  local template = pandoc.template.compile(book.typst.template)
  local text = pandoc.write(pandoc.Pandoc({ raw(body) }, meta), "typst",
    pandoc.WriterOptions({ template = template, wrap_text = "preserve" }))
  local file = assert(io.open(book.typst.file, "wb"))
  file:write(text)
  file:close()
  local start = text:find(body, 1, true) or 1
  local line, lines = count_lines(text:sub(1, start)) + 1, pandoc.List({})
  for _, piece in ipairs(pieces) do
    lines:insert({ chapter = piece.path or "", line = line })
    line = line + count_lines(piece.text) + 1
  end
  return lines
end

return M
