-- Turns the chapters of a book, cells already run, into HTML pages, a search index and a
-- Typst document. Run as `pandoc lua book.lua JOB`; the report comes back on standard output.

local here = pandoc.path.directory(arg[0])
package.path = pandoc.path.join({ here, "?.lua" }) .. ";" .. package.path
local elements = require("elements")
local numbering = require("numbering")
local website = require("website")
local printed = require("printed")

local function read_all(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local book = pandoc.json.decode(read_all(arg[1]), false)
local report = { problems = pandoc.List({}), files = pandoc.List({}), pages = pandoc.List({}) }
local told = {}

-- A problem is told once, though it is met in both formats. The needle is what to look for
-- in the chapter's text, to name its line.
function book.problem(chapter, needle, message)
  local key = chapter.path .. "\0" .. needle .. "\0" .. message
  if not told[key] then
    told[key] = true
    report.problems:insert({ chapter = chapter.path, needle = needle, message = message })
  end
end

-- A file that the page of a chapter shows or links to, as a path from the project's root.
function book.file(chapter, target)
  local path, anchor = target:match("^([^#?]*)(.*)$")
  if path:sub(1, 1) ~= "/" then
    path = pandoc.path.join({ pandoc.path.directory(chapter.path), path })
  end
  path = pandoc.path.normalize((path:gsub("^/+", "")))
  local parts = pandoc.List({})
  for part in path:gmatch("[^/]+") do
    if part == ".." and #parts > 0 then parts:remove() elseif part ~= "." then parts:insert(part) end
  end
  return table.concat(parts, "/"), anchor
end

function book.needs(chapter, path, needle)
  report.files:insert({ chapter = chapter.path, path = path, needle = needle })
end

local function cite(blocks, chapters)
  local meta = { ["link-citations"] = true, lang = book.lang, bibliography = book.bibliography }
  if book.csl ~= "" then meta.csl = book.csl end
  local doc = pandoc.Pandoc(blocks, meta)
  local known = {}
  for _, reference in ipairs(pandoc.utils.references(doc)) do known[reference.id] = true end
  local cited, listed = false, false
  for i, div in ipairs(blocks) do
    div:walk({
      Cite = function(el)
        for _, citation in ipairs(el.citations) do
          cited = true
          if not known[citation.id] then
            book.problem(chapters[i], "@" .. citation.id, "cites `" .. citation.id ..
              "`, which is not in the bibliography")
          end
        end
      end,
      Div = function(el) if el.identifier == "refs" then listed = true end end,
    })
  end
  if not cited then return blocks end
  if not listed then
    book.problem(chapters[1], "", "the book cites, but no chapter has a place for the " ..
      "references; write `::: {#refs}` and `:::`")
  end
  return pandoc.utils.citeproc(doc).blocks
end

-- Returns the chapters of one format: read, filtered, numbered, cross-referenced and cited.
local function compose(format)
  local chapters = pandoc.List({})
  for _, declared in ipairs(book.chapters) do
    local chapter = { path = declared.path, href = declared.href, appendix = declared.appendix }
    chapter.blocks = elements.read(book, chapter, declared, format)
    chapters:insert(chapter)
  end
  local index = numbering.number(book, chapters, format)
  local divs = pandoc.Blocks({})
  for _, chapter in ipairs(chapters) do
    divs:insert(pandoc.Div(numbering.resolve(book, chapter, index, format)))
  end
  for i, div in ipairs(cite(divs, chapters)) do
    if chapters[i] then chapters[i].blocks = div.content end
  end
  return chapters, index
end

local pages, index = compose("html")
website.write(book, pages, index)
for _, chapter in ipairs(pages) do
  report.pages:insert({ path = chapter.href, rows = chapter.rows })
end
report.lines = printed.write(book, compose("typst"))
io.stdout:write(pandoc.json.encode(report))
