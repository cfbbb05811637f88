-- A website's text for Word: figures by their text alternatives, links by their words, and nothing
-- to download.

function Div(div)
  if div.classes:includes("behind") then return {} end
end

function Image(image)
  -- The same figure, drawn for a phone.
  if image.classes:includes("figure-narrow") then return {} end
  local alternative = pandoc.utils.stringify(image.caption)
  if alternative == "" then alternative = image.attributes.alt or "" end
  return alternative == "" and {} or pandoc.Emph { pandoc.Str("[Figure: " .. alternative .. "]") }
end

function Link(link)
  return link.content
end
