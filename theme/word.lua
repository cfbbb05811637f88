-- Pandoc's Word writer drops classes: ours become styles that styles.xml defines.

if FORMAT ~= "docx" then return {} end

local DIVS = { ["table-note"] = "Table Note", finding = "Finding" }

return { {
  Div = function(div)
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
