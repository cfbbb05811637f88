-- Gives a document the shape of Quarto's Word files: each figure or table in a table of one cell,
-- whose caption is a paragraph with properties of its own, out of order.

local PROPERTIES = '<w:pPr>\n<w:jc w:val="let"/>\n<w:spacing w:before="200" />\n' ..
  '<w:pStyle w:val="ImageCaption" />\n</w:pPr>\n'

function Image(image)
  image.attributes.alt, image.attributes["fig-alt"], image.caption = nil, nil, {}
  return image
end

function Div(div)
  if not (div.identifier:match("^fig%-") or div.identifier:match("^tbl%-")) then return nil end
  local at = div.identifier:match("^tbl") and 1 or #div.content
  div.content[at].content:insert(1, pandoc.RawInline("openxml", PROPERTIES))
  div.content[at] = pandoc.Para(div.content[at].content)
  return pandoc.utils.from_simple_table(
    pandoc.SimpleTable({}, { pandoc.AlignDefault }, { 1 }, {}, { { { div } } }))
end
