-- Pandoc's Word writer drops classes: ours become styles that styles.xml defines.

if FORMAT ~= "docx" then return {} end

local DIVS = { ["table-note"] = "Table Note", finding = "Finding", ["to-write"] = "To Write" }

-- The last block stands beside the others: a table of two cells without a head, which
-- `render.word` takes for that.
local function beside(blocks)
  local picture = blocks:remove(#blocks)
  local table = pandoc.SimpleTable({}, { "AlignDefault", "AlignDefault" }, { 0.48, 0.52 }, {},
    { { blocks, { picture } } })
  return pandoc.utils.from_simple_table(table)
end

return { {
  Div = function(div)
    if div.classes:includes("beside") then return beside(div.content) end
    for _, class in ipairs(div.classes) do
      if DIVS[class] then div.attributes["custom-style"] = DIVS[class] end
    end
    return div
  end,
  Span = function(span)
    for _, class in ipairs(span.classes) do
      if class:match("^status%-%l+$") then span.attributes["custom-style"] = "Status" end
    end
    return span
  end,
} }
