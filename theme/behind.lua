-- What stands behind a figure or a table, which a cell gives as a Div with the class "behind": on
-- the web its numbers as a table to unfold, files to download and a link to itself; elsewhere
-- nothing.

local stringify = pandoc.utils.stringify

local function is_behind(block)
  return block.t == "Div" and block.classes:includes("behind")
end

if not FORMAT:match("html") then
  return { { Div = function(div) if is_behind(div) then return {} end end } }
end

local function raw(text) return pandoc.RawBlock("html", text) end

local function is_folded(block)
  return is_behind(block) and block.content[1].t == "Table"
end

-- Many links of a page have the same words: a screen reader says what each belongs to. A table is
-- folded with its note; the files stay in sight.
local function finish(div, whose)
  div.attributes["about"] = nil
  div = div:walk({
    Link = function(link)
      link.attributes["aria-label"] = stringify(link) .. ": " .. whose
      return link
    end,
    Table = function(tbl)
      tbl.attributes["caption"] = "Data behind: " .. whose
      return tbl
    end,
  })
  if is_folded(div) then
    div.content:insert(1, raw("<details><summary>Show the data</summary>"))
    div.content:insert(#div.content, raw("</details>"))
  end
  return div
end

local function link_to(id, whose)
  return pandoc.Link({}, "#" .. id, "", pandoc.Attr("", { "anchor" },
    { ["aria-label"] = "Link to: " .. whose }))
end

-- Parts what a float shows from what is unfolded below it.
local function part(blocks, whose)
  local shown, folded = pandoc.Blocks({}), pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if is_folded(block) then folded:insert(finish(block, whose)) else shown:insert(block) end
  end
  return shown:walk({ Div = function(div)
    if is_behind(div) then return finish(div, whose) end
  end }), folded
end

return {
  {
    -- A node of Quarto's own, and in the embedded renderer a Div that begins with the caption.
    FloatRefTarget = function(float, node)
      local caption = quarto.utils.as_inlines(float.caption_long or {})
      local shown, folded = part(quarto.utils.as_blocks(float.content), stringify(caption))
      float.content = shown
      caption:insert(link_to(float.identifier, stringify(caption)))
      float.caption_long = pandoc.Plain(caption)
      return pandoc.Blocks({ node }) .. folded
    end,
    Div = function(div)
      if not div.classes:includes("float") then return nil end
      local caption = div.content[1].content[1].content
      local shown, folded = part(div.content, stringify(caption))
      caption:insert(link_to(div.identifier, stringify(caption)))
      shown[1].content = { pandoc.Plain(caption) }
      div.content = shown
      return pandoc.Blocks({ div }) .. folded
    end,
  },
  {
    -- Without a caption it goes by what the cell says that it is about.
    Div = function(div)
      if is_behind(div) and div.attributes["about"] then return finish(div, div.attributes["about"]) end
    end,
  },
}
