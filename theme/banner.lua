-- The demonstration notice at the head of each page of Quarto's site. The embedded renderer's
-- page template shows it itself, and so does the PDF's.

if not (quarto and quarto.version and FORMAT:match("html")) then return {} end

function Pandoc(doc)
  if not doc.meta.demonstration then return nil end
  doc.blocks:insert(1, pandoc.Div(pandoc.Plain(pandoc.utils.stringify(doc.meta.demonstration)),
    pandoc.Attr("", { "demonstration" }, { role = "region", ["aria-label"] = "About the data" })))
  return doc
end
