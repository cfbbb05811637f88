-- Writes a book's chapters as one Word document of the shape that Quarto's has: captions and
-- numbers are text, and references links. `render.word` turns them into Word's own.

local identifiers = require("identifiers")

local M = {}

local function run(text, style)
  return pandoc.RawInline("openxml", '<w:r><w:rPr><w:rStyle w:val="' .. style ..
    '"/></w:rPr><w:t>' .. text .. "</w:t></w:r>")
end

local function styled(blocks, style, id)
  return pandoc.Div(blocks, pandoc.Attr(id or "", {}, { ["custom-style"] = style }))
end

function M.callout(_, _, title, content)
  local head = styled({ pandoc.Para(title) }, "Callout Title")
  return pandoc.Blocks({ head, styled(content, "Callout") })
end

function M.float(entry, caption, content)
  local is_table = entry.id:match("^tbl")
  local words = pandoc.Inlines({ pandoc.Str(entry.name .. "\u{a0}" .. entry.number .. ":"),
    pandoc.Space() }) .. caption
  local head = styled({ pandoc.Para(words) }, is_table and "Table Caption" or "Image Caption")
  local inner = is_table and pandoc.Blocks({ head }) .. content or content .. { head }
  return pandoc.Div(inner, pandoc.Attr(entry.id))
end

function M.equation(entry, math)
  math.text = math.text .. " \\qquad(" .. entry.number .. ")"
  return pandoc.Span({ math }, pandoc.Attr(entry.id))
end

function M.header(chapter, el, number)
  identifiers.keep_apart(chapter, el)
  if number then
    el.content = pandoc.Inlines({ run(number, "SectionNumber"),
      pandoc.RawInline("openxml", "<w:r><w:tab/></w:r>") }) .. el.content
  end
  return el
end

-- In the words of the site's pages.
function M.reference(chapter, entry, name)
  local link = require("website").reference(chapter, entry, name)[1]
  link.target = "#" .. entry.id
  return { link }
end

function M.handlers(book, chapter, by_path)
  return {
    Image = function(el)
      -- The writer takes a picture's words from here, and from nowhere else.
      el.caption = { pandoc.Str(el.attributes.alt) }
      el.src = book.locate(chapter, el.src)
      return el
    end,
    Link = function(el)
      if el.target:match("^%a[%w+.-]*:") then return nil end
      local path, anchor = book.locate(chapter, el.target)
      local home = el.target:sub(1, 1) == "#" and chapter or by_path[path]
      if not home then
        el.target = path .. anchor
        return el
      end
      local id = anchor:sub(2)
      el.target = "#" .. (home.renamed[id] or (id ~= "" and id) or home.id)
      return el
    end,
  }
end

-- Writes the document; of its pieces nothing needs to be told.
function M.write(book, chapters)
  local blocks = pandoc.Blocks({})
  for _, item in ipairs(book.items) do
    if item.part then
      blocks:insert(pandoc.Header(1, item.part, pandoc.Attr("", { "unnumbered" })))
    else
      blocks:extend(chapters[item.chapter].blocks)
    end
  end
  local meta = { author = book.authors }
  for _, key in ipairs({ "title", "subtitle", "date", "lang" }) do
    meta[key] = book[key] ~= "" and book[key] or nil
  end
  -- Pandoc warns that it cannot turn SVG into another format, which the pass after it does.
  local _, text = pandoc.log.silence(pandoc.write, pandoc.Pandoc(blocks, meta), "docx")
  book.write(book.docx.file, text)
  return {}
end

return M
