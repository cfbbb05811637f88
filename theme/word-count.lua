-- Writes at the place of `::: {.word-count}` how many words its chapter has up to there: all but
-- the title, notes for writers and what stands under headings of the class `uncounted`.

local stringify = pandoc.utils.stringify

local function count(blocks)
  local words, text = 0, ""
  local function take(block) text = text .. " " .. stringify(block.content) end
  blocks:walk({ Plain = take, Para = take, Header = take })
  for word in text:gsub("\u{a0}", " "):gmatch("%S+") do
    -- Punctuation alone, as a dash, is no word.
    if word:gsub("\u{2013}", ""):find("[%w\128-\255]") then words = words + 1 end
  end
  return words
end

local function is_note(block) return block.t == "Div" and block.classes:includes("to-write") end

function Pandoc(doc)
  local counted, skipped, found, without = pandoc.Blocks({}), false, false, pandoc.List({})
  for i, block in ipairs(doc.blocks) do
    local level = block.t == "Header" and block.level
    -- Quarto makes one document of all chapters for the formats that are one file.
    if level == 1 then counted, without = pandoc.Blocks({}), pandoc.List({}) end
    if level and level <= 2 then
      skipped = block.classes:includes("uncounted")
      if skipped then without:insert(stringify(block)) end
    end
    if block.t == "Div" and block.classes:includes("word-count") then
      local but = #without > 0 and (" (without " .. table.concat(without, ", ") .. ")") or ""
      doc.blocks[i] = pandoc.Para("Word count: " .. count(counted) .. but .. ".")
      found = true
    elseif not skipped and level ~= 1 and not is_note(block) then
      counted:insert(block)
    end
  end
  return found and doc or nil
end
