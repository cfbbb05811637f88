-- What paper needs: tables as calls of `data-table`, which typst-template.typ defines, since
-- Pandoc's own writer binds no rows together and can't know how wide words are; and figures at the
-- beginning of their sections, so that text is left to fill the page that one doesn't fit. Runs
-- after classes.lua, whose calls stand in cells.

if FORMAT ~= "typst" then return {} end

local ALIGNMENTS = { AlignRight = "right", AlignCenter = "center" }

local function raw(text) return pandoc.RawInline("typst", text) end

local function append_row(inlines, row)
  inlines:insert(raw("("))
  for _, cell in ipairs(row.cells) do
    inlines:insert(raw("["))
    inlines:extend(pandoc.utils.blocks_to_inlines(cell.contents))
    inlines:insert(raw("], "))
  end
  inlines:insert(raw("), "))
end

local function write_table(tbl)
  local aligns = tbl.colspecs:map(function(spec) return ALIGNMENTS[spec[1]] or "left" end)
  local inlines = pandoc.Inlines({ raw("#data-table((" .. table.concat(aligns, ", ") .. ",), ") })
  for _, row in ipairs(tbl.head.rows) do append_row(inlines, row) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do append_row(inlines, row) end
  end
  return inlines
end

local function is_raw(block, text)
  return block and block.t == "RawBlock" and block.format == "typst" and block.text == text
end

-- Each table, with the note that follows it, which classes.lua has made a call.
local function write_tables(blocks)
  local out, noted = pandoc.Blocks({}), false
  for place, block in ipairs(blocks) do
    if block.t == "Table" then
      noted = is_raw(blocks[place + 1], "#table-note[")
      out:insert(pandoc.Plain(write_table(block) .. { raw(noted and "note: [" or ");") }))
    elseif noted and is_raw(block, "]") then
      out:insert(pandoc.RawBlock("typst", "]);"))
      noted = false
    elseif not (noted and is_raw(block, "#table-note[")) then
      out:insert(block)
    end
  end
  return out
end

-- What a float holds, "figure" or "table", the embedded renderer's or Quarto's node for one.
local function find_kind(block)
  if block.t ~= "Div" or not (block.classes:includes("float")
      or block.attributes.__quarto_custom_type == "FloatRefTarget") then return "" end
  local kind = ""
  block:walk({
    Image = function() kind = kind == "" and "figure" or kind end,
    Table = function() kind = "table" end,
  })
  return kind
end

-- How many calls that classes.lua begins a block leaves open, or closes.
local function opens(block)
  if block.t ~= "RawBlock" or block.format ~= "typst" then return 0 end
  return (block.text:match("%[$") and 1 or 0) - (block.text:match("^%]") and 1 or 0)
end

-- After the paragraph that opens the section, and after a box that does: a figure right below a
-- heading could be set at a page's foot and the heading overleaf. And after a table that precedes
-- it: it could come between the parts of one that goes on overleaf.
local function raise_figures(doc)
  local out, texts, figures = pandoc.Blocks({}), pandoc.Blocks({}), pandoc.Blocks({})
  local function close_part(begun)
    local depth = 0
    while #texts > 0 and not (begun and depth == 0) do
      local block = texts:remove(1)
      depth = depth + opens(block)
      begun = begun or block.t == "Para"
      out:insert(block)
    end
    out:extend(figures)
    out:extend(texts)
    texts, figures = pandoc.Blocks({}), pandoc.Blocks({})
  end
  local after_table = false
  for _, block in ipairs(doc.blocks) do
    local kind = block.t == "Header" and "heading" or find_kind(block)
    if kind == "heading" or kind == "table" then
      close_part(after_table)
      out:insert(block)
      after_table = kind == "table"
    else
      (kind == "figure" and figures or texts):insert(block)
    end
  end
  close_part(after_table)
  doc.blocks = out
  return doc
end

return { { Pandoc = raise_figures }, { Blocks = write_tables } }
