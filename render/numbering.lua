-- Numbers chapters, sections, figures, tables and equations as Quarto does, and turns
-- `@fig-x` into words. How they look is the writer's part.

local M = {}

local NAMES = { fig = "Figure", tbl = "Table", eq = "Equation", sec = "Section" }

local function number_chapters(book, chapters)
  local counts = { [true] = 0, [false] = 0 }
  for _, chapter in ipairs(chapters) do
    local title = chapter.blocks[1]
    if not title or title.t ~= "Header" or title.level ~= 1 then
      book.problem(chapter, "", "a chapter begins with its title: `# Title {#sec-name}`")
      title = pandoc.Header(1, "")
    end
    chapter.id, chapter.title = title.identifier, title.content
    if not title.classes:includes("unnumbered") then
      counts[chapter.appendix] = counts[chapter.appendix] + 1
      local count = counts[chapter.appendix]
      chapter.number = chapter.appendix and string.char(64 + count) or tostring(count)
    end
  end
end

-- Returns the number of a section, or nothing where it or its chapter has none.
local function number_section(book, chapter, el, counts)
  if el.level == 1 and counts.titled then
    book.problem(chapter, "# " .. pandoc.utils.stringify(el), "a second title in a chapter; " ..
      "sections begin with ##")
  end
  counts.titled = true
  if not chapter.number or el.classes:includes("unnumbered") then return nil end
  for level = el.level + 1, 6 do counts[level] = 0 end
  counts[el.level] = (counts[el.level] or 0) + 1
  local number = chapter.number
  for level = 2, el.level do number = number .. "." .. (counts[level] or 0) end
  return number
end

function M.number(book, chapters, writer)
  local index = {}
  number_chapters(book, chapters)
  for _, chapter in ipairs(chapters) do
    local counts = { fig = 0, tbl = 0, eq = 0 }
    local function add(id, name, number, title)
      if index[id] then
        book.problem(chapter, id, "label `" .. id .. "` is there twice, first in " ..
          index[id].chapter.path)
      end
      index[id] = { id = id, name = name, number = number, chapter = chapter, title = title }
      return index[id]
    end
    local function count(id)
      local kind = id:match("^(%l+)%-")
      counts[kind] = counts[kind] + 1
      if not chapter.number then
        book.problem(chapter, id, "`" .. id .. "` stands in an unnumbered chapter, where the " ..
          "formats would number it differently; number the chapter or leave the label out")
      end
      return add(id, NAMES[kind], (chapter.number or "") .. "." .. counts[kind])
    end
    chapter.blocks = chapter.blocks:walk({
      traverse = "topdown",
      Header = function(el)
        local number = number_section(book, chapter, el, counts)
        if el.identifier:match("^sec%-") then
          local top = chapter.appendix and "Appendix" or "Chapter"
          add(el.identifier, el.level == 1 and top or "Section", number, el.content)
        end
        return writer.header(chapter, el, number)
      end,
      Div = function(el)
        if el.identifier == "refs" then chapter.lists_references = true end
        if not el.classes:includes("float") then return nil end
        local content = el.content
        local caption = content:remove(1).content[1].content
        return writer.float(count(el.identifier), caption, content), false
      end,
      Span = function(el)
        if not el.classes:includes("equation") then return nil end
        return writer.equation(count(el.identifier), el.content[1], el.attributes.alt), false
      end,
    })
  end
  return index
end

local function refer(book, chapter, citation, index, writer)
  local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local entry = index[id]
  if not entry or not entry.number then
    book.problem(chapter, "@" .. citation.id, "refers to `" .. id .. "`, which " ..
      (entry and "is unnumbered" or "is nowhere in the book"))
    return {}
  end
  local name = pandoc.Inlines({ pandoc.Str(entry.name) })
  if citation.mode == "SuppressAuthor" then name = pandoc.Inlines({}) end
  if #citation.prefix > 0 then name = citation.prefix end
  return writer.reference(chapter, entry, name)
end

-- Words every cross-reference, lets the writer see to links, and returns the citations left.
function M.resolve(book, chapters, index, writer, by_path)
  local citations = pandoc.List({})
  for _, chapter in ipairs(chapters) do
    local handlers = writer.handlers(book, chapter, by_path)
    handlers.Cite = function(el)
      local out, others = pandoc.Inlines({}), 0
      for _, citation in ipairs(el.citations) do
        local kind = citation.id:match("^(%a+)%-")
        if kind and NAMES[kind:lower()] then
          if #out > 0 then out:extend({ pandoc.Str(","), pandoc.Space() }) end
          out:extend(refer(book, chapter, citation, index, writer))
        else
          others = others + 1
          citations:insert({ id = citation.id, chapter = chapter })
        end
      end
      if #el.citations > others and others > 0 then
        local ids = el.citations:map(function(citation) return "@" .. citation.id end)
        book.problem(chapter, table.concat(ids, "; "), "one bracket holds both " ..
          "cross-references and citations; write two")
      end
      if others == 0 then return out end
    end
    chapter.blocks = chapter.blocks:walk(handlers)
  end
  return citations
end

return M
