-- Data tables: the first column names its row, and column widths follow the content. On
-- narrow screens the table scrolls inside a region that the keyboard can reach and a screen
-- reader announces by the table's caption.

local stringify = pandoc.utils.stringify
local names = {}

-- In average characters: how much wider figures and bold words are, and a column's sides.
local WIDE, GUTTER = 1.12, 2.5

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
  for word in text:gmatch("[^%s%-]+") do longest = math.max(longest, utf8.len(word)) end
  return longest
end

local function is_status(cell)
  local found = false
  cell.contents:walk({ Span = function(span)
    found = found or span.classes:find_if(function(class) return class:match("^status%-") end)
  end })
  return found
end

-- The lengths of a table's cells by row, and how many characters each column needs so that no
-- word and no number breaks.
local function measure(tbl)
  local rows, widths, natural = {}, {}, 0
  for i, spec in ipairs(tbl.colspecs) do
    local need, longest = 0, 0
    for _, row in ipairs(tbl.head.rows) do
      need = math.max(need, WIDE * longest_word(stringify(row.cells[i].contents)))
    end
    for r, row in ipairs(tbl.bodies[1].body) do
      local text = stringify(row.cells[i].contents)
      if is_status(row.cells[i]) then text = text .. "oo" end
      rows[r] = rows[r] or {}
      rows[r][i] = utf8.len(text)
      longest = math.max(longest, rows[r][i])
      need = math.max(need, WIDE * (spec[1] == "AlignRight" and rows[r][i] or longest_word(text)))
    end
    widths[i] = need + GUTTER
    natural = natural + math.max(need, longest) + GUTTER
  end
  return rows, widths, natural
end

-- The column that one more character would shorten the table by most: of each row, the
-- highest cell counts.
local function tightest(rows, widths)
  local gains, most = {}, 1
  for _, row in ipairs(rows) do
    local tallest, lines = 1, 0
    for i, length in ipairs(row) do
      if length / widths[i] > lines then tallest, lines = i, length / widths[i] end
    end
    gains[tallest] = (gains[tallest] or 0) + lines / (widths[tallest] + 1)
    if gains[tallest] > (gains[most] or 0) then most = tallest end
  end
  return most
end

-- On paper Typst measures, by `data-table` of typst-template.typ. Elsewhere the long columns of a
-- wide table would get much the same width. Here each column gets
-- what its longest word or number needs, and what is left goes where it makes the table shorter.
local function fit(tbl)
  local line = #tbl.colspecs > 9 and 148 or #tbl.colspecs > 6 and 130 or 116
  local rows, widths, natural = measure(tbl)
  local used = 0
  for _, width in ipairs(widths) do used = used + width end
  while natural > line and used < line do
    local i = tightest(rows, widths)
    widths[i], used = widths[i] + 1, used + 1
  end
  return widths, natural > line and used
end

local function share_width(tbl)
  local widths, used = fit(tbl)
  if not used then return end
  tbl.colspecs = tbl.colspecs:map(function(spec, i) return { spec[1], widths[i] / used } end)
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
  if FORMAT ~= "typst" then share_width(tbl) end
  if not FORMAT:match("html") then return tbl end
  if caption == "" then caption = heading_row(tbl) end
  return pandoc.Div({ tbl }, pandoc.Attr("", { "table-scroll" },
    { { "tabindex", "0" }, { "role", "region" }, { "aria-label", unique("Table: " .. caption) } }))
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
      local content = note_caption(div.content, caption)
      content:remove(1)
      div.content = pandoc.Blocks({ caption }) .. content
      return div
    end,
  },
  { Table = regular },
}
