-- Data tables: the first column names its row, and column widths follow the content. On
-- narrow screens the table scrolls inside a region that the keyboard can reach and a screen
-- reader announces by the table's caption.

local stringify = pandoc.utils.stringify
local names = {}

-- Two regions of one page must not have the same name.
local function unique(name)
  names[name] = (names[name] or 0) + 1
  return names[name] == 1 and name or ("%s (%d)"):format(name, names[name])
end

local function heading_row(tbl)
  local cells = pandoc.List()
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do cells:insert(stringify(cell.contents)) end
  end
  return table.concat(cells, ", ")
end

local function longest_word(text)
  local longest = 0
  for word in text:gmatch("%S+") do longest = math.max(longest, utf8.len(word)) end
  return longest
end

-- Typst gives all long columns of a wide table the same width, however long. So there a
-- column of numbers gets what its numbers need, and the columns of words share the rest.
local function share_width(tbl)
  local columns, words, natural, spent = {}, 0, 0, 0
  for i, spec in ipairs(tbl.colspecs) do
    local head, cell, total = 0, 0, 0
    for _, row in ipairs(tbl.head.rows) do
      local text = stringify(row.cells[i].contents)
      head = math.max(head, 1.2 * longest_word(text)) -- bold
      natural = natural + utf8.len(text)
    end
    for _, row in ipairs(tbl.bodies[1].body) do
      local length = utf8.len(stringify(row.cells[i].contents))
      cell, total = math.max(cell, length), total + length
    end
    natural = natural + math.max(0, cell - head)
    columns[i] = { need = math.max(cell, head) + 3, words = math.sqrt(total + 1) }
    if spec[1] == "AlignRight" then spent = spent + columns[i].need
    else words = words + columns[i].words end
  end
  local line = #columns > 9 and 135 or #columns > 6 and 120 or 105
  if natural + 3 * #columns <= line then return end
  local scale = math.min(1, 0.75 * line / spent)
  tbl.colspecs = tbl.colspecs:map(function(spec, i)
    if spec[1] == "AlignRight" then return { spec[1], columns[i].need * scale / line } end
    return { spec[1], (line - spent * scale) / line * columns[i].words / words }
  end)
end

local function note_caption(blocks, caption)
  return blocks:walk({ Table = function(tbl)
    tbl.attributes["caption"] = stringify(caption)
    return tbl
  end })
end

local function regular(tbl)
  for _, body in ipairs(tbl.bodies) do body.row_head_columns = 1 end
  tbl.colspecs = tbl.colspecs:map(function(spec) return { spec[1], nil } end)
  local caption = tbl.attributes["caption"] or stringify(tbl.caption.long)
  tbl.attributes["caption"] = nil
  if FORMAT == "typst" then share_width(tbl) end
  if not FORMAT:match("html") then return tbl end
  if caption == "" then caption = heading_row(tbl) end
  return pandoc.Div({ tbl }, pandoc.Attr("", { "table-scroll" },
    { tabindex = "0", role = "region", ["aria-label"] = unique("Table: " .. caption) }))
end

return {
  { Pandoc = function() names = {} end },
  {
    -- Where the caption is when filters run: in a node of Quarto's own, and in the embedded
    -- renderer in the first block of the float.
    FloatRefTarget = function(float)
      if not float.caption_long then return nil end
      float.content = note_caption(quarto.utils.as_blocks(float.content), float.caption_long)
      return float
    end,
    Div = function(div)
      local caption = div.classes:includes("float") and div.content[1]
      if not caption then return nil end
      div.content = note_caption(div.content, caption)
      return div
    end,
  },
  { Table = regular },
}
