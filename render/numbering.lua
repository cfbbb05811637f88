-- Numbers chapters, sections, figures, tables and equations as Quarto does, and turns
-- `@fig-x` into words. Typst counts for itself; here it only learns what is labelled.

local M = {}

local NAMES = { fig = "Figure", tbl = "Table", eq = "Equation", sec = "Section" }
local NBSP = "\u{a0}"

M.names = NAMES

local function title_of(chapter)
  for _, block in ipairs(chapter.blocks) do
    if block.t == "Header" and block.level == 1 then return block end
  end
end

local function number_chapters(book, chapters)
  local counts = { [true] = 0, [false] = 0 }
  for _, chapter in ipairs(chapters) do
    local title = title_of(chapter)
    if not title or chapter.blocks[1] ~= title then
      book.problem(chapter, "", "a chapter begins with its title: `# Title {#sec-name}`")
      title = title or pandoc.Header(1, "")
    end
    chapter.id, chapter.title = title.identifier, title.content
    if not title.classes:includes("unnumbered") then
      counts[chapter.appendix] = counts[chapter.appendix] + 1
      local count = counts[chapter.appendix]
      chapter.number = chapter.appendix and string.char(64 + count) or tostring(count)
    end
  end
end

local function add(book, index, chapter, id, entry)
  if index[id] then
    book.problem(chapter, id, "label `" .. id .. "` is there twice, first in " ..
      index[id].chapter.path)
  end
  entry.chapter = chapter
  index[id] = entry
end

local function number_headers(book, index, chapter, format)
  local counts, titles = {}, 0
  return function(el)
    if el.level == 1 then
      titles = titles + 1
      if titles == 2 then
        book.problem(chapter, "# " .. pandoc.utils.stringify(el), "a second title in a chapter; " ..
          "sections begin with ##")
      end
    end
    local numbered = chapter.number and not el.classes:includes("unnumbered")
    if not numbered then
      if not el.classes:includes("unnumbered") then el.classes:insert("unnumbered") end
      if el.identifier:match("^sec%-") then
        add(book, index, chapter, el.identifier, { unnumbered = true })
      end
      return el
    end
    for level = el.level + 1, 6 do counts[level] = 0 end
    counts[el.level] = (counts[el.level] or 0) + 1
    local number = chapter.number
    for level = 2, el.level do number = number .. "." .. (counts[level] or 0) end
    if el.identifier:match("^sec%-") then
      local name = el.level > 1 and "Section" or (chapter.appendix and "Appendix" or "Chapter")
      add(book, index, chapter, el.identifier, { number = number, name = name })
    end
    if format == "html" then
      if el.level > 1 then
        el.content:insert(1, pandoc.Space())
        el.content:insert(1, pandoc.Span(number, pandoc.Attr("", { "header-section-number" })))
      else
        el.content = M.heading(chapter)
      end
    end
    return el
  end
end

-- The chapter's title with its number, as Quarto words it.
function M.heading(chapter)
  local title = pandoc.Span(chapter.title, pandoc.Attr("", { "chapter-title" }))
  if not chapter.number then return pandoc.Inlines({ title }) end
  local number = chapter.appendix and "Appendix " .. chapter.number or chapter.number
  local between = chapter.appendix and " — " or NBSP .. " "
  return pandoc.Inlines({
    pandoc.Span(number, pandoc.Attr("", { "chapter-number" })), pandoc.Str(between), title,
  })
end

function M.number(book, chapters, format)
  local index = {}
  number_chapters(book, chapters)
  for _, chapter in ipairs(chapters) do
    local counts = { fig = 0, tbl = 0, eq = 0 }
    local function number(id)
      local kind = id:match("^(%l+)%-")
      counts[kind] = counts[kind] + 1
      if not chapter.number then
        book.problem(chapter, id, "`" .. id .. "` stands in an unnumbered chapter, where the " ..
          "formats would number it differently; number the chapter or leave the label out")
      end
      local text = (chapter.number or "") .. "." .. counts[kind]
      add(book, index, chapter, id, { number = text, name = NAMES[kind] })
    end
    chapter.blocks = chapter.blocks:walk({
      traverse = "topdown",
      Header = number_headers(book, index, chapter, format),
      Div = function(el) if el.classes:includes("float") then number(el.identifier) end end,
      Span = function(el) if el.classes:includes("equation") then number(el.identifier) end end,
    })
  end
  return index
end

local function reference(book, chapter, citation, index, format)
  local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local entry = index[id]
  if not entry or entry.unnumbered then
    book.problem(chapter, "@" .. citation.id, "refers to `" .. id .. "`, which " ..
      (entry and "is unnumbered" or "is nowhere in the book"))
    return pandoc.Inlines({ pandoc.Str("?") })
  end
  local name = citation.mode == "SuppressAuthor" and pandoc.Inlines({}) or
    #citation.prefix > 0 and citation.prefix or pandoc.Inlines({ pandoc.Str(entry.name) })
  if format == "typst" then
    local out = pandoc.Inlines({ pandoc.RawInline("typst", "#ref(<" .. id .. ">, supplement: [") })
    out:extend(name)
    out:insert(pandoc.RawInline("typst", "]);"))
    return out
  end
  if #name > 0 then name = name .. { pandoc.Str(NBSP) } end
  local target = entry.chapter.id == id and chapter ~= entry.chapter and "" or "#" .. id
  local link = pandoc.Link(name .. { pandoc.Str(entry.number) }, "", "",
    pandoc.Attr("", { "quarto-xref" }))
  link.target = chapter == entry.chapter and target or "/" .. entry.chapter.path .. target
  return pandoc.Inlines({ link })
end

function M.resolve(book, chapter, index, format)
  return chapter.blocks:walk({
    Cite = function(el)
      local out, others = pandoc.Inlines({}), 0
      for _, citation in ipairs(el.citations) do
        local kind = citation.id:match("^(%a+)%-")
        if kind and NAMES[kind:lower()] then
          if #out > 0 then out:extend({ pandoc.Str(","), pandoc.Space() }) end
          out:extend(reference(book, chapter, citation, index, format))
        else
          others = others + 1
        end
      end
      if #out > 0 and others > 0 then
        local ids = el.citations:map(function(citation) return "@" .. citation.id end)
        book.problem(chapter, table.concat(ids, "; "), "one bracket holds both cross-references " ..
          "and citations; write two")
      end
      if #out > 0 then return out end
    end,
  })
end

return M
