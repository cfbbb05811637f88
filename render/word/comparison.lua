-- A website's text for Word: figures by their text alternatives, links by their words.

function Image(image)
  local alternative = pandoc.utils.stringify(image.caption)
  if alternative == "" then alternative = image.attributes.alt or "" end
  return alternative == "" and {} or pandoc.Emph { pandoc.Str("[Figure: " .. alternative .. "]") }
end

function Link(link)
  return link.content
end
