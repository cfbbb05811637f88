-- Turns the chapters of a book, whose cells have run, into HTML pages with their search index,
-- or into one Typst or Word document: `pandoc lua book.lua JOB html|typst|docx`. The report of
-- what is wrong, and of what was made, comes back on standard output.

package.path = pandoc.path.join({ pandoc.path.directory(arg[0]), "?.lua" }) .. ";" .. package.path
local elements = require("elements")
local numbering = require("numbering")
local format = arg[2]
local writer = require(({ html = "website", typst = "printed", docx = "document" })[format])

local function read_file(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local book = pandoc.json.decode(read_file(arg[1]), false)
local problems, needs = pandoc.List({}), pandoc.List({})

-- Writes a file, or ends with what the system refused, for the caller to tell.
function book.write(path, text)
  local file, message, code = io.open(path, "wb")
  local done = file
  if done then done, message, code = file:write(text) end
  if done then done, message, code = file:close() end
  if done then return end
  io.stdout:write(pandoc.json.encode({ refused = { path = path, code = code } }))
  io.stdout:flush()
  os.exit(0)
end

-- The needle is what to look for in the chapter's text, to name its line.
function book.problem(chapter, needle, message)
  problems:insert({ chapter = chapter.path, needle = needle, message = message })
end

-- Splits a link in a chapter into a path from the project's root and an anchor.
function book.locate(chapter, target)
  local path, anchor = target:match("^([^#?]*)(.*)$")
  local base = path:sub(1, 1) == "/" and "" or pandoc.path.directory(chapter.path) .. "/"
  local parts = pandoc.List({})
  for part in (base .. path):gmatch("[^/]+") do
    if part == ".." and #parts > 0 then
      parts:remove()
    elseif part ~= "." then
      parts:insert(part)
    end
  end
  return table.concat(parts, "/"), anchor
end

function book.needs(chapter, path, needle)
  needs:insert({ chapter = chapter.path, path = path, needle = needle })
end

-- The chapters as the last build read them: Divs of their blocks, by the hash of everything that
-- these come from.
local function recall()
  local kept = {}
  local found, last = pcall(function()
    return pandoc.read(read_file(book.memory .. format .. ".json"), "json").blocks
  end)
  for _, div in ipairs(found and last or {}) do kept[div.identifier] = div end
  return kept
end

-- The caller renames the file for the next build to find, if this one has no fault.
local function remember(divs)
  book.write(book.memory .. format .. ".part", pandoc.write(pandoc.Pandoc(divs), "json"))
end

local function read_chapter(chapter, kept)
  local key = chapter.key .. tostring(PANDOC_VERSION)
  if kept[key] then return kept[key] end
  local blocks = elements.read(book, chapter, writer, format)
  return pandoc.Div(blocks, pandoc.Attr(key, {}, { rows = tostring(chapter.rows) }))
end

local function read_references()
  local references = pandoc.List({})
  for _, path in ipairs(book.bibliography) do
    local kind = path:match("%.json$") and "csljson" or "biblatex"
    references:extend(pandoc.read(read_file(path), kind).meta.references or {})
  end
  return references
end

-- One run for the whole book, so that years and initials are told apart across chapters.
local function cite(chapters, citations)
  if #citations == 0 then return end
  local references, known, listed = read_references(), {}, false
  for _, reference in ipairs(references) do known[pandoc.utils.stringify(reference.id)] = true end
  for _, citation in ipairs(citations) do
    if not known[citation.id] then
      book.problem(citation.chapter, "@" .. citation.id, "cites `" .. citation.id ..
        "`, which is not in the bibliography")
    end
  end
  local divs = pandoc.Blocks({})
  for _, chapter in ipairs(chapters) do
    listed = listed or chapter.lists_references
    divs:insert(pandoc.Div(chapter.blocks))
  end
  if not listed then
    book.problem(chapters[1], "", "the book cites, but no chapter has a place for the " ..
      "references; write `::: {#refs}` and `:::`")
    return
  end
  local meta = { references = references, ["link-citations"] = true, lang = book.lang }
  if book.csl ~= "" then meta.csl = book.csl end
  for i, div in ipairs(pandoc.utils.citeproc(pandoc.Pandoc(divs, meta)).blocks) do
    chapters[i].blocks = div.content
  end
end

local chapters, by_path, kept = pandoc.List(book.chapters), {}, recall()
local divs = chapters:map(function(chapter) return read_chapter(chapter, kept) end)
remember(divs)
for i, chapter in ipairs(chapters) do
  chapter.blocks, chapter.rows = divs[i].content, tonumber(divs[i].attributes.rows)
  by_path[chapter.path] = chapter
end
local index = numbering.number(book, chapters, writer)
cite(chapters, numbering.resolve(book, chapters, index, writer, by_path))
local made = writer.write(book, chapters, by_path)
io.stdout:write(pandoc.json.encode({ problems = problems, files = needs, made = made }))
