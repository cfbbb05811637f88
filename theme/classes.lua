-- Pandoc's Typst writer drops classes: ours become calls of the functions that
-- typst-template.typ defines. It drops the words for a formula, too.

if FORMAT ~= "typst" then return {} end

local raw = function(text) return pandoc.RawBlock("typst", text) end
local inline = function(text) return pandoc.RawInline("typst", text) end

local function status(classes)
  for _, class in ipairs(classes) do
    local word = class:match("^status%-(%l+)$")
    if word then return word end
  end
end

local function wrapped(call, blocks)
  return pandoc.Blocks({ raw(call .. "[") }) .. blocks .. { raw("]") }
end

-- The last block stands beside the others.
local function beside(blocks)
  local picture = blocks:remove(#blocks)
  return pandoc.Blocks({ raw("#beside[") }) .. blocks .. { raw("]["), picture, raw("]") }
end

-- Typst reads some text as markup or sets it otherwise: a marker that begins a block as a list, a
-- term or a heading, three dots as an ellipsis, a hyphen before a figure as a minus sign.
local function literal(text)
  return inline((text:gsub("%p", "\\%0")))
end

local function begin(block)
  local first = block.content[1]
  if first and first.t == "Str" and (first.text:match("^[-+/]$") or first.text:match("^=+$")
      or first.text:match("^%d+%.$")) then
    block.content[1] = literal(first.text)
    return block
  end
end

return { {
  Plain = begin,
  Para = begin,
  Str = function(str)
    if str.text:find("%.%.%.") or str.text:match("^%-%d") then return literal(str.text) end
  end,
  Div = function(div)
    -- In the block that a cell of Quarto's becomes, a figure could not float.
    if div.classes:includes("cell") then return div.content end
    if div.classes:includes("beside") then return beside(div.content) end
    if div.classes:includes("to-write") then return wrapped("#to-write", div.content) end
    if div.classes:includes("table-note") then return wrapped("#table-note", div.content) end
    if div.classes:includes("finding") then
      return wrapped(('#finding("%s")'):format(status(div.classes) or ""), div.content)
    end
  end,
  Span = function(span)
    local word = status(span.classes)
    if word then
      return pandoc.Inlines({ inline(('#status("%s")['):format(word)) }) .. span.content
        .. { inline("]") }
    end
  end,
  -- PDF/UA wants words for every formula. The embedded renderer gives them, Quarto only to those
  -- with a label.
  Math = function(math)
    if not (quarto and quarto.version) or math.mathtype == "DisplayMath" then return nil end
    local tex = math.text:gsub('[\\"]', "\\%0"):gsub("\n", " ")
    return { inline('#math.equation(alt: "' .. tex .. '", [ '), math, inline(" ]);") }
  end,
} }
